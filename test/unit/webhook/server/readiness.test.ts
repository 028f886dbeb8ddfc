import { expect, test } from '@jest/globals';
import { Readiness } from '../../../../src/webhook/server/readiness.js';
import { recordingOptions } from '../recording-client.js';

function readiness() {
  const { client, log } = recordingOptions();
  let asked = 0;
  client.onProbe = () => Promise.resolve((asked += 1));
  const tracked: Promise<unknown>[] = [];
  const track = <Result>(call: Promise<Result>): Promise<Result> => {
    tracked.push(call);
    return call;
  };
  return { client, log, tracked, asked: () => asked, readiness: new Readiness(client, log, track) };
}

test('a closing receiver is not ready, and does not ask Temporal', async () => {
  const { readiness: probe, asked } = readiness();
  expect(await probe.isReady()).toBe(true);
  probe.isClosing = true;
  expect(await probe.isReady()).toBe(false);
  expect(asked()).toBe(1);
});

test('a receiver that begins to close while Temporal is asked is not ready', async () => {
  const { readiness: probe, client } = readiness();
  let release = (): void => undefined;
  client.onProbe = () => new Promise<void>((resolve) => (release = resolve));
  const isReady = probe.isReady();
  probe.isClosing = true;
  release();
  expect(await isReady).toBe(false);
});

test('the call to Temporal is handed on, so that a closing server can wait for it', async () => {
  const { readiness: probe, tracked } = readiness();
  await probe.isReady();
  expect(tracked).toHaveLength(1);
});

test('a namespace that is missing is not ready, and the log says so once for all who ask', async () => {
  const { readiness: probe, client, log } = readiness();
  client.onProbe = () => Promise.reject(new Error('5 NOT_FOUND: Namespace shop is not found.'));
  expect(await Promise.all([probe.isReady(), probe.isReady(), probe.isReady()])).toEqual([false, false, false]);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { error: '5 NOT_FOUND: Namespace shop is not found.' } }]);
});
