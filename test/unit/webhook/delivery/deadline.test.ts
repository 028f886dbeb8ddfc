import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Deadline } from '../../../../src/webhook/delivery/deadline.js';

const never = () => new Promise<never>(() => undefined);

test('a call that is in time settles as it would', async () => {
  const deadline = new Deadline(1_000);
  await expect(deadline.wait(async () => 7)).resolves.toBe(7);
  await expect(deadline.wait(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('calls that are not are rejected together, whenever they began', async () => {
  const deadline = new Deadline(60);
  const startedAtMs = Date.now();
  const early = deadline.wait(never).catch(() => Date.now() - startedAtMs);
  await delay(30);
  const late = deadline.wait(never).catch(() => Date.now() - startedAtMs);
  const [first, second] = await Promise.all([early, late]);
  expect(second - first).toBeLessThan(25);
});

test('no call is made afterwards', async () => {
  const deadline = new Deadline(10);
  await expect(deadline.wait(never)).rejects.toThrow('no answer from Temporal within 10 ms');
  let calls = 0;
  const call = async () => (calls += 1);
  await expect(deadline.wait(call)).rejects.toThrow('no answer from Temporal within 10 ms');
  expect(calls).toBe(0);
});
