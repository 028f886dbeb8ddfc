import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { RunCall } from '../../../../src/webhook/calls/deadline.js';
import { HistoryGuard, WorkflowFullError } from '../../../../src/webhook/delivery/history-guard.js';
import { RecordingClient, grpcError, post, receiver, textMessage, webhookBody } from '../recording-client.js';

const run: RunCall = (_name, call) => call();
const limit = 4_000_000;

/** A server that notes how large the history of its one workflow is. */
class OneHistory {
  readonly client = new RecordingClient();
  bytes = 0;
  events = 0;
  mostBytes = 0;
  /** Whether a signal waits for a worker. */
  isBusy = false;
  private readonly guards: HistoryGuard[];

  constructor(receivers = 1) {
    this.client.onDescribe = async () => {
      const raw = { pendingWorkflowTask: this.isBusy ? {} : null, pendingActivities: [] };
      const size = { historyLength: this.events, historySize: this.bytes, raw };
      await turn();
      return { status: { name: 'RUNNING' }, ...size };
    };
    this.guards = Array.from({ length: receivers }, () => new HistoryGuard(this.client));
  }

  /** @returns whether the receiver sent it */
  async send(bytes: number, receiver = 0, workflowId = 'w'): Promise<boolean> {
    const guard = this.guards[receiver]!;
    const room = guard.reserve(workflowId, bytes);
    const signal = async (): Promise<void> => {
      await turn();
      if (workflowId !== 'w') return;
      this.bytes += bytes;
      this.events += 1;
      this.isBusy = true;
      this.mostBytes = Math.max(this.mostBytes, this.bytes);
      await turn();
    };
    try {
      if (!room.isTaken) await guard.look(workflowId, room, run);
      await signal();
      return true;
    } catch (error) {
      if (error instanceof WorkflowFullError) return false;
      throw error;
    } finally {
      room.end();
    }
  }

  /** A worker has caught up, and the workflow has continued as new. */
  continueAsNew(): void {
    this.isBusy = false;
    this.bytes = 0;
    this.events = 0;
  }
}

/** Lets everything happen that can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const turn = (): Promise<void> => Promise.resolve();

beforeEach(() => void jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => void jest.useRealTimers());

test('the usual signal asks nothing of the history', async () => {
  const history = new OneHistory();
  for (let signal = 0; signal < 200; signal += 1) expect(await history.send(1_000)).toBe(true);
  expect(history.client.described).toEqual([]);
  for (let signal = 0; signal < 200; signal += 1) expect(await history.send(1_000)).toBe(true);
  expect(history.client.described).toHaveLength(1);
});

test('a full history takes nothing until its workflow continues as new, and is looked at twice a second', async () => {
  const history = new OneHistory();
  let taken = 0;
  for (let signal = 0; signal < 70; signal += 1) if (await history.send(900_000)) taken += 1;
  expect(taken).toBe(4);
  jest.advanceTimersByTime(500);
  while (await history.send(100_000));
  const looks = history.client.described.length;
  for (let signal = 0; signal < 100; signal += 1) {
    expect(await history.send(10)).toBe(false);
    jest.advanceTimersByTime(10);
  }
  expect(history.client.described.length - looks).toBeLessThanOrEqual(3);
  history.continueAsNew();
  jest.advanceTimersByTime(500);
  expect(await history.send(900_000)).toBe(true);
});

test('a workflow that has handled all, and does not know how large its history is, gets the next signal', async () => {
  const history = new OneHistory();
  while (await history.send(900_000));
  history.isBusy = false;
  jest.advanceTimersByTime(500);
  expect(await history.send(1_900_000)).toBe(true);
  expect(await history.send(900_000)).toBe(false);
});

test('what no look can find yet is bounded, and what waits for it gives up with its POST', async () => {
  const history = new OneHistory();
  let [underWay, mostUnderWay] = [0, 0];
  const release: (() => void)[] = [];
  const guard = new HistoryGuard(history.client);
  const signal = async (by: RunCall): Promise<void> => {
    const room = guard.reserve('slow', 900_000);
    try {
      if (!room.isTaken) await guard.look('slow', room, by);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await new Promise<void>((resolve) => release.push(resolve));
      underWay -= 1;
    } finally {
      room.end();
    }
  };
  const atDeadline: RunCall = (_name, call) =>
    Promise.race([call(), settled().then(() => Promise.reject(new Error('deadline')))]);
  const sent = [signal(run), signal(run)];
  await expect(signal(atDeadline)).rejects.toThrow('deadline');
  sent.push(signal(run), signal(run));
  for (let round = 0; round < 4; round += 1) {
    await settled();
    release.shift()?.();
  }
  await Promise.all(sent);
  expect(mostUnderWay).toBe(2);
});

test.each([
  ['no task waits', false, 9_700, 10_200],
  ['a task waits', true, 2_700, 3_200],
])('many small signals are as much as a few large ones, while %s', async (_, hasTask, least, most) => {
  const history = new OneHistory();
  let taken = 0;
  for (let signal = 0; signal < 12_000; signal += 1) {
    if (await history.send(1)) taken += 1;
    history.isBusy = hasTask;
  }
  expect(taken).toBeGreaterThan(least);
  expect(taken).toBeLessThanOrEqual(most);
});

test('signals of many POSTs at once share what there is', async () => {
  const history = new OneHistory();
  const sent = await Promise.all(Array.from({ length: 100 }, () => history.send(900_000)));
  expect(sent.filter(Boolean)).toHaveLength(4);
  expect(history.mostBytes).toBeLessThanOrEqual(limit);
});

test('a workflow does not count against another one, nor does one that ended', async () => {
  const history = new OneHistory();
  while (await history.send(900_000));
  expect(await history.send(900_000, 0, 'other')).toBe(false);
  history.client.onDescribe = (workflowId) => {
    if (workflowId === 'gone') throw new WorkflowNotFoundError('gone', workflowId, undefined);
    return { status: { name: 'TERMINATED' }, historyLength: 9, historySize: 50_000_000 };
  };
  expect(await history.send(900_000, 0, 'ended')).toBe(true);
  expect(await history.send(900_000, 0, 'gone')).toBe(true);
});

test('whoever may not look sends, and a look that fails is a failure of the signal', async () => {
  const history = new OneHistory();
  history.client.onDescribe = () => {
    throw grpcError(7);
  };
  expect(await history.send(900_000)).toBe(true);
  history.client.onDescribe = () => {
    throw grpcError(14);
  };
  await expect(history.send(900_000)).rejects.toThrow('Failed to call Temporal');
});

test('any sizes from any number of receivers stay far below what the server takes', async () => {
  const step = fc.record({
    size: fc.oneof(fc.integer({ min: 1, max: 1_900_000 }), fc.integer({ min: 1, max: 20_000 }), fc.constant(1_000_000)),
    count: fc.integer({ min: 1, max: 60 }),
    receiver: fc.nat(9),
    pauseMs: fc.constantFrom(0, 0, 10, 600),
    isCaughtUp: fc.boolean(),
  });
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const history = new OneHistory(10);
    for (const { size, count, receiver: index, pauseMs, isCaughtUp } of steps) {
      await Promise.all(Array.from({ length: count }, () => history.send(size, index)));
      if (isCaughtUp) history.continueAsNew();
      jest.advanceTimersByTime(pauseMs);
    }
    expect(history.mostBytes).toBeLessThan(limit + 10 * 256_000 + 1_900_000);
    history.continueAsNew();
    jest.advanceTimersByTime(600);
    expect(await history.send(1_900_000)).toBe(true);
  });
  await fc.assert(property, { numRuns: 200 });
});

describe('a workflow whose history is full', () => {
  const full = () => ({ status: { name: 'RUNNING' }, historyLength: 10_000, historySize: 1 });
  const large = webhookBody({ messages: [textMessage('a', '1', 'x'.repeat(400_000))] });
  const route = () => ({ workflowId: 'mine' });

  test('makes the POST come again, and the others of the POST are delivered', async () => {
    const { handle, client, log } = receiver();
    client.onDescribe = full;
    const body = webhookBody({
      messages: [textMessage('a', '1', 'x'.repeat(400_000)), textMessage('b', '2'), textMessage('c', '1')],
    });
    expect(await handle(post(body))).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(client.accepted.flatMap(({ events }) => events)).toMatchObject([{ messageId: 'b' }]);
    const failures = [
      expect.stringMatching(/^WorkflowFullError: the history of its workflow is full for now|^the history/),
    ];
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { failed: 2, failures } });
  });

  test.each<[string, object, string[]]>([
    ['of an application has its events kept after an hour', { routes: [route] }, ['workflow-full']],
    ['of a user waits for as long as Meta delivers', {}, []],
  ])('%s', async (_what, options, reasons) => {
    const { handle, client } = receiver(options);
    client.onDescribe = full;
    for (let minute = 0; minute < 60; minute += 1) {
      expect((await handle(post(large))).status).toBe(503);
      jest.advanceTimersByTime(60_000);
    }
    jest.advanceTimersByTime(60_000);
    expect((await handle(post(large))).status).toBe(reasons.length === 0 ? 503 : 200);
    expect([...client.letters.values()].map(({ memo }) => memo.deadLetter.reason)).toEqual(reasons);
    expect(client.accepted).toEqual([]);
  });

  test('is one that has had all signals of a run: no event is set aside out of order', async () => {
    const { handle, client } = receiver();
    let isFull = true;
    client.beforeAccepting = () => {
      if (isFull) throw grpcError(3, 'exceeded workflow execution limit for signal events');
    };
    client.onDescribe = () => (isFull ? full() : { status: { name: 'RUNNING' }, historyLength: 1 });
    const small = webhookBody({ messages: [textMessage('a', '1')] });
    expect((await handle(post(small))).status).toBe(503);
    expect((await handle(post(small))).status).toBe(503);
    expect(client.letters.size).toBe(0);
    isFull = false;
    jest.advanceTimersByTime(500);
    expect((await handle(post(small))).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
  });
});
