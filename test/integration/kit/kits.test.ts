/** Kits side by side, and how long one takes to start. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { createWhatsAppTest, type WhatsAppTest, type WhatsAppTestOptions } from '../../../src/testing/index.js';
import { eventually } from '../../helpers/eventually.js';
import { silenceRuntime } from '../../helpers/logger.js';
import { testWorkflowBundle } from '../../helpers/stack.js';
import { connectTestServer, type TestServer } from '../../helpers/temporal-server.js';
import { tokenMarker } from '../../helpers/secrets.js';

let server: TestServer;
beforeAll(async () => {
  silenceRuntime();
  server = await connectTestServer();
});
afterAll(() => server.close());

const start = async (address?: string, options: Partial<WhatsAppTestOptions> = {}): Promise<WhatsAppTest> =>
  createWhatsAppTest({
    workflowBundle: await testWorkflowBundle(),
    conversation: 'shop',
    emulator: { accessToken: `${tokenMarker}kits` },
    ...(address !== undefined && { server: { address } }),
    ...options,
  });

test('two kits on one server, with one user: each has a conversation and a time of its own', async () => {
  const kits = await Promise.all([start(server.address), start(server.address)]);
  const [ann, otherAnn] = kits.map((kit) => kit.phone('+49 151 1'));
  await ann?.says('hi');
  await ann?.sees('Which size?');
  await otherAnn?.seesNothing('300 ms');
  await otherAnn?.says('hi');
  await otherAnn?.sees('Which size?');
  await otherAnn?.taps('Large');
  await otherAnn?.sees(/One Large/);
  await ann?.seesNothing('300 ms');
  await Promise.all(kits.map((kit) => kit.close()));
});

test('two kits that skip time, one of them for days', async () => {
  const [kit, other] = await Promise.all([start(), start()]);
  const [ann, otherAnn] = [kit.phone('+49 151 1'), other.phone('+49 151 1')];
  await Promise.all([ann.says('hi'), otherAnn.says('hi')]);
  await kit.waits('3 days');
  await ann.sees('basket_kept');
  await otherAnn.sees('Which size?');
  await otherAnn.seesNothing('1 hour');
  expect(kit.nowMs() - other.nowMs()).toBeGreaterThan(2 * 24 * 3_600_000);
  await Promise.all([kit.close(), other.close()]);
});

test('a kit is closed at the end of its block, and closing it again does nothing', async () => {
  const kit = await start();
  await kit[Symbol.asyncDispose]();
  await kit.close();
  await expect(fetch(kit.emulator.info.graphUrl)).rejects.toThrow('fetch failed');
});

test('a kit is closed while something keeps the time from passing', async () => {
  const kit = await start();
  kit.emulator.addFault({ match: { path: '/messages' }, hang: 'before' });
  await kit.phone('+49 151 1').says('hi');
  const waiting = kit.waits('1 day').catch(String);
  await eventually(() => kit.emulator.requests.length > 0);
  await kit.close();
  expect(await waiting).toContain('The kit was closed while it waited for time to pass');
});

test('a kit that is closed during a send lets it end', async () => {
  const failures: unknown[] = [];
  const watch: ActivityInboundCallsInterceptor = {
    execute: (input, next) =>
      next(input).catch((error: unknown) => {
        failures.push(error);
        throw error;
      }),
  };
  const kit = await start(undefined, { worker: { interceptors: { activity: [() => ({ inbound: watch })] } } });
  kit.emulator.addFault({ match: { path: '/messages' }, delayMs: 300 });
  const ann = kit.phone('+49 151 1');
  await ann.says('hi');
  await ann.sees('Which size?'); // the phone shows it before the answer has left
  expect(kit.emulator.requests.at(-1)?.answer).toBeUndefined();
  await kit.close();
  expect(failures).toEqual([]);
  expect(kit.emulator.requests.at(-1)?.answer).toEqual({ status: 200 });
});
