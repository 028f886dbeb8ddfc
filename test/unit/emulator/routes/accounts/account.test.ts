import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { eventually } from '../../../../helpers/eventually.js';
import { call, send, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

describe('the business account', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const subscriptions = (method: string, json?: object): Promise<Reply> =>
    call(emulator, method, `/v25.0/${emulator.info.wabaId}/subscribed_apps`, { json });
  const profile = (method: string, options: object = {}, query = ''): Promise<Reply> =>
    call(emulator, method, `/v25.0/${emulator.info.phoneNumberId}/whatsapp_business_profile${query}`, options);

  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      webhookUrl: receiver.url,
      statusDelayMs: 1,
      autoStatuses: ['sent'],
    });
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('describes itself', async () => {
    const { body } = await call(emulator, 'GET', `/v25.0/${emulator.info.wabaId}?fields=id,currency`);
    expect(body).toEqual({ id: emulator.info.wabaId, currency: 'USD' });
  });

  test('shows the app that is subscribed', async () => {
    const { body } = await subscriptions('GET');
    expect(body.data).toMatchObject([{ whatsapp_business_api_data: { id: emulator.info.appId } }]);
  });

  test('sends no webhooks without a subscription, and again with one', async () => {
    expect((await subscriptions('DELETE')).body).toEqual({ success: true });
    expect((await subscriptions('GET')).body.data).toEqual([]);
    await send(emulator);
    await eventually(() => emulator.messages()[0]?.statuses.length === 1);
    expect((await emulator.receiveMessage({ from: '491701', text: 'Hi' })).delivery).toBeUndefined();
    expect(receiver.webhooks).toEqual([]);
    expect((await subscriptions('POST')).body).toEqual({ success: true });
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    expect(receiver.webhooks).toHaveLength(1);
  });

  test('sends webhooks to an override that passed the challenge, until it is removed', async () => {
    const override = await startReceiver();
    const json = { override_callback_uri: override.url, verify_token: 'secret' };
    expect(await subscriptions('POST', json)).toMatchObject({ status: 200 });
    expect((await subscriptions('GET')).body.data).toMatchObject([{ override_callback_uri: override.url }]);
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    await subscriptions('POST');
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    expect([override.webhooks.length, receiver.webhooks.length]).toEqual([1, 1]);
    await override.close();
  });

  test('refuses an override that does not pass the challenge', async () => {
    receiver.challengeAnswer = 'no';
    const json = { override_callback_uri: receiver.url, verify_token: 'secret' };
    expect((await subscriptions('POST', json)).body.error.code).toBe(2200);
    expect((await subscriptions('POST', { ...json, override_callback_uri: 'nonsense' })).body.error.code).toBe(100);
  });

  test('updates the profile of a number from a form and from JSON', async () => {
    const form = { messaging_product: 'whatsapp', about: 'We sell tea', websites: '["https://example.com"]' };
    expect((await profile('POST', { form })).body).toEqual({ success: true });
    const json = { messaging_product: 'whatsapp', vertical: 'RETAIL' };
    expect((await profile('POST', { json })).body).toEqual({ success: true });
    const { body } = await profile('GET', {}, '?fields=about,websites,vertical,email');
    expect(body.data).toEqual([
      { about: 'We sell tea', websites: ['https://example.com'], vertical: 'RETAIL', messaging_product: 'whatsapp' },
    ]);
  });

  test.each([
    ['an about that is too long', { about: 'x'.repeat(140) }],
    ['three websites', { websites: ['https://a.de', 'https://b.de', 'https://c.de'] }],
    ['an unknown vertical', { vertical: 'PIRACY' }],
    ['no messaging_product', { messaging_product: undefined }],
  ])('refuses a profile with %s', async (_what, fields) => {
    expect((await profile('POST', { json: { messaging_product: 'whatsapp', ...fields } })).body.error.code).toBe(100);
  });
});
