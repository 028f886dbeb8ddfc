import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { underDeadline, within } from '../../../../src/webhook/calls/deadline.js';
import { OpenWork } from '../../../../src/webhook/calls/open-work.js';
import { RecordingClient, recordingObserver } from '../recording-client.js';

const never = () => new Promise<never>(() => undefined);

test('a call that is in time settles as it would', async () => {
  await expect(within(1_000, async () => 7)).resolves.toBe(7);
  await expect(within(1_000, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

test('a call that is not is rejected', async () => {
  await expect(within(10, never)).rejects.toThrow('no answer from Temporal within 10 ms');
});

test('work is given up at the deadline, its open calls are told, and none is made afterwards', async () => {
  const observer = recordingObserver();
  const openWork = new OpenWork();
  let calls = 0;
  let givenUp = '';
  const ended: string[] = [];
  const call = () => {
    calls += 1;
    return delay(4_000);
  };
  const startedAtMs = Date.now();
  await underDeadline({ client: new RecordingClient(), deadlineMs: 300, observer, openWork }, ({ run }) => ({
    run: async () => {
      void run('signal', () => Promise.reject(new Error('refused'))).catch(({ message }: Error) => ended.push(message));
      const both = Promise.all([run('signal', call), run('start', call)]);
      await both;
      ended.push('both');
      await run('signal', call).catch(({ message }: Error) => ended.push(message));
    },
    giveUp: ({ message }) => (givenUp = message),
  }));
  expect(Date.now() - startedAtMs).toBeLessThan(3_900);
  expect([calls, givenUp, ended]).toEqual([2, 'no answer from Temporal within 300 ms', ['refused']]);
  expect(observer.facts).toEqual([
    ['temporalFailed', { call: 'signal', code: 'OTHER' }],
    ['temporalFailed', { call: 'signal', code: 'DEADLINE' }],
    ['temporalFailed', { call: 'start', code: 'DEADLINE' }],
  ]);
  await openWork.ended();
  await delay(5);
  expect([calls, ended]).toEqual([2, ['refused', 'both', 'no answer from Temporal within 300 ms']]);
});
