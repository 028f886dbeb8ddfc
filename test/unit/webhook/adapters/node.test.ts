import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWebhookListener } from '../../../../src/webhook/adapters/node.js';
import type { WebhookAdapterOptions } from '../../../../src/webhook/options.js';
import { recordingOptions, sign, textMessage, verifyToken, webhookBody } from '../recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1', 'Grüße 😀 a/b')] });
const signed = { 'x-hub-signature-256': sign(body) };
const challenge = new URLSearchParams({
  'hub.mode': 'subscribe',
  'hub.verify_token': verifyToken,
  'hub.challenge': '11 5',
});
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function start(options: Partial<WebhookAdapterOptions> = {}) {
  const recording = recordingOptions();
  const listener = createWebhookListener({ ...recording, ...options });
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { ...recording, listener, port, url: `http://127.0.0.1:${port}/anywhere` };
}

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Begins a POST whose body the test writes. */
function begin(url: string, headers: Record<string, string | number> = signed) {
  const request = httpRequest(url, { method: 'POST', headers });
  const answer = new Promise<Answer>((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      text(response).then((content) => {
        resolve({ status: response.statusCode, headers: response.headers, body: content });
      }, reject);
    });
  });
  answer.catch(() => undefined);
  request.flushHeaders();
  return { request, answer };
}

describe('the listener', () => {
  test('delivers a POST, whatever its path, query and content type are', async () => {
    const { url, client } = await start();
    for (const suffix of ['', '/', '?a=b&hub.mode=subscribe', '/deeper/still']) {
      const headers = { ...signed, 'content-type': 'text/plain' };
      const response = await fetch(url + suffix, { method: 'POST', body, headers });
      expect([response.status, await response.text()]).toEqual([200, '']);
    }
    expect(client.accepted).toHaveLength(4);
    expect(client.accepted[0]?.events).toMatchObject([{ messageId: 'm', raw: { text: { body: 'Grüße 😀 a/b' } } }]);
  });

  test('answers a challenge as it is, also to a client that says it has the answer', async () => {
    const { url } = await start();
    for (const headers of [{}, { 'if-none-match': '*', 'cache-control': 'max-age=0' }]) {
      const response = await fetch(`${url}?${challenge}`, { headers });
      expect([response.status, await response.text()]).toEqual([200, '11 5']);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('etag')).toBeNull();
    }
  });

  test.each(['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'])('answers 405 and what is allowed to %s', async (method) => {
    const { url } = await start();
    const response = await fetch(url, { method, ...(method === 'PUT' && { body }) });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  test('answers with the id of the request that the proxy gave, or with one of its own', async () => {
    const { url, log } = await start();
    const given = await fetch(url, { method: 'POST', body, headers: { ...signed, 'x-request-id': 'edge-17' } });
    expect(given.headers.get('x-request-id')).toBe('edge-17');
    expect(log.lines.at(-1)?.fields['requestId']).toBe('edge-17');
    const own = await fetch(url, { method: 'POST', body, headers: { ...signed, 'x-request-id': 'a b\u00e4' } });
    expect(own.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('takes a body that came in pieces, with pauses', async () => {
    const { url, client } = await start();
    const { request, answer } = begin(url);
    const bytes = Buffer.from(body);
    for (let from = 0; from < bytes.length; from += 50) {
      request.write(bytes.subarray(from, from + 50));
      await delay(2);
    }
    request.end();
    expect((await answer).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
  });

  test('leaves an answer alone that something in front has given', async () => {
    const recording = recordingOptions();
    const listener = createWebhookListener(recording);
    const server = createServer((request, response) => {
      listener(request, response);
      response.writeHead(504).end('too late');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const response = await fetch(url, { method: 'POST', body, headers: signed });
    expect([response.status, await response.text()]).toEqual([504, 'too late']);
    server.closeAllConnections();
    server.close();
    expect(recording.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('is not made with a wrong time for bodies', () => {
    expect(() => createWebhookListener({ ...recordingOptions(), bodyTimeoutMs: 0 })).toThrow(/bodyTimeoutMs must be/);
  });
});

describe('a refused body', () => {
  test('over the limit by its length is not waited for', async () => {
    const { url, client } = await start({ maxBodyBytes: 1_000 });
    const { answer, request } = begin(url, { ...signed, 'content-length': 1_001 });
    expect(await answer).toMatchObject({ status: 413, headers: { connection: 'close' } });
    request.destroy();
    expect(client.accepted).toEqual([]);
  });

  test('over the limit in pieces is answered while its sender still sends, who sees the answer', async () => {
    const { url, log } = await start({ maxBodyBytes: 100_000 });
    const { answer, request } = begin(url);
    const piece = Buffer.alloc(64 * 1024);
    for (let sent = 0; sent < 200; sent += 1) request.write(piece);
    request.end();
    expect((await answer).status).toBe(413);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'body-too-large' } }]);
  });

  test('that never ends costs its sender the connection', async () => {
    const { url } = await start({ maxBodyBytes: 1_000 });
    const { answer, request } = begin(url);
    request.write(Buffer.alloc(2_000));
    expect((await answer).status).toBe(413);
    const startedAtMs = Date.now();
    await Promise.race([once(request, 'close'), delay(30_000, undefined, { ref: false })]);
    expect(Date.now() - startedAtMs).toBeLessThan(20_000);
    expect(request.destroyed).toBe(true);
  });

  test('that is compressed is answered 415', async () => {
    const { url } = await start();
    const compressed = gzipSync(body);
    const { answer, request } = begin(url, { 'content-encoding': 'gzip', 'x-hub-signature-256': sign(compressed) });
    request.end(compressed);
    expect((await answer).status).toBe(415);
  });

  test('that comes too slowly is answered 408, and its connection ends', async () => {
    const { url, log } = await start({ bodyTimeoutMs: 150 });
    const { answer, request } = begin(url, { ...signed, 'content-length': 1_000 });
    const writing = setInterval(() => request.write('x'), 30);
    expect(await answer).toMatchObject({ status: 408, headers: { connection: 'close' } });
    clearInterval(writing);
    request.destroy();
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'body-too-slow' } }]);
  });

  test('that breaks off is nobody’s error but its sender’s', async () => {
    const { url, log, client } = await start();
    const { request } = begin(url, { ...signed, 'content-length': 1_000 });
    request.write(body.slice(0, 10));
    await delay(50);
    request.destroy();
    for (let waited = 0; log.lines.length === 0 && waited < 2_000; waited += 10) await delay(10);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'body-cut-off' } }]);
    expect(client.accepted).toEqual([]);
  });

  test('of an unsigned request is not waited for', async () => {
    const { url } = await start();
    const { answer, request } = begin(url, { 'content-length': 1_000 });
    expect((await answer).status).toBe(401);
    request.destroy();
  });

  test('that is short leaves the connection to the next request', async () => {
    const { url } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const post = (headers: Record<string, string>): Promise<[number | undefined, unknown]> =>
      new Promise((resolve, reject) => {
        const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
          response.resume().on('end', () => resolve([response.statusCode, request.socket?.localPort]));
        });
        request.on('error', reject).end(body);
      });
    const [refused, accepted] = [await post({}), await post(signed)];
    expect([refused[0], accepted[0]]).toEqual([401, 200]);
    expect(accepted[1]).toBe(refused[1]);
    agent.destroy();
  });
});

test('50 posts over the limit of what is under way are answered 503 at once, without their bodies', async () => {
  const { url, client, port } = await start({ maxInFlight: 5 });
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  client.beforeAccepting = () => gate;
  const inside = Array.from({ length: 5 }, () => fetch(url, { method: 'POST', body, headers: signed }));
  while (client.running < 5) await delay(5);

  const head = `POST / HTTP/1.1\r\nhost: a\r\nx-hub-signature-256: ${signed['x-hub-signature-256']}\r\n`;
  const outside = Array.from({ length: 50 }, async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return answer.toString();
  });
  for (const answer of await Promise.all(outside)) {
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer.toLowerCase()).toContain('\r\nretry-after: 1\r\n');
  }
  release();
  expect((await Promise.all(inside)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect((await fetch(url, { method: 'POST', body, headers: signed })).status).toBe(200);
  expect(client.accepted).toHaveLength(6);
});

test('close() turns away what still comes, and resolves when the calls of the client have settled', async () => {
  const { url, listener, client } = await start({ deadlineMs: 50 });
  let release = (): void => undefined;
  client.beforeAccepting = () => new Promise<void>((resolve) => (release = resolve));
  expect((await fetch(url, { method: 'POST', body, headers: signed })).status).toBe(503);
  let isClosed = false;
  const closed = listener.close().then(() => (isClosed = true));
  const late = await fetch(url, { method: 'POST', body, headers: signed });
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await fetch(`${url}?${challenge}`)).status).toBe(200);
  await delay(50);
  expect([isClosed, client.running]).toEqual([false, 1]);
  release();
  await closed;
  expect(client.running).toBe(0);
});
