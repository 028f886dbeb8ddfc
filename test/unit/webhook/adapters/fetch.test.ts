import { expect, test } from '@jest/globals';
import { createWebhookFetchHandler } from '../../../../src/webhook/adapters/fetch.js';
import { recordingOptions, sign, textMessage, verifyToken, webhookBody } from '../recording-client.js';

const url = 'https://example.test/hooks/whatsapp';
const body = webhookBody({ messages: [textMessage('m', '1', 'Grüße 😀')] });

function post(content: RequestInit['body'], signature = sign(body)): Request {
  return new Request(url, {
    method: 'POST',
    body: content ?? null,
    headers: { 'X-Hub-Signature-256': signature },
    duplex: 'half',
  });
}

function receiver(options = {}) {
  const recording = recordingOptions();
  return { ...recording, handle: createWebhookFetchHandler({ ...recording, ...options }) };
}

test('delivers a signed POST and answers with an empty 200', async () => {
  const { handle, client } = receiver();
  const response = await handle(post(body));
  expect([response.status, await response.text()]).toEqual([200, '']);
  expect(client.accepted[0]?.events).toMatchObject([{ messageId: 'm' }]);
});

test('answers a challenge', async () => {
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': verifyToken,
    'hub.challenge': '42',
  });
  const response = await receiver().handle(new Request(`${url}?${query}`));
  expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
    200,
    '42',
    'text/plain; charset=utf-8',
  ]);
});

test('answers 401, 405, 415 and 503 as the Express router does', async () => {
  const { handle, client } = receiver();
  expect((await handle(post(body, sign('other')))).status).toBe(401);
  for (const method of ['DELETE', 'HEAD', 'OPTIONS', 'PUT']) {
    const response = await handle(new Request(url, { method }));
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  }
  const compressed = post(body);
  compressed.headers.set('content-encoding', 'gzip');
  expect((await handle(compressed)).status).toBe(415);
  client.beforeAccepting = () => Promise.reject(new Error('down'));
  expect((await handle(post(body))).status).toBe(503);
});

test('stops reading a body that passes the limit and answers 413', async () => {
  const { handle } = receiver({ maxBodyBytes: 1_000 });
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(new Uint8Array(400));
    },
  });
  expect((await handle(post(endless))).status).toBe(413);
  expect(pulled).toBeLessThan(10);
});

test('answers 400 when the body breaks off', async () => {
  const { handle, log } = receiver();
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error('reset')) });
  expect((await handle(post(broken))).status).toBe(400);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'body-cut-off' } }]);
});

test('answers 408 when the body does not come', async () => {
  const { handle } = receiver({ bodyTimeoutMs: 50 });
  expect((await handle(post(new ReadableStream({ pull: () => new Promise(() => undefined) })))).status).toBe(408);
});

test('does not touch the body of an unsigned request', async () => {
  const { handle } = receiver();
  const request = new Request(url, { method: 'POST', body });
  expect((await handle(request)).status).toBe(401);
  expect(request.bodyUsed).toBe(false);
});

test('answers with the id of the request', async () => {
  const request = post(body);
  request.headers.set('x-request-id', 'edge-17');
  expect((await receiver().handle(request)).headers.get('x-request-id')).toBe('edge-17');
});

test('answers 500 when somebody else is reading the body', async () => {
  const { handle } = receiver();
  const request = post(body);
  request.body?.getReader();
  expect((await handle(request)).status).toBe(500);
});

test('answers 500 when the body was read before, and the log says what to do', async () => {
  const { handle, log } = receiver();
  const request = post(body);
  await request.json();
  expect((await handle(request)).status).toBe(500);
  expect(log.lines[0]).toMatchObject({ level: 'error', fields: { reason: 'body-already-read' } });
  expect(log.lines[0]?.message).toContain('before calling json() or text()');
});

test('close() waits for the calls of the client, and turns away what still comes', async () => {
  const { handle, client } = receiver({ deadlineMs: 30 });
  let release = (): void => undefined;
  client.beforeAccepting = () => new Promise<void>((resolve) => (release = resolve));
  expect((await handle(post(body))).status).toBe(503);
  const closed = handle.close();
  expect((await handle(post(body))).headers.get('retry-after')).toBe('1');
  expect(client.running).toBe(1);
  release();
  await closed;
  expect(client.running).toBe(0);
});
