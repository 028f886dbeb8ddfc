/**
 * What the engine does with the sends of several numbers, on a server with fairness. Ratios and positions, never times.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Priority } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { changeRateLimits } from '../../src/rate-limits/rate-limits.js';
import { eventually } from '../helpers/eventually.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

const [numberA, numberB] = ['106540352242001', '106540352242002'];

let server: TestServer;
beforeAll(async () => {
  server = await connectTestServer();
});
afterAll(() => server.close());

interface Run {
  label: string;
  startedMs: number;
}

/** A queue whose worker notes which sends run in which order. */
interface SendQueue {
  taskQueue: string;
  /** Schedules `count` sends, and returns when all of them are in the queue. */
  add(label: string, count: number, priority: Priority): Promise<void>;
  /** Runs everything, with few slots, and returns it in the order in which it ran. */
  runAll(): Promise<Run[]>;
}

function sendQueue(): SendQueue {
  const taskQueue = `fairness-${randomUUID()}`;
  let added = 0;
  return {
    taskQueue,
    add: async (label, count, priority) => {
      const starts = Array.from({ length: count }, () => {
        const id = `${taskQueue}-${added++}`;
        const options = { id, taskQueue, startToCloseTimeout: '1 minute', args: [label], priority } as const;
        return server.client.activity.start('sendWhatsAppMessage', options);
      });
      await Promise.all(starts);
    },
    runAll: async () => {
      const runs: Run[] = [];
      const sendWhatsAppMessage = async (label: string): Promise<void> => {
        runs.push({ label, startedMs: performance.now() });
      };
      const worker = await Worker.create({
        connection: server.nativeConnection,
        taskQueue,
        activities: { sendWhatsAppMessage },
        maxConcurrentActivityTaskExecutions: 5,
      });
      await worker.runUntil(() => eventually(() => runs.length >= added));
      return runs;
    },
  };
}

/** Positions from 0, of the first run, to 1, of the last one. */
function positions(runs: Run[], label: string): number[] {
  return runs.flatMap((run, index) => (run.label === label ? [index / (runs.length - 1)] : []));
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The time from the first of these runs to the last one. */
function spanMs(runs: Run[], label: string): number {
  const times = runs.filter((run) => run.label === label).map(({ startedMs }) => startedMs);
  return Math.max(...times) - Math.min(...times);
}

test('the backlog of one number does not hold up another, as it does where all sends have one key', async () => {
  const [fair, unfair] = [sendQueue(), sendQueue()];
  await Promise.all([fair.add('A', 300, { fairnessKey: numberA }), unfair.add('A', 100, { fairnessKey: numberA })]);
  await Promise.all([fair.add('B', 30, { fairnessKey: numberB }), unfair.add('B', 10, { fairnessKey: numberA })]);
  const [fairRuns, unfairRuns] = [await fair.runAll(), await unfair.runAll()];
  const [fairB, unfairB] = [positions(fairRuns, 'B'), positions(unfairRuns, 'B')];
  expect(fairB).toHaveLength(30);
  expect(unfairB).toHaveLength(10);
  // Seen on this server: 0.1 to 0.3 against 0.8 to 0.95.
  expect(mean(fairB)).toBeLessThan(0.6 * mean(unfairB));
  expect(Math.max(...fairB)).toBeLessThan(0.95);
});

test('a send of a higher priority overtakes those that wait', async () => {
  const queue = sendQueue();
  await queue.add('campaign', 100, { fairnessKey: numberA, priorityKey: 5 });
  await queue.add('code', 10, { fairnessKey: numberA, priorityKey: 1 });
  const codes = positions(await queue.runAll(), 'code');
  expect(codes).toHaveLength(10);
  // In order of arrival the first of them would be at 0.9.
  expect(Math.max(...codes)).toBeLessThan(0.5);
});

test('a rate limit slows a number down, and a number with one of its own by as much as that says', async () => {
  const [limited, control] = [sendQueue(), sendQueue()];
  const { connection } = server.client;
  const queue = { connection, namespace: 'default', taskQueue: limited.taskQueue };
  await changeRateLimits(queue, { perNumber: 5, numbers: { [numberB]: 80 } }, 'test');
  for (const { add } of [limited, control]) {
    await Promise.all([add('A', 24, { fairnessKey: numberA }), add('B', 24, { fairnessKey: numberB })]);
  }
  const [limitedRuns, controlRuns] = [await limited.runAll(), await control.runAll()];
  expect(positions(limitedRuns, 'A')).toHaveLength(24);
  // Seen on this server: 11 to 17 times as long.
  expect(spanMs(limitedRuns, 'A')).toBeGreaterThan(2 * spanMs(controlRuns, 'A'));
  expect(mean(positions(limitedRuns, 'B'))).toBeLessThan(0.45);
  expect(spanMs(limitedRuns, 'B')).toBeLessThan(spanMs(limitedRuns, 'A'));
});
