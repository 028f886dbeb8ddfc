import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type EmulatedApp } from '../../../../../src/emulator/index.js';
import { call, send, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

describe('webhooks of several apps and callbacks', () => {
  let emulator: GraphEmulator;
  let main: Receiver;
  let second: Receiver;
  let third: Receiver;
  const counts = (): number[] => [main, second, third].map(({ webhooks }) => webhooks.length);
  const write = (phoneNumberId = emulator.info.phoneNumberId): Promise<unknown> =>
    emulator.receiveMessage({ from: '491701', text: 'Grüße 👋', phoneNumberId });
  const graph = (method: string, path: string, json?: object, token?: string): Promise<Reply> =>
    call(emulator, method, `/v25.0/${path}`, { json, ...(token !== undefined && { token }) });
  const override = (receiver: Receiver): object => ({ override_callback_uri: receiver.url, verify_token: 'override' });
  const signedWith = (receiver: Receiver, secret: string): boolean =>
    receiver.webhooks.length > 0 &&
    receiver.webhooks.every(({ rawBody, headers }) => {
      const digest = createHmac('sha256', secret).update(rawBody).digest('hex');
      return headers['x-hub-signature-256'] === `sha256=${digest}`;
    });

  beforeEach(async () => {
    [main, second, third] = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      webhookUrl: main.url,
      autoStatuses: ['sent'],
      statusDelayMs: 0,
      timeScale: 0.001,
    });
  });
  afterEach(async () => {
    await emulator.stop();
    await Promise.all([main, second, third].map((receiver) => receiver.close()));
  });

  describe('an app that is added', () => {
    let app: EmulatedApp;

    beforeEach(async () => {
      app = await emulator.addApp({ webhookUrl: second.url, appSecret: 'second-secret', verifyToken: 'second token' });
    });

    test('passes the challenge with its own token', () => {
      expect(second.challenges).toEqual(['second token']);
    });

    test('gets every event as the first one does, signed with its own secret', async () => {
      await write();
      await send(emulator);
      await emulator.webhooksSettled();
      expect(counts()).toEqual([2, 2, 0]);
      expect(second.webhooks.map(({ rawBody }) => rawBody)).toEqual(main.webhooks.map(({ rawBody }) => rawBody));
      expect(signedWith(main, emulator.info.appSecret)).toBe(true);
      expect(signedWith(second, 'second-secret')).toBe(true);
      expect(signedWith(second, emulator.info.appSecret)).toBe(false);
      expect(new Set(emulator.webhookDeliveries.map(({ appId }) => appId))).toEqual(
        new Set([emulator.info.appId, app.appId]),
      );
    });

    test('is retried alone when it does not accept', async () => {
      second.statuses.push(500, 500);
      await write();
      await emulator.webhooksSettled();
      expect(counts()).toEqual([1, 3, 0]);
    });

    test('is retried together with all others where Meta is to be believed, who are not retried for it', async () => {
      emulator.configure({ webhookRetryAllApps: true });
      second.statuses.push(500, 500);
      main.statuses.push(200, 500);
      await write();
      await emulator.webhooksSettled();
      expect(counts()).toEqual([3, 3, 0]);
      const failed = emulator.webhookDeliveries.find(({ attempts }) => attempts.length === 3);
      const copies = emulator.webhookDeliveries.filter(({ copyOf }) => copyOf === failed?.id);
      expect(copies.map(({ appId, state }) => [appId, state])).toEqual([
        [emulator.info.appId, 'stopped'],
        [emulator.info.appId, 'accepted'],
      ]);
      expect(signedWith(main, emulator.info.appSecret)).toBe(true);
    });

    test('subscribes and unsubscribes for itself, with its own token', async () => {
      const path = `${emulator.info.wabaId}/subscribed_apps`;
      const ids = async (): Promise<unknown[]> =>
        (await graph('GET', path)).body.data.map(({ whatsapp_business_api_data: data }) => (data as { id: string }).id);
      expect(await ids()).toEqual([emulator.info.appId, app.appId]);
      await graph('DELETE', path, undefined, app.accessToken);
      expect(await ids()).toEqual([emulator.info.appId]);
      await write();
      expect(counts()).toEqual([1, 0, 0]);
      await graph('POST', path, override(third), app.accessToken);
      await write();
      expect(counts()).toEqual([2, 0, 1]);
      expect(signedWith(third, 'second-secret')).toBe(true);
    });

    test('sets its own URL and fields, with its app access token, after a challenge', async () => {
      const path = `${app.appId}/subscriptions`;
      const json = {
        object: 'whatsapp_business_account',
        callback_url: third.url,
        verify_token: 'new',
        fields: 'calls',
      };
      const appToken = `${app.appId}|second-secret`;
      expect((await graph('POST', path, json)).body.error.code).toBe(100);
      expect((await graph('POST', path, json, `${app.appId}|wrong`)).body.error.code).toBe(190);
      expect((await graph('POST', path, json, appToken)).body).toEqual({ success: true });
      expect(third.challenges).toEqual(['new']);
      await emulator.deliverBatch([
        { message: { from: '491701', text: 'Hi' } },
        { change: { field: 'calls', value: { calls: [] } } },
      ]);
      const fields = JSON.parse(third.webhooks[0]?.rawBody ?? '') as { entry: { changes: { field: string }[] }[] };
      expect(fields.entry.flatMap(({ changes }) => changes.map(({ field }) => field))).toEqual(['calls']);
      expect((await graph('GET', path, undefined, appToken)).body.data).toMatchObject([
        { object: 'whatsapp_business_account', callback_url: third.url, fields: [{ name: 'calls' }] },
      ]);
      third.challengeAnswer = 'no';
      expect((await graph('POST', path, json, appToken)).body.error.code).toBe(2200);
      await graph('DELETE', path, undefined, appToken);
      expect((await graph('GET', path, undefined, appToken)).body.data).toEqual([]);
    });

    test('proves its requests with its own secret', async () => {
      const proof = (secret: string): string => createHmac('sha256', secret).update(app.accessToken).digest('hex');
      const path = (secret: string): string => `${emulator.info.phoneNumberId}?appsecret_proof=${proof(secret)}`;
      expect((await graph('GET', path('second-secret'), undefined, app.accessToken)).status).toBe(200);
      const { status, body } = await graph('GET', path(emulator.info.appSecret), undefined, app.accessToken);
      expect([status, body.error]).toMatchObject([400, { code: 100, type: 'GraphMethodException' }]);
    });

    test('stays with a reset, and is subscribed again', async () => {
      await graph('DELETE', `${emulator.info.wabaId}/subscribed_apps`, undefined, app.accessToken);
      await emulator.reset();
      await write();
      expect(counts()).toEqual([1, 1, 0]);
    });
  });

  test('an app is not added when its receiver fails the challenge, or its id is taken', async () => {
    second.challengeAnswer = 'no';
    await expect(emulator.addApp({ webhookUrl: second.url })).rejects.toThrow(/did not pass verification/);
    await expect(emulator.addApp({ appId: emulator.info.appId })).rejects.toThrow(/already has an app/);
    await expect(emulator.addApp({ webhookUrl: 'nonsense' })).rejects.toThrow(/webhookUrl/);
    await emulator.addApp({ webhookUrl: second.url, verify: false });
    await write();
    expect(counts()).toEqual([1, 1, 0]);
  });

  describe('an override', () => {
    const numberPath = (): string => emulator.info.phoneNumberId;
    const configure = (configuration: unknown): Promise<Reply> =>
      graph('POST', numberPath(), { webhook_configuration: configuration });

    test('of a number comes before that of the account, which comes before the URL of the app', async () => {
      const other = emulator.addPhoneNumber({ registered: true }).phoneNumberId;
      await graph('POST', `${emulator.info.wabaId}/subscribed_apps`, override(second));
      expect((await configure(override(third))).body).toEqual({ success: true });
      expect(third.challenges).toEqual(['override']);
      await write();
      await write(other);
      expect(counts()).toEqual([0, 1, 1]);
      const { body } = await graph('GET', `${numberPath()}?fields=webhook_configuration`);
      expect(body).toEqual({
        id: emulator.info.phoneNumberId,
        webhook_configuration: {
          phone_number: third.url,
          whatsapp_business_account: second.url,
          application: main.url,
        },
      });
      await configure({ override_callback_uri: '' });
      await write();
      expect(counts()).toEqual([0, 2, 1]);
      expect(signedWith(second, emulator.info.appSecret)).toBe(true);
    });

    test('is for the fields that have overrides: templates and accounts go to the URL of the app', async () => {
      await graph('POST', `${emulator.info.wabaId}/subscribed_apps`, override(second));
      const { deliveries } = await emulator.deliverBatch([
        { message: { from: '491701', text: 'Hi' } },
        { status: { messageId: 'wamid.1', status: 'sent' } },
        { echo: { to: '491', text: 'Hi' } },
        { change: { field: 'account_update', value: {} } },
        { change: { field: 'message_template_status_update', value: {} } },
      ]);
      expect(deliveries.map(({ url }) => url).sort()).toEqual([main.url, second.url].sort());
      const fields = (receiver: Receiver): string[] =>
        (
          JSON.parse(receiver.webhooks[0]?.rawBody ?? '') as { entry: { changes: { field: string }[] }[] }
        ).entry.flatMap(({ changes }) => changes.map(({ field }) => field));
      expect(fields(second)).toEqual(['messages', 'messages', 'smb_message_echoes']);
      expect(fields(main)).toEqual(['account_update', 'message_template_status_update']);
    });

    test('is taken as a JSON string, and refused when it is too long, no URL, without a token, or fails', async () => {
      expect((await configure(JSON.stringify(override(third)))).status).toBe(200);
      const { url } = third;
      for (const wrong of [
        'nonsense',
        { override_callback_uri: `${url}?${'x'.repeat(200)}`, verify_token: 'a' },
        { override_callback_uri: 'nonsense', verify_token: 'a' },
        { override_callback_uri: url },
        { verify_token: 'a' },
      ])
        expect((await configure(wrong)).status).toBe(400);
      third.challengeAnswer = 'no';
      expect((await configure(override(third))).body.error.code).toBe(2200);
      expect((await graph('POST', numberPath(), { pin: '123456' })).body).toEqual({ success: true });
    });

    test('of another account is its own', async () => {
      const { phoneNumberId } = emulator.addPhoneNumber({ wabaId: '9002', registered: true });
      expect((await graph('POST', '9002/subscribed_apps', override(second))).status).toBe(200);
      await write(phoneNumberId);
      await write();
      expect(counts()).toEqual([1, 1, 0]);
      expect((await graph('GET', '9002?fields=id')).body.id).toBe('9002');
      expect((await graph('GET', '9002/phone_numbers')).body.data).toMatchObject([{ id: phoneNumberId }]);
      expect((await graph('GET', '9003/subscribed_apps')).status).toBe(400);
    });
  });

  describe('a webhook that was accepted', () => {
    test('is posted again to every callback, each with its own part and signature', async () => {
      await emulator.addApp({ webhookUrl: second.url, appSecret: 'second-secret', wabaIds: ['9002'] });
      const { deliveries } = await emulator.deliverBatch([
        { message: { from: '491701', text: 'Hi' } },
        { message: { from: '492701', text: 'Ho' }, wabaId: '9002' },
        { raw: { at: 'entry', value: 'nonsense' } },
      ]);
      const id = deliveries.find(({ url }) => url === main.url)?.id ?? 0;
      const copies = await emulator.redeliverWebhook(id);
      expect(copies).toMatchObject([
        { url: main.url, copyOf: id, state: 'accepted' },
        { url: second.url, copyOf: id, state: 'accepted' },
      ]);
      expect(main.webhooks[1]?.rawBody).toBe(main.webhooks[0]?.rawBody);
      expect(JSON.parse(second.webhooks[1]?.rawBody ?? '')).toEqual(JSON.parse(second.webhooks[0]?.rawBody ?? ''));
      expect(signedWith(second, 'second-secret')).toBe(true);
      await expect(emulator.redeliverWebhook(99)).rejects.toThrow(/no webhook delivery with id 99/);
    });

    test('that is no JSON comes again as it was', async () => {
      main.statuses.push(500);
      const delivery = await emulator.postWebhook('{"entry":[]}');
      await emulator.webhooksSettled();
      await emulator.redeliverWebhook(delivery?.id ?? 0);
      expect(main.webhooks.map(({ rawBody }) => rawBody)).toEqual(['{"entry":[]}', '{"entry":[]}', '{"entry":[]}']);
    });
  });
});
