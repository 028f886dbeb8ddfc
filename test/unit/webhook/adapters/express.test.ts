import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import express, { type Express } from 'express';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWebhookRouter } from '../../../../src/webhook/adapters/express.js';
import { recordingOptions, sign, textMessage, verifyToken, webhookBody } from '../recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1', 'Grüße 😀 a/b')] });
const challenge = new URLSearchParams({
  'hub.mode': 'subscribe',
  'hub.verify_token': verifyToken,
  'hub.challenge': '11 5',
});
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** An app with the router at a path of it, behind whatever a test puts in front of it. */
async function start(before: (app: Express) => void = () => undefined, path = '/webhook') {
  const recording = recordingOptions();
  const app = express();
  before(app);
  const router = createWebhookRouter(recording);
  app.use(path, router);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { ...recording, router, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` };
}

function post(url: string, content: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    body: content,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(content), ...headers },
  });
}

describe('the router', () => {
  test('reads the bytes itself, verifies them and delivers', async () => {
    const { url, client } = await start();
    const response = await post(url, body);
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(client.accepted[0]?.events).toMatchObject([{ messageId: 'm', raw: { text: { body: 'Grüße 😀 a/b' } } }]);
  });

  test.each(['text/plain', 'application/json; charset=utf-16', 'application/octet-stream'])(
    'does not care for the content type: %s',
    async (type) => {
      const { url } = await start();
      expect((await post(url, body, { 'content-type': type })).status).toBe(200);
    },
  );

  test('answers a challenge, whatever query parser the app has', async () => {
    const { url } = await start((app) => app.set('query parser', 'extended').enable('etag'));
    for (const headers of [{}, { 'if-none-match': '*' }]) {
      const response = await fetch(`${url}?${challenge}`, { headers });
      expect([response.status, await response.text()]).toEqual([200, '11 5']);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('etag')).toBeNull();
    }
  });

  test('answers 401 for a wrong signature and 405 for other methods', async () => {
    const { url } = await start();
    expect((await post(url, body, { 'x-hub-signature-256': sign(body, 'other') })).status).toBe(401);
    for (const method of ['PUT', 'HEAD', 'OPTIONS']) {
      const other = await fetch(url, { method });
      expect([method, other.status, other.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
    }
  });

  test('answers 503 when Temporal is not there', async () => {
    const { url, client } = await start();
    client.beforeAccepting = () => Promise.reject(new Error('14 UNAVAILABLE'));
    expect((await post(url, body)).status).toBe(503);
  });

  test('leaves other paths to the app', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/other`)).status).toBe(404);
  });
});

describe('a body that cannot be read', () => {
  const limit = 3 * 1024 * 1024;
  const padded = (bytes: number) => Buffer.from(`{"a":"${'x'.repeat(bytes - 8)}"}`);

  test('is answered with 413 above 3 MB, and taken at 3 MB', async () => {
    const { url, log } = await start();
    expect((await post(url, padded(limit))).status).toBe(200);
    expect((await post(url, padded(limit + 1))).status).toBe(413);
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { reason: 'body-too-large' } });
  });

  test('is answered with 415 when it is compressed', async () => {
    const { url } = await start();
    const compressed = new Uint8Array(gzipSync(body));
    expect((await post(url, compressed, { 'content-encoding': 'gzip' })).status).toBe(415);
  });
});

describe('the router behind the paths of a proxy', () => {
  test.each(['/whatsapp/webhook', '/a/b/c', '/', '/hooks/:tenant'])('is mounted at %s', async (path) => {
    const { url, client } = await start(undefined, path);
    for (const suffix of ['', '?from=proxy']) expect((await post(url + suffix, body)).status).toBe(200);
    expect(client.accepted).toHaveLength(2);
  });

  test('is reached with a slash at the end, also in an app whose routing is strict', async () => {
    const { url } = await start((app) => app.enable('strict routing'));
    expect((await post(`${url}/`, body)).status).toBe(200);
    expect((await fetch(`${url}/?${challenge}`)).status).toBe(200);
  });

  test('is mounted below another router', async () => {
    const { url, client } = await start((app) => {
      const outer = express.Router();
      outer.use('/whatsapp', createWebhookRouter(outerRecording));
      app.use('/tenants/:id', outer);
    });
    const inner = url.replace('/webhook', '/tenants/7/whatsapp');
    expect((await post(inner, body)).status).toBe(200);
    expect(outerRecording.client.accepted).toHaveLength(1);
    expect(client.accepted).toHaveLength(0);
  });

  const outerRecording = recordingOptions();
});

describe('an app that has a body parser in front of the router', () => {
  test('works with express.raw()', async () => {
    const { url, client } = await start((app) => app.use(express.raw({ type: '*/*' })));
    expect((await post(url, body)).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
  });

  test('works with a Uint8Array as rawBody, as some platforms keep it', async () => {
    const { url, client } = await start((app) => {
      app.use(express.raw({ type: '*/*' }), (request, _response, next) => {
        Object.assign(request, {
          rawBody: new Uint8Array(request.body as Buffer),
          body: JSON.parse(String(request.body)),
        });
        next();
      });
    });
    expect((await post(url, body)).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
  });

  test('refuses what express.raw() has decompressed', async () => {
    const { url } = await start((app) => app.use(express.raw({ type: '*/*' })));
    const compressed = new Uint8Array(gzipSync(body));
    const headers = { 'content-encoding': 'gzip', 'x-hub-signature-256': sign(body) };
    expect((await post(url, compressed, headers)).status).toBe(415);
  });

  test('works with express.json() that keeps the bytes as rawBody', async () => {
    const keepBytes = (request: object, _response: unknown, bytes: Buffer): void =>
      void Object.assign(request, { rawBody: bytes });
    const { url, client } = await start((app) => app.use(express.json({ verify: keepBytes })));
    expect((await post(url, body)).status).toBe(200);
    expect(client.accepted).toHaveLength(1);
  });

  test.each([
    ['express.json()', express.json()],
    ['express.text()', express.text({ type: '*/*' })],
  ])('is answered with 500 with %s, and the log says what to do', async (_name, parser) => {
    const { url, client, log } = await start((app) => app.use(parser));
    expect((await post(url, body)).status).toBe(500);
    expect(client.accepted).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { reason: 'body-already-read' } }]);
    expect(log.lines[0]?.message).toContain('mount the webhook router before express.json()');
  });

  test('still answers challenges behind express.json()', async () => {
    const { url } = await start((app) => app.use(express.json()));
    expect(await (await fetch(`${url}?${challenge}`)).text()).toBe('11 5');
  });
});

test('close() resolves when the calls of the client have settled', async () => {
  const { url, router, client } = await start();
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    client.beforeAccepting = () => {
      resolve();
      return new Promise<void>((accept) => (release = accept));
    };
  });
  const underWay = fetch(url, { method: 'POST', body, headers: { 'x-hub-signature-256': sign(body) } });
  await reached;
  const closed = router.close();
  release();
  expect((await underWay).status).toBe(200);
  await closed;
  expect(client.running).toBe(0);
});
