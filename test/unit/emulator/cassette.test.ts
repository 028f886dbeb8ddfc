import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { HarEntry } from '../../../src/emulator/cassette/har-entry.js';
import { GraphEmulator, type HarLog } from '../../../src/emulator/index.js';
import { call, connectionError, send, startReceiver, uploadForm, type Receiver } from './graph-caller.js';

let emulator: GraphEmulator;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url, webhookRetryDelayMs: 1 });
});
afterEach(async () => {
  await emulator.stop();
  await receiver.close();
});

const pair = { name: expect.any(String), value: expect.any(String) };

/** What the format requires of every entry, whatever is in it. */
function checkEntry({ startedDateTime, time, request, response, cache, timings }: HarEntry): void {
  expect(new Date(startedDateTime).toISOString()).toBe(startedDateTime);
  expect(time).toBe(timings.send + timings.wait + timings.receive);
  expect(cache).toEqual({});
  const message = { httpVersion: 'HTTP/1.1', cookies: [], headers: expect.any(Array), headersSize: expect.any(Number) };
  expect(request).toMatchObject({
    ...message,
    method: expect.stringMatching(/^[A-Z]+$/),
    bodySize: expect.any(Number),
  });
  expect(response).toMatchObject({ ...message, statusText: '', redirectURL: '', bodySize: expect.any(Number) });
  expect(response.content).toMatchObject({ size: expect.any(Number), mimeType: expect.any(String) });
  for (const one of [...request.headers, ...request.queryString, ...response.headers]) expect(one).toEqual(pair);
  const search = [...new URL(request.url).searchParams].map(([name, value]) => ({ name, value }));
  expect(search).toEqual(request.queryString);
  if (request.postData) expect(request.postData).toEqual({ mimeType: expect.any(String), text: expect.any(String) });
}

async function archive(): Promise<{ log: Omit<HarLog, 'entries'> & { entries: HarEntry[] } }> {
  const response = await fetch(`${emulator.info.graphUrl}/_emulator/har`);
  const read = (await response.json()) as Awaited<ReturnType<typeof archive>>;
  expect(read).toEqual(JSON.parse(JSON.stringify(emulator.har())));
  return read;
}

describe('as HAR 1.2,', () => {
  test('requests and each attempt of a webhook are entries, in the order of time', async () => {
    receiver.statuses.push(503);
    await emulator.receiveMessage({ from: '491701234567', text: 'Hi' });
    await receiver.until(2);
    await send(emulator);
    await receiver.until(4);
    await emulator.webhooksSettled();
    const { log } = await archive();
    expect(log).toMatchObject({ version: '1.2', creator: { name: expect.any(String), version: expect.any(String) } });
    for (const entry of log.entries) checkEntry(entry);
    const seen = log.entries.map(({ comment, response }) => `${comment} ${response.status}`);
    expect(seen).toEqual(['webhook 503', 'webhook 200', 'graph 200', 'webhook 200', 'webhook 200']);
    const sent = log.entries[2];
    expect(JSON.parse(sent?.request.postData?.text ?? '')).toMatchObject({ to: '+491701234567', type: 'text' });
    expect(JSON.parse(sent?.response.content.text ?? '')).toEqual({
      messaging_product: 'whatsapp',
      contacts: [expect.anything()],
      messages: [{ id: emulator.messages()[0]?.id }],
    });
    expect(log.entries[0]?.request.postData?.text).toBe(receiver.webhooks[0]?.rawBody);
  });

  test('files are described, and what got no answer has the status 0', async () => {
    const form = uploadForm(Buffer.from('secret bytes'), 'image/png');
    const { body } = await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/media`, { form });
    await call(emulator, 'GET', (await call(emulator, 'GET', `/v25.0/${body.id}?fields=url`)).body.url);
    emulator.addFault({ drop: 'before' });
    expect(await connectionError(send(emulator))).toBe('UND_ERR_SOCKET');
    const { entries } = (await archive()).log;
    for (const entry of entries) checkEntry(entry);
    expect(entries.map(({ response }) => response.status)).toEqual([200, 200, 200, 0]);
    expect(entries[2]?.response.content).toMatchObject({ mimeType: 'image/png', size: 12 });
    expect(JSON.stringify(entries)).not.toContain('secret bytes');
  });

  test('no secret is in it', async () => {
    const { appId, appSecret, accessToken, graphUrl } = emulator.info;
    const { phoneNumberId } = emulator.addPhoneNumber();
    const post = (edge: string, json: object): ReturnType<typeof call> =>
      call(emulator, 'POST', `/v25.0/${phoneNumberId}/${edge}`, { json });
    await post('request_code', { code_method: 'SMS', language: 'en' });
    const code = emulator.verificationCode(phoneNumberId) ?? '';
    await post('verify_code', { code });
    await post('register', { messaging_product: 'whatsapp', pin: '918273' });
    await fetch(`${graphUrl}/v25.0/${phoneNumberId}?access_token=${accessToken}&appsecret_proof=0123456789abcdef`);
    const grant = `client_id=${appId}&client_secret=${appSecret}&code=a-login-code`;
    const login = await fetch(`${graphUrl}/oauth/access_token?${grant}`);
    const { access_token: token } = (await login.json()) as { access_token: string };
    await fetch(`${graphUrl}/debug_token?input_token=${token}&access_token=${appId}|${appSecret}`);
    const { log } = await archive();
    const text = JSON.stringify(log);
    expect(log.entries).toHaveLength(6);
    for (const entry of log.entries) checkEntry(entry);
    for (const secret of [accessToken, appSecret, token, code, '918273', '0123456789abcdef', 'a-login-code']) {
      expect(text).not.toContain(secret);
    }
    expect(log.entries.map(({ response }) => response.status)).toEqual([200, 200, 200, 400, 200, 200]);
  });

  describe('no secret is in it, however it is written:', () => {
    const pin = '731741';
    const foreign = 'EAAforeign-token_of-nobody0123';
    const form = (text: string): Sent => ({ body: text, type: 'application/x-www-form-urlencoded' });
    const asJson = (value: unknown): Sent => ({ body: JSON.stringify(value), type: 'application/json' });
    interface Sent {
      body?: string;
      type?: string;
      headers?: Record<string, string>;
    }

    async function recordedEntry(path: string, { body, type, headers }: Sent): Promise<HarEntry> {
      const all = { ...(type !== undefined && { 'content-type': type }), ...headers };
      const method = body === undefined ? 'GET' : 'POST';
      await fetch(`${emulator.info.graphUrl}${path}`, { method, headers: all, ...(body !== undefined && { body }) });
      const entry = (await archive()).log.entries.at(-1);
      if (!entry) throw new Error('the request is not in the archive');
      checkEntry(entry);
      return entry;
    }

    const batch = JSON.stringify([
      { method: 'POST', relative_url: '1/register', body: `pin=${pin}&access_token=${foreign}` },
      { method: 'POST', relative_url: '1/Verify_Code', body: `code=${pin}` },
      { method: 'POST', relative_url: `1/verify_code?code=${pin}` },
    ]);

    test.each<[string, string, Sent]>([
      ['a batch in a query', `/?${new URLSearchParams({ batch }).toString()}`, {}],
      ['a batch in a form', '/', form(new URLSearchParams({ batch }).toString())],
      ['a batch in JSON', '/', asJson({ batch: JSON.parse(batch) })],
      ['a list', '/v25.0/1/register', asJson({ pin: [pin] })],
      ['an object', '/v25.0/1/register', asJson({ deep: [{ pin: { v: Number(pin) } }] })],
      ['JSON in a text', '/v25.0/1/register', asJson({ note: JSON.stringify({ a: { pin: [pin] } }) })],
      ['a list in a form', '/v25.0/1/register', form(`pin[]=${pin}&a[pin]=${pin}&b=pin%5B0%5D%3D${pin}`)],
      ['a list in a query', `/v25.0/1?pin[0]=${pin}&a[pin][v]=${pin}`, {}],
      ['a code in any case', '/v25.0/1/VERIFY_CODE/', asJson({ Code: pin, x: { code: pin } })],
      ['a header', '/v25.0/1', { headers: { 'x-custom': `Bearer ${foreign}`, 'x-other': `bearer ${foreign}` } }],
      ['a referer', '/v25.0/1', { headers: { referer: `https://example.com/?access_token=${foreign}&pin=${pin}` } }],
      [
        'a password in an address',
        '/v25.0/1',
        asJson({ link: `https://ada:${pin}@example.com/`, proxy: `x://:${pin}@y` }),
      ],
      ['basic credentials', '/v25.0/1', { headers: { 'x-proxy': 'Basic YWRhOjczMTc0MQ==' } }],
      [
        'a value that had a name before',
        '/v25.0/1',
        asJson({ pin, note: `is ${pin}.`, number: Number(pin), [pin]: 1 }),
      ],
      ['JSON as a form', '/v25.0/1/register', form(JSON.stringify({ pin }))],
      ['what is no JSON', '/v25.0/1/register', { body: `pin=${pin}&a=${foreign}`, type: 'application/json' }],
      [
        'what is no JSON, in another charset',
        '/v25.0/1/register',
        { body: pin + foreign, type: 'application/json; charset=utf-16' },
      ],
    ])('%s', async (_what, path, sent) => {
      const text = JSON.stringify(await recordedEntry(path, sent));
      for (const secret of [pin, foreign, 'foreign-token', 'YWRhOjczMTc0MQ']) expect(text).not.toContain(secret);
    });

    test('what the emulator knows as a secret, in any place', async () => {
      const { appSecret, accessToken, verifyToken } = emulator.info;
      emulator.setAccessToken('an old token of "Ada"');
      emulator.setAccessToken('token/of+today');
      const { phoneNumberId } = emulator.addPhoneNumber({ pin: '918273', registered: true });
      const secrets = ['an old token of "Ada"', 'token/of+today', appSecret, accessToken, verifyToken, '918273'];
      const headers = { 'x-note': `x ${secrets.join(' y ')} z` };
      const query = new URLSearchParams({ a: secrets.join(','), b: encodeURIComponent(secrets.join(' ')) }).toString();
      const { body, type } = asJson({ note: secrets, [appSecret]: secrets.map((secret) => JSON.stringify([secret])) });
      const entry = await recordedEntry(`/v25.0/${phoneNumberId}?${query}`, {
        headers,
        ...(body && type && { body, type }),
      });
      const text = decodeURIComponent(JSON.stringify(entry));
      for (const secret of [...secrets, 'of+today', 'token of']) expect(text).not.toContain(secret);
    });

    test('and what is none stays', async () => {
      const { phoneNumberId: id } = emulator.info;
      const body = {
        messaging_product: 'whatsapp',
        to: '491701234567',
        type: 'pin',
        pin: { type: 'PIN', message_id: 'wamid.1' },
      };
      const entry = await recordedEntry(`/v25.0/${id}/messages?note=Basic+settings&code=de`, asJson(body));
      expect(JSON.parse(entry.request.postData?.text ?? '')).toEqual(body);
      expect(entry.request.queryString).toEqual([
        { name: 'note', value: 'Basic settings' },
        { name: 'code', value: 'de' },
      ]);
    });
  });
});
