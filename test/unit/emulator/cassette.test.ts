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
});
