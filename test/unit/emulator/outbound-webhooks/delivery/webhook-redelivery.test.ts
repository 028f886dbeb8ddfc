import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions, type WebhookDelivery } from '../../../../../src/emulator/index.js';
import { eventually } from '../../../../helpers/eventually.js';
import { startReceiver, type Receiver } from '../../graph-caller.js';

const hourMs = 3_600_000;

describe('redelivery of webhooks', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      webhookUrl: receiver.url,
      timeScale: 0.001,
      ...options,
    });
  };
  const write = async (): Promise<WebhookDelivery> =>
    (await emulator.receiveMessage({ from: '491701', text: 'Hi' })).delivery as WebhookDelivery;
  const pauses = ({ attempts }: WebhookDelivery): number[] =>
    attempts.slice(1).map(({ atMs }, at) => atMs - (attempts[at]?.atMs ?? 0) - (attempts[at]?.durationMs ?? 0));

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('waits for seconds at first and hours at last, times the scale', async () => {
    await start({ timeScale: 0.001, webhookRetryDelayMs: 10_000, webhookRetryMaxDelayMs: hourMs / 60 });
    receiver.statuses.push(500, 500, 500, 500, 500);
    const delivery = await write();
    await emulator.webhooksSettled();
    const expected = [10, 20, 40, 60, 60];
    for (const [at, pauseMs] of pauses(delivery).entries())
      expect(pauseMs).toBeGreaterThanOrEqual((expected[at] ?? 0) - 2);
    expect(delivery.attempts).toHaveLength(6);
  });

  test('gives up after seven days, after some fifty attempts', async () => {
    await start({ timeScale: 0.000_000_1 });
    receiver.statuses.push(...Array.from({ length: 100 }, () => 503));
    const delivery = await write();
    expect(delivery).toMatchObject({ state: 'retrying', nextAttemptAtMs: expect.any(Number) });
    await emulator.webhooksSettled();
    expect(delivery).toMatchObject({ state: 'stopped' });
    expect(delivery).not.toHaveProperty('nextAttemptAtMs');
    expect(delivery.attempts).toHaveLength(55);
    expect(emulator.pendingWebhooks()).toEqual([]);
  });

  test.each([201, 204, 302, 400, 404, 429, 503])('comes after %d, whatever the receiver asks for', async (status) => {
    await start();
    receiver.headers = { 'retry-after': '1000', location: receiver.url };
    receiver.statuses.push(status);
    const delivery = await write();
    await emulator.webhooksSettled();
    expect(delivery.attempts.map((attempt) => attempt.status)).toEqual([status, 200]);
    expect(new Set(receiver.webhooks.map(({ rawBody }) => rawBody)).size).toBe(1);
  });

  test('comes after a receiver that never answers', async () => {
    await start({ webhookTimeoutMs: 50 });
    receiver.statuses.push(0);
    const delivery = await write();
    expect(delivery.attempts[0]?.error).toMatch(/no answer within 50 ms/);
    await emulator.webhooksSettled();
    expect(delivery).toMatchObject({ state: 'accepted', attempts: [{}, { status: 200 }] });
  });

  test('comes after refused connections, and to the URL of then', async () => {
    const gone = await startReceiver();
    await gone.close();
    await start({ webhookUrl: gone.url });
    const delivery = await write();
    expect(delivery.attempts[0]?.error).toMatch(/ECONNREFUSED/);
    expect(emulator.pendingWebhooks()).toEqual([delivery]);
    await eventually(() => delivery.attempts.length >= 3);
    expect(delivery.state).toBe('retrying');
  });

  test('does not settle before everything is accepted', async () => {
    await start({ autoStatuses: [] });
    let isSettled = false;
    receiver.statuses.push(500, 500, 500, 500);
    const deliveries = await Promise.all([write(), write()]);
    void emulator.webhooksSettled().then(() => (isSettled = true));
    expect(emulator.pendingWebhooks()).toHaveLength(2);
    await Promise.resolve();
    expect(isSettled).toBe(false);
    await emulator.webhooksSettled();
    expect(deliveries.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect(receiver.webhooks).toHaveLength(6);
    await emulator.webhooksSettled();
  });

  test('follows a scale that was changed, for the pauses that begin then', async () => {
    await start({ timeScale: 1000, webhookRetryDelayMs: 1 });
    receiver.statuses.push(500, 500, 500);
    const slow = await write();
    emulator.configure({ timeScale: 0.001 });
    const quick = await write();
    await eventually(() => quick.state === 'accepted');
    expect(quick.attempts.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(slow).toMatchObject({ state: 'retrying', attempts: [{ status: 500 }] });
  });

  test.each([0, -1, 1001])('cannot have the scale %d', async (timeScale) => {
    await start();
    expect(() => emulator.configure({ timeScale })).toThrow(/timeScale/);
  });

  test('ends with reset, which leaves nothing behind', async () => {
    await start({ timeScale: 1 });
    receiver.statuses.push(500);
    const delivery = await write();
    await emulator.reset();
    await emulator.webhooksSettled();
    expect(delivery.state).toBe('stopped');
    expect([emulator.webhookDeliveries, emulator.pendingWebhooks()]).toEqual([[], []]);
  });
});
