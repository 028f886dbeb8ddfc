import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { underDeadline, within } from '../../../../src/webhook/delivery/deadline.js';
import { RecordingClient, recordingObserver } from '../recording-client.js';

const never = () => new Promise<never>(() => undefined);

test('a call that is in time settles as it would', async () => {
  await expect(within(1_000, async () => 7)).resolves.toBe(7);
  await expect(within(1_000, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('a call that is not is rejected', async () => {
  await expect(within(10, never)).rejects.toThrow('no answer from Temporal within 10 ms');
});

test('calls of one POST are rejected together, whenever they began, and none is made afterwards', async () => {
  const observer = recordingObserver();
  let calls = 0;
  const call = () => {
    calls += 1;
    return never();
  };
  await underDeadline({ client: new RecordingClient(), deadlineMs: 60, observer }, async (run) => {
    const startedAtMs = Date.now();
    const rejectedAfterMs = () => Date.now() - startedAtMs;
    const early = run('signal', call).catch(rejectedAfterMs);
    await delay(30);
    const [first, second] = await Promise.all([early, run('start', call).catch(rejectedAfterMs)]);
    expect(second - first).toBeLessThan(25);
    await expect(run('signal', call)).rejects.toThrow('no answer from Temporal within 60 ms');
  });
  expect(calls).toBe(2);
  expect(observer.facts.map(([name, fact]) => [name, fact])).toEqual([
    ['temporalFailed', { call: 'signal', code: 'DEADLINE' }],
    ['temporalFailed', { call: 'start', code: 'DEADLINE' }],
    ['temporalFailed', { call: 'signal', code: 'DEADLINE' }],
  ]);
});
