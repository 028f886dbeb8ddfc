/** More than a history holds, for one workflow: what was answered 200 is there, and the server ends nothing. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { conversationWorkflowId } from '../../src/common/ids/workflow-ids.js';
import {
  expectHandled,
  expectReceived,
  flood,
  floodReceiver,
  historyBody,
  messageBodies,
  startLateWorker,
} from '../helpers/flood.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
let worker: { stop(): Promise<void> } | undefined;

beforeAll(async () => {
  // A number of this run alone: its workflows must not be those of an earlier one on this server.
  stack = await startStack({ worker: false, receiver: floodReceiver, emulator: { phoneNumberId: `1${Date.now()}` } });
});
afterAll(async () => {
  await worker?.stop();
  await stack.stop();
});

describe('a flood for one user', () => {
  test('waits with Meta while no worker runs, and is received when one does', async () => {
    const large = messageBodies(stack, 'large', 20, 900_000);
    const small = messageBodies(stack, 'small', 1_200, 10_000);
    const refused = { large: await flood(stack, large), small: await flood(stack, small) };
    expect(refused.large.length).toBeGreaterThanOrEqual(15);
    expect(small.length - refused.small.length).toBeGreaterThan(300);
    expect(refused.small.length).toBeGreaterThan(400);
    worker = await startLateWorker(stack);
    expect(await flood(stack, refused.large, { attempts: 100 })).toEqual([]);
    expect(await flood(stack, refused.small, { attempts: 100 })).toEqual([]);
    await expectReceived(stack, conversationWorkflowId(stack.phoneNumberId, 'large'), large.length);
    await expectReceived(stack, conversationWorkflowId(stack.phoneNumberId, 'small'), small.length);
  }, 120_000);

  test('is received while a worker runs', async () => {
    worker ??= await startLateWorker(stack);
    expect(await flood(stack, messageBodies(stack, 'busy', 60, 300_000), { attempts: 100 })).toEqual([]);
    await expectReceived(stack, conversationWorkflowId(stack.phoneNumberId, 'busy'), 60);
  }, 120_000);
});

describe('a history, four chunks at once,', () => {
  test('is handled with a workflow for each chunk', async () => {
    worker ??= await startLateWorker(stack);
    const orders = Array.from({ length: 10 }, (_, index) => index + 1);
    const bodies = orders.map((order) => historyBody(stack.phoneNumberId, order, 602));
    expect(await flood(stack, bodies, { concurrency: 4, attempts: 100 })).toEqual([]);
    for (const order of orders) await expectHandled(stack, `history:${stack.phoneNumberId}:0:${order}`, 602);
  }, 120_000);

  test('is handled by one workflow that runs for ever', async () => {
    worker ??= await startLateWorker(stack);
    const bodies = Array.from({ length: 12 }, (_, index) => historyBody(stack.phoneNumberId, index, 602, 1));
    expect(await flood(stack, bodies, { concurrency: 4, attempts: 200 })).toEqual([]);
    await expectHandled(stack, `history-of-all:${stack.phoneNumberId}`, 12 * 602);
  }, 120_000);
});
