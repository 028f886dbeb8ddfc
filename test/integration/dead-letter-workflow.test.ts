import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { deadLetterWorkflowId } from '../../src/common/ids/workflow-ids.js';
import { whatsAppFailure } from '../../src/client.js';
import type {
  DeadLetterContent,
  DeadLetterState,
  DeadLetterWorkflowInput,
  RedriveReport,
} from '../../src/common/dead-letter.js';
import {
  claimDeadLetterUpdate,
  deadLetterPartSignal,
  deadLetterStateQuery,
  discardDeadLetterUpdate,
  reportRedriveUpdate,
} from '../../src/workflows/definitions.js';
import { rejection } from '../helpers/rejection.js';
import { startWorkers } from '../helpers/stack.js';
import { connectTestServer, timeSkippingEnvironment, type TestServer } from '../helpers/temporal-server.js';

const noActivities = { unused: () => Promise.resolve() };
const dayMs = 24 * 60 * 60 * 1000;
const webhook = { object: 'whatsapp_business_account', entry: [{ id: '9001', changes: ['not a change'] }] };

const letter = (fields: Partial<DeadLetterWorkflowInput> = {}): DeadLetterWorkflowInput => ({
  reason: 'malformed',
  problem: 'entry[0].changes[0] is no object',
  field: 'messages',
  wabaId: '9001',
  receivedAtMs: 1_764_000_000_000,
  webhook,
  ...fields,
});

interface Kept {
  handle: WorkflowHandle;
  state(): Promise<DeadLetterState>;
  claim(claimId: string): Promise<DeadLetterContent>;
  report(claimId: string, report: RedriveReport): Promise<DeadLetterState>;
  discard(): Promise<DeadLetterState>;
  /** What Temporal UI shows. */
  details(): Promise<string>;
}

/** Keeps a dead letter as the receiver does. */
async function keep(client: TestServer['client'], taskQueue: string, input: unknown): Promise<Kept> {
  const handle = await client.workflow.start('deadLetterWorkflow', {
    workflowId: deadLetterWorkflowId(randomUUID()),
    taskQueue,
    args: [input],
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
  });
  return {
    handle,
    state: () => handle.query(deadLetterStateQuery),
    claim: (claimId) => handle.executeUpdate(claimDeadLetterUpdate, { args: [claimId] }),
    report: (claimId, report) => handle.executeUpdate(reportRedriveUpdate, { args: [claimId, report] }),
    discard: () => handle.executeUpdate(discardDeadLetterUpdate),
    details: async () => {
      const metadata = await handle.query<{ currentDetails?: string }, []>('__temporal_workflow_metadata');
      return metadata.currentDetails ?? '';
    },
  };
}

/** What an update was refused with. */
async function refusal(update: Promise<unknown>): Promise<string> {
  const failure = whatsAppFailure(await rejection(update));
  expect(failure?.type).toBe('WhatsApp.InvalidInput');
  return failure?.message ?? '';
}

describe('a dead letter', () => {
  const taskQueue = `test-dead-letter-${randomUUID()}`;
  let server: TestServer;
  let workers: { stop(): Promise<void> };
  const kept = (input: unknown): Promise<Kept> => keep(server.client, taskQueue, input);

  beforeAll(async () => {
    server = await connectTestServer();
    workers = await startWorkers(server.nativeConnection, taskQueue, noActivities);
  });
  afterAll(async () => {
    await workers.stop();
    await server.close();
  });

  test('that is redriven and delivered ends, and its result is its last state', async () => {
    const { handle, state, claim, report } = await kept(letter());
    const before = await state();
    expect(before).toMatchObject({ phase: 'kept', complete: true, redrives: 0, reason: 'malformed', wabaId: '9001' });
    expect(before.retainedUntilMs - Date.now()).toBeGreaterThan(29 * dayMs);
    expect(before).not.toHaveProperty('webhook');
    expect(await claim('claim-1')).toEqual({ receivedAtMs: 1_764_000_000_000, webhook });
    expect(await state()).toMatchObject({ phase: 'redriving', redrives: 1 });
    const after = await report('claim-1', { delivered: true });
    expect(after).toEqual({ ...before, phase: 'redriven', redrives: 1 });
    expect(await handle.result()).toEqual(after);
  });

  test('that could not be delivered stays, and says why', async () => {
    const { state, claim, report, details, discard } = await kept(letter());
    await claim('claim-1');
    const problem = 'no workflow batch-17 runs';
    expect(await report('claim-1', { delivered: false, problem })).toMatchObject({
      phase: 'kept',
      lastProblem: problem,
    });
    expect(await details()).toContain(problem);
    await claim('claim-2');
    expect(await state()).toMatchObject({ phase: 'redriving', redrives: 2, lastProblem: problem });
    await report('claim-2', { delivered: false, problem });
    await discard();
  });

  test('that one redrive holds is refused to another, to a discard, and to the report of another', async () => {
    const { claim, report, discard } = await kept(letter());
    await claim('claim-1');
    expect(await refusal(claim('claim-2'))).toMatch(
      /^Claim claim-1 is redriving it, until \d.* Try again after that\.$/,
    );
    expect(await refusal(discard())).toContain('Claim claim-1 is redriving it');
    expect(await refusal(report('claim-2', { delivered: true }))).toContain('claim claim-1 has it now');
    // The same redrive asks again, as its first answer was lost.
    expect(await claim('claim-1')).toMatchObject({ webhook });
    expect(await report('claim-1', { delivered: true })).toMatchObject({ redrives: 1 });
  });

  test('that nobody has claimed takes no report', async () => {
    const { report, discard } = await kept(letter());
    expect(await refusal(report('claim-1', { delivered: true }))).toContain('nobody has claimed it');
    expect(await refusal(report('claim-1', { delivered: 'yes' } as never))).toContain('A report is');
    await discard();
  });

  test.each(['', 'x'.repeat(201), 7])('takes no claim with the id %j', async (claimId) => {
    const { claim, discard } = await kept(letter());
    expect(await refusal(claim(claimId as string))).toContain('A claim needs an id of its own');
    await discard();
  });

  test('that is discarded ends', async () => {
    const { handle, discard } = await kept(letter());
    expect(await discard()).toMatchObject({ phase: 'discarded' });
    expect(await handle.result()).toMatchObject({ phase: 'discarded', redrives: 0 });
  });

  test('in parts is complete, and can be claimed, when all of them are there, in whatever order and however often', async () => {
    const input = letter({ reason: 'not-json', text: 'one ', parts: 3, encoding: 'base64' });
    const { webhook: _, ...withoutWebhook } = input;
    const { handle, state, claim, report } = await kept(withoutWebhook);
    await handle.signal(deadLetterPartSignal, { index: 2, text: 'three' });
    await handle.signal(deadLetterPartSignal, { index: 2, text: 'not three' });
    await handle.signal(deadLetterPartSignal, { index: 3, text: 'not wanted' });
    for (const garbage of [null, 7, {}, { index: 1 }]) await handle.signal(deadLetterPartSignal, garbage as never);
    expect(await state()).toMatchObject({ complete: false });
    expect(await refusal(claim('claim-1'))).toContain('2 of 3 parts have arrived');
    await handle.signal(deadLetterPartSignal, { index: 1, text: 'two ' });
    expect(await claim('claim-1')).toEqual({
      receivedAtMs: 1_764_000_000_000,
      text: 'one two three',
      encoding: 'base64',
    });
    await report('claim-1', { delivered: true });
  });

  test('too large for an answer is claimed without its content, which is in the history', async () => {
    const text = 'x'.repeat(1_000_000);
    const { handle, claim, report } = await kept({ reason: 'not-json', receivedAtMs: 1, text, parts: 2 });
    await handle.signal(deadLetterPartSignal, { index: 1, text });
    expect(await claim('claim-1')).toEqual({ receivedAtMs: 1, inHistory: true });
    await report('claim-1', { delivered: true });
  });

  test.each([
    undefined,
    null,
    7,
    'a text',
    [1, 2],
    { something: 'else' },
    { reason: 7, parts: -1, retentionMs: 'long' },
  ])('with the wrong input %j is kept as it is', async (input) => {
    const { state, claim, report } = await kept(input);
    expect(await state()).toMatchObject({ phase: 'kept', reason: 'malformed', complete: true });
    const { text } = await claim('claim-1');
    expect(text === undefined ? undefined : JSON.parse(text)).toEqual(input ?? (input === null ? null : undefined));
    await report('claim-1', { delivered: true });
  });

  test('is described in Temporal UI in plain words', async () => {
    const { claim, details, discard, report } = await kept(
      letter({ kind: 'message', reason: 'phone-number-id-unknown' }),
    );
    expect(await details()).toMatch(
      /^Dead letter \(a message event, field `messages`\): for a business number that the receiver was not told about \(entry\[0\].* It waits to be redriven or discarded until \d{4}-/,
    );
    await claim('claim-1');
    expect(await details()).toContain('Claim claim-1 is redriving it.');
    await report('claim-1', { delivered: false, problem: 'still unknown' });
    await discard();
  });
});

describe('a dead letter, on the time-skipping server', () => {
  let environment: TestWorkflowEnvironment;
  let workers: { stop(): Promise<void> };
  const kept = (input: unknown): Promise<Kept> => keep(environment.client, 'dead-letters', input);

  beforeAll(async () => {
    environment = await timeSkippingEnvironment();
    workers = await startWorkers(environment.nativeConnection, 'dead-letters', noActivities);
  });
  afterAll(async () => {
    await workers.stop();
    await environment.teardown();
  });

  test('ends after thirty days', async () => {
    const startedAt = await environment.currentTimeMs();
    const { handle } = await kept(letter());
    expect(await handle.result()).toMatchObject({ phase: 'expired', redrives: 0 });
    expect((await environment.currentTimeMs()) - startedAt).toBeGreaterThanOrEqual(30 * dayMs);
  });

  test('ends after the retention time that it was given', async () => {
    const startedAt = await environment.currentTimeMs();
    const { handle } = await kept(letter({ retentionMs: 3 * dayMs }));
    expect(await handle.result()).toMatchObject({ phase: 'expired' });
    const passedMs = (await environment.currentTimeMs()) - startedAt;
    expect(passedMs).toBeGreaterThanOrEqual(3 * dayMs);
    expect(passedMs).toBeLessThan(4 * dayMs);
  });

  test('is free again a minute after a claim whose redrive has crashed', async () => {
    const { handle, state, claim, report } = await kept(letter());
    await claim('crashed');
    await environment.sleep('59 seconds');
    expect(await refusal(claim('next'))).toContain('Claim crashed is redriving it');
    await environment.sleep('2 seconds');
    expect(await state()).toMatchObject({ phase: 'kept', redrives: 1 });
    await claim('next');
    expect(await refusal(report('crashed', { delivered: true }))).toContain('claim next has it now');
    await report('next', { delivered: true });
    expect(await handle.result()).toMatchObject({ phase: 'redriven', redrives: 2 });
  });

  test('takes a report that comes after its minute, while nobody else has claimed it', async () => {
    const { handle, claim, report } = await kept(letter());
    await claim('slow');
    await environment.sleep('2 minutes');
    await report('slow', { delivered: true });
    expect(await handle.result()).toMatchObject({ phase: 'redriven' });
  });

  test('that is claimed at the end of its retention is not taken away from the redrive', async () => {
    const { handle, claim, report } = await kept(letter({ retentionMs: 2 * 60_000 }));
    await environment.sleep('110 seconds');
    await claim('late');
    await environment.sleep('30 seconds');
    await report('late', { delivered: true });
    expect(await handle.result()).toMatchObject({ phase: 'redriven' });
  });

  test('whose late redrive has crashed ends with its claim', async () => {
    const { handle, claim } = await kept(letter({ retentionMs: 2 * 60_000 }));
    await environment.sleep('110 seconds');
    await claim('late');
    expect(await handle.result()).toMatchObject({ phase: 'expired', redrives: 1 });
  });
});
