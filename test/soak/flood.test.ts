/** Floods that the server would have ended workflows for, and any sizes in any number. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { conversationWorkflowId } from '../../src/common/ids/workflow-ids.js';
import {
  expectHandled,
  expectReceived,
  flood,
  floodReceiver,
  historyBody,
  messageBody,
  messageBodies,
  startLateWorker,
} from '../helpers/flood.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
let worker: { stop(): Promise<void> } | undefined;

beforeEach(async () => {
  stack = await startStack({ worker: false, receiver: floodReceiver });
});
afterEach(async () => {
  await worker?.stop();
  worker = undefined;
  await stack.stop();
});

const untilTaken = { attempts: 1_000 };

test.each([
  [70, 900_000, false],
  [6_000, 10_000, false],
  [400, 300_000, true],
])(
  '%d messages of %d bytes of one user, with a worker: %s',
  async (count, bytes, isWorkerThere) => {
    if (isWorkerThere) worker = await startLateWorker(stack);
    const user = `user-${count}`;
    const bodies = messageBodies(stack, user, count, bytes);
    const refused = await flood(stack, bodies);
    worker ??= await startLateWorker(stack);
    expect(await flood(stack, refused, untilTaken)).toEqual([]);
    await expectReceived(stack, conversationWorkflowId(stack.phoneNumberId, user), count);
    console.warn(`${count} messages of ${bytes} bytes: ${refused.length} were answered 503 at first`);
  },
  600_000,
);

test.each([0, 1])(
  'a history of 100 POSTs of 500 KB, four at once, phase %d',
  async (phase) => {
    worker = await startLateWorker(stack);
    const bodies = Array.from({ length: 100 }, (_, index) => historyBody(stack.phoneNumberId, index, 602, phase));
    expect(await flood(stack, bodies, { concurrency: 4, ...untilTaken })).toEqual([]);
    if (phase === 1) return expectHandled(stack, `history-of-all:${stack.phoneNumberId}`, 60_200);
    for (const index of bodies.keys()) await expectHandled(stack, `history:${stack.phoneNumberId}:0:${index}`, 602);
  },
  600_000,
);

test('any sizes of one user, while workers come and go', async () => {
  const sizes = [1, 100, 10_000, 250_000, 600_000, 900_000, 1_800_000];
  let count = 0;
  let waiting: string[] = [];
  for (let round = 0; round < 12; round += 1) {
    const bodies = Array.from({ length: 1 + Math.floor(Math.random() * 60) }, () => {
      count += 1;
      const bytes = Math.ceil(Math.random() * (sizes[Math.floor(Math.random() * sizes.length)] ?? 1));
      return messageBody(stack.phoneNumberId, 'user-any', `wamid.any-${count}`, bytes);
    });
    if (round % 3 === 1) worker ??= await startLateWorker(stack);
    waiting = await flood(stack, [...waiting, ...bodies]);
    if (round % 3 === 2) {
      await worker?.stop();
      worker = undefined;
    }
  }
  worker ??= await startLateWorker(stack);
  expect(await flood(stack, waiting, untilTaken)).toEqual([]);
  await expectReceived(stack, conversationWorkflowId(stack.phoneNumberId, 'user-any'), count);
}, 600_000);
