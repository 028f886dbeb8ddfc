import { WorkflowNotFoundError } from '@temporalio/client';
import { describe, expect, test } from '@jest/globals';
import type { KeptItem } from '../../../../src/webhook/delivery/kept-item.js';
import type { RunCall } from '../../../../src/webhook/calls/deadline.js';
import { startDeadLetter } from '../../../../src/webhook/delivery/keep.js';
import { RecordingClient, grpcError } from '../recording-client.js';

const summary = { reason: 'no-route', kind: 'account', field: 'account_update', receivedAtMs: 17 } as const;
const item: KeptItem = { summary, hash: 'abc', webhook: { entry: [] }, parts: [] };
const inParts: KeptItem = { summary, hash: 'def', parts: ['a', 'b', 'c'], encoding: 'base64' };
const run: RunCall = (_name, call) => call();
const workflowId = 'whatsapp-dead-letter:def';

function start(client: RecordingClient, kept: KeptItem): Promise<boolean> {
  return startDeadLetter(kept, { client, taskQueue: 'tq', deadLetterRetentionMs: 1_000 }, run);
}

describe('a dead letter', () => {
  test('is started once, with a memo that lists show', async () => {
    const client = new RecordingClient();
    expect(await start(client, item)).toBe(true);
    expect(await start(client, item)).toBe(false);
    expect([...client.letters.values()]).toEqual([
      {
        workflowType: 'deadLetterWorkflow',
        workflowId: 'whatsapp-dead-letter:abc',
        taskQueue: 'tq',
        args: [{ ...summary, webhook: { entry: [] }, retentionMs: 1_000 }],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        memo: { deadLetter: summary },
        staticSummary: 'no-route account account_update',
        parts: [],
      },
    ]);
  });

  test('of several parts takes the first with the start and the others after it', async () => {
    const client = new RecordingClient();
    await start(client, inParts);
    const letter = client.letters.get(workflowId);
    expect(letter?.args).toEqual([{ ...summary, text: 'a', parts: 3, encoding: 'base64', retentionMs: 1_000 }]);
    expect(letter?.parts).toEqual([
      { index: 1, text: 'b' },
      { index: 2, text: 'c' },
    ]);
  });

  test('that was started by a receiver which failed then gets its other parts', async () => {
    const client = new RecordingClient();
    client.beforeKeeping = () => {
      if (client.letters.size > 0) throw grpcError(14);
    };
    await expect(start(client, inParts)).rejects.toThrow('Failed to call Temporal');
    expect(client.letters.get(workflowId)?.parts).toEqual([]);
    client.beforeKeeping = () => undefined;
    expect(await start(client, inParts)).toBe(false);
    expect(client.letters.get(workflowId)?.parts).toHaveLength(2);
  });

  test('that has ended needs no parts', async () => {
    const client = new RecordingClient();
    client.beforeKeeping = (id) => {
      if (client.letters.size > 0) throw new WorkflowNotFoundError('gone', id, undefined);
    };
    expect(await start(client, inParts)).toBe(true);
  });

  test('that Temporal does not accept is an error', async () => {
    const client = new RecordingClient();
    client.beforeKeeping = () => {
      throw grpcError(14);
    };
    await expect(start(client, item)).rejects.toThrow('Failed to call Temporal');
  });
});
