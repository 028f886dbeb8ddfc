import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, callControl, send, startReceiver, type Receiver } from '../graph-caller.js';

describe('over HTTP, below /_emulator,', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const control = (method: string, path: string, body?: unknown): Promise<[number, unknown]> =>
    callControl(emulator, method, path, body);

  beforeEach(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({ enforceWindow: false, statusDelayMs: 1, autoStatuses: [] });
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('tells the credentials', async () => {
    expect(await control('GET', '/info')).toEqual([200, emulator.info]);
  });

  test('scripts, lists and removes faults', async () => {
    const fault = { match: { pathPattern: '/messages$', to: '+49 170 1234567' }, code: 131056, times: null };
    expect(await control('POST', '/faults', fault)).toEqual([200, { id: 1 }]);
    emulator.addFault({ match: { path: /media/ }, drop: 'after' });
    expect((await send(emulator)).body.error.code).toBe(131056);
    expect(await control('GET', '/faults')).toEqual([
      200,
      [
        { id: 1, hits: 1, ...fault },
        { id: 2, hits: 0, match: { pathPattern: 'media' }, drop: 'after' },
      ],
    ]);
    expect(await control('DELETE', '/faults/1')).toEqual([200, { success: true }]);
    expect(await control('DELETE', '/faults/1')).toMatchObject([404, { error: expect.stringMatching(/no fault/) }]);
    expect((await send(emulator)).status).toBe(200);
    await control('DELETE', '/faults');
    expect(await control('GET', '/faults')).toEqual([200, []]);
  });

  test('says what is wrong with a fault', async () => {
    const [status, body] = await control('POST', '/faults', { drop: 'sometimes' });
    expect([status, body]).toMatchObject([400, { problems: [{ path: 'drop' }] }]);
  });

  test('lists messages, requests and deliveries', async () => {
    emulator.setWebhookUrl(receiver.url);
    await send(emulator, { to: '4930111' });
    await send(emulator, { to: '4930222' });
    const [, messages] = await control('GET', '/messages?to=%2B49%2030%20222');
    expect(messages).toMatchObject([{ to: '4930222', body: { text: { body: 'Hello' } }, statuses: [] }]);
    const [, requests] = await control('GET', '/requests');
    expect(requests).toMatchObject([{ body: { to: '4930111' } }, { body: { to: '4930222' } }]);
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    const [, deliveries] = await control('GET', '/webhook-deliveries');
    expect(deliveries).toMatchObject([{ state: 'accepted', url: receiver.url }]);
    const [, received] = await control('GET', '/received');
    expect(received).toMatchObject([{ from: '491701' }]);
  });

  test('shows neither tokens nor PINs', async () => {
    const path = `/${emulator.info.phoneNumberId}/register`;
    await call(emulator, 'POST', path, { json: { messaging_product: 'whatsapp', pin: '482910' } });
    await call(emulator, 'POST', `${path}?pin=482910`, { form: { messaging_product: 'whatsapp' } });
    for (const part of ['/requests', '/phone-numbers', '/messages']) {
      const shown = JSON.stringify(await control('GET', part));
      expect(shown).not.toContain('482910');
      expect(shown).not.toContain(emulator.info.accessToken);
    }
    expect(JSON.stringify(await control('GET', '/phone-numbers'))).toContain('"isPinSet":true');
  });

  test('adds numbers and tells their codes', async () => {
    const options = { phoneNumberId: '1234567', displayPhoneNumber: '+49 30 1' };
    expect(await control('POST', '/phone-numbers', options)).toEqual([200, { phoneNumberId: '1234567' }]);
    const codePath = '/phone-numbers/1234567/verification-code';
    expect((await control('GET', codePath))[0]).toBe(404);
    await call(emulator, 'POST', '/1234567/request_code', { json: { code_method: 'SMS', language: 'en' } });
    expect(await control('GET', codePath)).toEqual([200, { code: emulator.verificationCode('1234567') }]);
    expect((await control('POST', '/phone-numbers', { shoes: 1 }))[0]).toBe(400);
  });

  test('lets users write, also files, and reports statuses', async () => {
    expect(await control('POST', '/webhook', { url: receiver.url, verify: true })).toEqual([200, { success: true }]);
    const image = { bytes: Buffer.from('png').toString('base64'), mimeType: 'image/png', caption: 'Look' };
    const [status, inbound] = await control('POST', '/inbound', { from: '4930111', image });
    expect([status, inbound]).toMatchObject([200, { messageId: expect.any(String), delivery: { state: 'accepted' } }]);
    expect(receiver.webhooks[0]?.value.messages[0]).toMatchObject({ type: 'image', image: { caption: 'Look' } });
    const messageId = (await send(emulator)).body.messages[0]?.id;
    await control('POST', '/statuses', { messageId, status: 'read', fields: { timestamp: '1' } });
    expect(receiver.webhooks[1]?.value.statuses[0]).toMatchObject({ id: messageId, status: 'read', timestamp: '1' });
    expect((await control('POST', '/statuses', { messageId: 'wamid.x', status: 'read' }))[0]).toBe(409);
    expect((await control('POST', '/inbound', {}))[0]).toBe(400);
  });

  test('refuses a webhook URL that does not pass the challenge', async () => {
    receiver.challengeAnswer = 'no';
    expect((await control('POST', '/webhook', { url: receiver.url, verify: true }))[0]).toBe(409);
    expect((await control('POST', '/webhook', { url: 'nonsense' }))[0]).toBe(400);
  });

  test('forgets everything, but neither credentials nor the receiver', async () => {
    emulator.setWebhookUrl(receiver.url);
    const before = emulator.info;
    await send(emulator);
    emulator.addPhoneNumber({ phoneNumberId: '1234567' });
    emulator.addFault({ code: 2 });
    expect(await control('POST', '/reset')).toEqual([200, { success: true }]);
    expect([emulator.messages(), emulator.requests, emulator.webhookDeliveries]).toEqual([[], [], []]);
    expect(() => emulator.phoneNumber('1234567')).toThrow(/no phone number/);
    expect(emulator.info).toEqual(before);
    expect((await send(emulator)).status).toBe(200);
    expect(await emulator.receiveMessage({ from: '491701', text: 'Hi' })).toMatchObject({
      delivery: { state: 'accepted' },
    });
  });

  test('knows no other routes', async () => {
    expect(await control('GET', '/nothing')).toMatchObject([404, { error: expect.stringMatching(/no control route/) }]);
    expect(emulator.requests).toEqual([]);
  });
});
