/** A conversation that hears very much: nothing is lost, nothing is heard twice, and everything stays bounded. */
import { afterEach, expect, test } from '@jest/globals';
import type { ConversationState } from '../../src/workflow.js';
import { conversationWorkflowId } from '../../src/common/ids/workflow-ids.js';
import { eventually } from '../helpers/eventually.js';
import { flood, floodReceiver, messageBodies, startLateWorker } from '../helpers/flood.js';
import { startStack, type Stack } from '../helpers/stack.js';

const patienceMs = 400_000;

let stack: Stack;
/** Conversations of one number go on from test to test, so that each test has a user of its own. */
let from: string;
let worker: { stop(): Promise<void> } | undefined;

async function start(conversation: string): Promise<void> {
  const emulator = { enforceWindow: false };
  stack = await startStack({ worker: false, receiver: { ...floodReceiver, conversation }, emulator });
  from = `49151${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
}

afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await stack.stop();
});

/** The numbers that were heard, once there are so many. */
async function heard(count: number): Promise<number[]> {
  const handle = stack.client.workflow.getHandle(conversationWorkflowId(stack.phoneNumberId, from));
  const read = async (): Promise<number[]> => {
    const state = await handle.query<ConversationState>('conversationState').catch(() => undefined);
    return (state?.dialogues?.state as { heard: number[] } | undefined)?.heard ?? [];
  };
  return eventually(read, (numbers) => numbers.length >= count, patienceMs);
}

interface Figures {
  runs: number;
  largestHistoryBytes: number;
  longestHistoryEvents: number;
  largestInputBytes: number;
}

/** The largest of what the server keeps for the conversation. */
async function measure(): Promise<Figures> {
  const workflowId = conversationWorkflowId(stack.phoneNumberId, from);
  const figures: Figures = { runs: 0, largestHistoryBytes: 0, longestHistoryEvents: 0, largestInputBytes: 0 };
  for await (const { runId, status } of stack.client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    expect(['RUNNING', 'CONTINUED_AS_NEW']).toContain(status.name);
    const handle = stack.client.workflow.getHandle(workflowId, runId);
    const { historySize = 0, historyLength } = await handle.describe();
    const { events } = await stack.client.workflowService
      .getWorkflowExecutionHistory({
        namespace: 'default',
        execution: { workflowId, runId },
        maximumPageSize: 1,
      })
      .then(({ history }) => history ?? {});
    const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data ?? [];
    figures.runs += 1;
    figures.largestHistoryBytes = Math.max(figures.largestHistoryBytes, historySize);
    figures.longestHistoryEvents = Math.max(figures.longestHistoryEvents, historyLength);
    figures.largestInputBytes = Math.max(figures.largestInputBytes, input.length);
  }
  console.warn(JSON.stringify({ ...figures, megabytesOfMemory: Math.round(process.memoryUsage().rss / 1e6) }));
  return figures;
}

function expectBounded({ largestHistoryBytes, longestHistoryEvents, largestInputBytes }: Figures): void {
  expect(largestHistoryBytes).toBeLessThan(25_000_000);
  expect(longestHistoryEvents).toBeLessThan(25_000);
  expect(largestInputBytes).toBeLessThan(2_000_000);
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('2,000 signals while a rollover happens every 50: none lost, none twice, in order', async () => {
  await start('ledger');
  worker = await startLateWorker(stack);
  const bodies = messageBodies(stack, from, 2_000, 10);
  expect(await flood(stack, bodies, { concurrency: 1, attempts: 1_000 })).toEqual([]);
  expect(await heard(2_000)).toEqual(numbers(2_000));
  const figures = await measure();
  expect(figures.runs).toBeGreaterThanOrEqual(40);
  expectBounded(figures);
}, 600_000);

/** All of them take minutes: `CONVERSATION_TURNS=10000`. */
const turns = Number(process.env['CONVERSATION_TURNS'] ?? 3_000);

test(`${turns} turns of one conversation`, async () => {
  await start('ledger');
  worker = await startLateWorker(stack);
  const bodies = messageBodies(stack, from, turns, 10, 5);
  expect(await flood(stack, bodies, { attempts: 1_000 })).toEqual([]);
  expect((await heard(turns)).sort((one, other) => one - other)).toEqual(numbers(turns));
  expectBounded(await measure());
}, 900_000);

test.each([true, false])(
  '1,000 messages of 100 KB, with a worker: %s',
  async (isWorkerThere) => {
    await start('ledger');
    if (isWorkerThere) worker = await startLateWorker(stack);
    const bodies = messageBodies(stack, from, 1_000, 100_000);
    const refused = await flood(stack, bodies);
    worker ??= await startLateWorker(stack);
    expect(await flood(stack, refused, { attempts: 1_000 })).toEqual([]);
    expect((await heard(1_000)).sort((one, other) => one - other)).toEqual(numbers(1_000));
    expectBounded(await measure());
  },
  900_000,
);

test('a dialogue that goes on ends itself before its history is too long', async () => {
  await start('chronicle');
  worker = await startLateWorker(stack);
  const bodies = messageBodies(stack, from, 2_500, 10);
  expect(await flood(stack, bodies, { attempts: 1_000 })).toEqual([]);
  expect((await heard(2_500)).sort((one, other) => one - other)).toEqual(numbers(2_500));
  const figures = await measure();
  expect(figures.runs).toBeGreaterThan(1);
  expectBounded(figures);
}, 900_000);
