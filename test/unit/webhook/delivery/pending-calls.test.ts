import { expect, test } from '@jest/globals';
import { PendingCalls } from '../../../../src/webhook/delivery/pending-calls.js';
import type { WebhookTemporalClient } from '../../../../src/webhook/calls/temporal.js';

/** A client whose calls wait until the test settles them, in their order. */
function slowClient() {
  const waiting: { settle: (error?: Error) => void; args: unknown[] }[] = [];
  const call = (...args: unknown[]): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ args, settle: (error) => (error ? reject(error) : resolve()) });
    });
  const client: WebhookTemporalClient = {
    withDeadline: (_deadline, fn) => fn(),
    workflow: {
      signalWithStart: call,
      start: call,
      getHandle: (id) => ({
        signal: (...args) => call(id, ...args),
        describe: () => call(id, 'describe').then(() => ({ status: { name: 'RUNNING' }, historyLength: 1 })),
      }),
    },
  };
  return { client, waiting };
}

test('every kind of call is passed on and waited for, also one that fails', async () => {
  const { client, waiting } = slowClient();
  const calls = new PendingCalls(client);
  const start = { workflowId: 'd' } as unknown as Parameters<typeof client.workflow.start>[1];
  const signal = { workflowId: 'c' } as unknown as Parameters<typeof client.workflow.signalWithStart>[1];
  const results = [
    calls.workflow.start('dead', start),
    calls.workflow.signalWithStart('conversation', signal),
    calls.workflow.getHandle('w').signal('events', [1]),
  ];
  expect(waiting.map(({ args }) => args)).toEqual([
    ['dead', start],
    ['conversation', signal],
    ['w', 'events', [1]],
  ]);
  let isSettled = false;
  const settled = calls.settled().then(() => (isSettled = true));
  waiting[0]?.settle();
  waiting[1]?.settle(new Error('refused'));
  await expect(results[1]).rejects.toThrow('refused');
  expect(isSettled).toBe(false);
  waiting[2]?.settle();
  await settled;
  await calls.settled();
});
