import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWebhookMetrics } from '../../../../src/webhook/observe/metrics.js';
import type { WebhookServerOptions } from '../../../../src/webhook/server/options.js';
import { startWebhookServer, type WebhookServer } from '../../../../src/webhook/server/server.js';
import { recordingOptions, sign, textMessage, webhookBody } from '../recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1')] });
/** Longer than a probe's result is used again. */
const resultIsFreshMs = 300;
const servers: WebhookServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: Partial<WebhookServerOptions> = {}) {
  const recording = recordingOptions();
  const server = await startWebhookServer({
    ...recording,
    host: '127.0.0.1',
    port: 0,
    closeTimeoutMs: 2_000,
    ...options,
  });
  servers.push(server);
  return { ...recording, server, origin: `http://127.0.0.1:${server.port}` };
}

/** A POST over a kept connection, as Meta's and every proxy's are. */
function post(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-hub-signature-256': sign(body) };
    const request = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject).end(body);
  });
}

test('takes posts at its URL, on a free port', async () => {
  const { server, client } = await start({ path: '/hooks/whatsapp' });
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/hooks/whatsapp`);
  const response = await fetch(server.url, { method: 'POST', body, headers: { 'x-hub-signature-256': sign(body) } });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-powered-by')).toBeNull();
  expect(client.accepted).toHaveLength(1);
});

test('is alive without Temporal, and ready only with it', async () => {
  const { origin, client, log } = await start();
  const namespaces: string[] = [];
  client.onProbe = ({ namespace }) => Promise.resolve(namespaces.push(namespace));
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  expect(namespaces).toEqual(['test-namespace']);
  client.onProbe = () => Promise.reject(new Error('14 UNAVAILABLE'));
  await delay(resultIsFreshMs);
  const notReady = await fetch(`${origin}/readyz`);
  expect([notReady.status, await notReady.text()]).toEqual([503, 'not ready']);
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { error: '14 UNAVAILABLE' } }]);
  client.onProbe = () => Promise.resolve({});
  await delay(resultIsFreshMs);
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
});

test('asks Temporal once for all probes that wait, and not again for those that follow', async () => {
  const { origin, client } = await start();
  let release = (): void => undefined;
  let asked = 0;
  client.onProbe = () => new Promise<void>((resolve) => (release = resolve)).finally(() => (asked += 1));
  const flood = Array.from({ length: 30 }, () => fetch(`${origin}/readyz`));
  await delay(200);
  release();
  const next = fetch(`${origin}/readyz`);
  for (const { status } of await Promise.all([...flood, next])) expect(status).toBe(200);
  expect(asked).toBe(1);
});

test('is not ready when Temporal does not answer the probe, whatever its client does', async () => {
  const { origin, client } = await start({ closeTimeoutMs: 50 });
  client.onProbe = () => new Promise(() => undefined);
  expect((await fetch(`${origin}/readyz`)).status).toBe(503);
});

test('answers other methods on the probes with 405, and other paths with 404', async () => {
  const { origin, server } = await start();
  const post = await fetch(`${origin}/readyz`, { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(`${origin}/healthz`, { method: 'HEAD' })).status).toBe(200);
  for (const path of ['/', '/webhooks', '/webhook/deeper', '/metrics']) {
    expect((await fetch(origin + path)).status).toBe(404);
  }
  expect(server.metricsUrl).toBeUndefined();
});

test.each(['/whatsapp/webhook', '/whatsapp/webhook/'])(
  'takes posts at the path %s of a proxy, with and without the slash',
  async (path) => {
    const { origin, client } = await start({ path });
    for (const url of ['/whatsapp/webhook', '/whatsapp/webhook/', '/whatsapp/webhook?a=b']) {
      const response = await fetch(origin + url, {
        method: 'POST',
        body,
        headers: { 'x-hub-signature-256': sign(body) },
      });
      expect(response.status).toBe(200);
    }
    expect(client.accepted).toHaveLength(3);
  },
);

test('gives Temporal a deadline to answer the readiness probe', async () => {
  const { origin, client } = await start();
  await fetch(`${origin}/readyz`);
  expect(client.deadlines).toHaveLength(1);
  expect(client.deadlines[0]).toBeLessThanOrEqual(Date.now() + 2_000);
});

describe('close()', () => {
  test('finishes the request under way, on a kept connection, and then takes no more', async () => {
    const { server, client } = await start();
    const agent = new Agent({ keepAlive: true });
    let release = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      client.beforeAccepting = () => {
        resolve();
        return new Promise<void>((accept) => (release = accept));
      };
    });
    const underWay = post(server.url, agent);
    await reached;
    let isClosed = false;
    const closed = server.close().then(() => (isClosed = true));
    await delay(100);
    expect(isClosed).toBe(false);
    release();
    expect(await underWay).toBe(200);
    await closed;
    await expect(post(server.url, agent)).rejects.toThrow(/ECONNREFUSED/);
    agent.destroy();
  });

  test('does not wait for connections that are idle', async () => {
    const { server } = await start();
    const agent = new Agent({ keepAlive: true });
    expect(await post(server.url, agent)).toBe(200);
    const startedAtMs = Date.now();
    await server.close();
    expect(Date.now() - startedAtMs).toBeLessThan(8_000);
    agent.destroy();
  });

  test('does not wait for connections that a proxy has opened and not used', async () => {
    const { server } = await start();
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await delay(50);
    const startedAtMs = Date.now();
    await server.close();
    expect(Date.now() - startedAtMs).toBeLessThan(8_000);
    socket.destroy();
  });

  test('cuts off a request that does not end in time', async () => {
    const { server, client } = await start({ closeTimeoutMs: 100, deadlineMs: 500 });
    const reached = new Promise<void>((resolve) => {
      client.beforeAccepting = () => {
        resolve();
        return new Promise<void>(() => undefined);
      };
    });
    const agent = new Agent();
    const underWay = post(server.url, agent).catch((error: Error) => error.message);
    await reached;
    await server.close();
    expect(await underWay).toMatch(/hang up|ECONNRESET/);
  });

  test('waits for calls of the client that outlast the answer, so that its connection can be closed', async () => {
    const { server, client, log } = await start({ deadlineMs: 50 });
    let release = (): void => undefined;
    client.beforeAccepting = () => new Promise<void>((accept) => (release = accept));
    const agent = new Agent();
    expect(await post(server.url, agent)).toBe(503);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { failed: 1 } }]);
    let isClosed = false;
    const closed = server.close().then(() => (isClosed = true));
    await delay(100);
    expect(isClosed).toBe(false);
    release();
    await closed;
    expect(client.running).toBe(0);
  });

  test('does not wait for such a call longer than for a request', async () => {
    const { server, client } = await start({ deadlineMs: 50, closeTimeoutMs: 200 });
    client.beforeAccepting = () => new Promise<void>(() => undefined);
    expect(await post(server.url, new Agent())).toBe(503);
    await server.close();
    expect(client.running).toBe(1);
  });

  test('can be called twice', async () => {
    const { server } = await start();
    expect(await Promise.all([server.close(), server.close()])).toEqual([undefined, undefined]);
    await expect(post(server.url, new Agent())).rejects.toThrow(/ECONNREFUSED/);
    await expect(server.close()).resolves.toBeUndefined();
  });
});

describe('a server is not started', () => {
  test('on a port that is taken', async () => {
    const { server } = await start();
    await expect(start({ port: server.port })).rejects.toThrow(
      new RegExp(`cannot listen on 127\\.0\\.0\\.1:${server.port} .*EADDRINUSE.*choose another port`),
    );
  });

  test('without an app secret, or with a path that begins with no slash', async () => {
    await expect(start({ appSecrets: [] })).rejects.toThrow(/appSecrets must hold at least one/);
    await expect(start({ path: 'webhook' })).rejects.toThrow(/path must begin with "\/" \(got webhook\)/);
    await expect(start({ path: '/readyz/' })).rejects.toThrow(/path must be another one/);
    await expect(start({ path: '/webhook?a' })).rejects.toThrow(/path must be a path alone/);
    await expect(start({ path: '/a+b' })).rejects.toThrow(
      /path must have no "\+": Meta turns it into a space.*got \/a\+b/,
    );
  });

  test('with a limit that is none, and names each', async () => {
    await expect(start({ maxConnections: 0, keepAliveTimeoutMs: Number.NaN })).rejects.toThrow(
      /keepAliveTimeoutMs must be a whole number above 0 \(got NaN\)[\s\S]*maxConnections must be/,
    );
  });

  test('when its metrics have no source', async () => {
    const metrics = { port: 0 } as NonNullable<WebhookServerOptions['metrics']>;
    await expect(start({ metrics })).rejects.toThrow(/metrics\.source must be createWebhookMetrics\(\)/);
  });

  test('when its metrics have no port', async () => {
    const { server } = await start();
    const source = createWebhookMetrics({ register: new Registry() });
    await expect(start({ metrics: { port: server.port, source } })).rejects.toThrow(/metrics server cannot listen on/);
  });
});
