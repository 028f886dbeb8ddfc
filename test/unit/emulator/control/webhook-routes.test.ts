import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { eventually } from '../../../helpers/eventually.js';
import { callControl, startReceiver, type Receiver } from '../graph-caller.js';

describe('over HTTP, below /_emulator,', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const control = (method: string, path: string, body?: unknown): Promise<[number, unknown]> =>
    callControl(emulator, method, path, body);

  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      webhookUrl: receiver.url,
      autoStatuses: [],
      timeScale: 0.001,
    });
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('how webhooks come is told and changed', async () => {
    const changes = {
      webhookBatch: { maxItems: 50 },
      webhookDuplicates: 0.1,
      webhookReorder: 200,
      webhookRetryAllApps: true,
      timeScale: 0.01,
    };
    const [status, behavior] = await control('PATCH', '/behavior', changes);
    expect(status).toBe(200);
    expect(behavior).toMatchObject({
      webhookBatch: { maxItems: 50, windowMs: 100 },
      webhookDuplicates: { copies: 0.1, delayMs: 0, seed: 1 },
      webhookReorder: { windowMs: 200, seed: 1 },
      webhookRetryAllApps: true,
      timeScale: 0.01,
    });
    expect(await control('PATCH', '/behavior', {})).toEqual([200, behavior]);
    const [refusal, answer] = await control('PATCH', '/behavior', { webhookDuplicates: -1 });
    expect([refusal, answer]).toMatchObject([400, { problems: [{ path: 'webhookDuplicates' }] }]);
  });

  test('a batch is posted', async () => {
    const items = [{ message: { from: '491701', text: 'Hi' } }, { raw: { at: 'item', value: 'no message' } }];
    const [status, answer] = await control('POST', '/webhook-batches', { items });
    expect([status, answer]).toMatchObject([
      200,
      { ids: [expect.stringMatching(/^wamid\./), null], deliveries: [{ state: 'accepted', body: {} }] },
    ]);
    expect(receiver.webhooks[0]?.value.messages).toHaveLength(2);
    expect((await control('POST', '/webhook-batches', { items: [] }))[0]).toBe(400);
    expect((await control('POST', '/webhook-batches', {}))[0]).toBe(400);
  });

  test('what is pending is listed, and waited for', async () => {
    await control('PATCH', '/behavior', { timeScale: 1 });
    receiver.statuses.push(500);
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    expect(await control('GET', '/pending-webhooks')).toMatchObject([
      200,
      [{ id: 1, state: 'retrying', nextAttemptAtMs: expect.any(Number), attempts: [{ status: 500 }] }],
    ]);
    expect(await control('GET', '/webhooks-settled?timeoutMs=1')).toEqual([200, { settled: false, pending: 1 }]);
    expect(await control('GET', '/webhooks-settled')).toEqual([200, { settled: true, pending: 0 }]);
    expect((await control('GET', '/webhooks-settled?timeoutMs=soon'))[0]).toBe(400);
  });

  test('a webhook is posted again', async () => {
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    expect(await control('POST', '/webhook-deliveries/1/redeliver')).toMatchObject([
      200,
      [{ id: 2, copyOf: 1, state: 'accepted' }],
    ]);
    expect((await control('POST', '/webhook-deliveries/9/redeliver'))[0]).toBe(404);
  });

  test('apps are added, and listed without their secrets', async () => {
    const app = { webhookUrl: receiver.url, appSecret: 'their secret', verifyToken: 'their token' };
    const [status, added] = await control('POST', '/apps', app);
    expect([status, added]).toMatchObject([200, { ...app, accessToken: expect.any(String) }]);
    const [, apps] = await control('GET', '/apps');
    expect(apps).toMatchObject([{ appId: emulator.info.appId }, { webhookUrl: receiver.url }]);
    expect(JSON.stringify(apps)).not.toMatch(/secret|their token|EAA/i);
    expect((await control('POST', '/apps', { webhookUrl: 'nonsense' }))[0]).toBe(400);
    receiver.challengeAnswer = 'no';
    expect((await control('POST', '/apps', app))[0]).toBe(409);
  });

  test('traffic is started, read and stopped', async () => {
    const options = { eventsPerSecond: 100, mix: { message: 1 } };
    expect(await control('POST', '/traffic', options)).toMatchObject([200, { id: 1, isRunning: true }]);
    await receiver.until(3);
    const [, stopped] = await control('POST', '/traffic/1/stop');
    const { total } = stopped as { total: number };
    await eventually(() => receiver.webhooks.length === total);
    expect(await control('GET', '/traffic')).toMatchObject([
      200,
      [{ id: 1, isRunning: false, total, counts: { message: total, status: 0 } }],
    ]);
    const [, all] = await control('GET', '/traffic/1');
    const [, rest] = await control('GET', '/traffic/1?from=2');
    const sent = (answer: unknown): string[] => (answer as { sent: string[] }).sent;
    expect([...sent(all)].sort()).toEqual(receiver.webhooks.map(({ value }) => value.messages[0]?.['id']).sort());
    expect(sent(rest)).toEqual(sent(all).slice(2));
    expect((await control('GET', '/traffic/7'))[0]).toBe(404);
    expect((await control('POST', '/traffic', { eventsPerSecond: 'many' }))[0]).toBe(400);
  });
});
