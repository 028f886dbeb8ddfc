import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startWebhookServer, type WebhookServer, type WebhookServerOptions } from '../../../src/webhook/server.js';
import { recordingOptions, sign, textMessage, webhookBody } from './recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1')] });
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
  const { origin, client } = await start();
  const namespaces: string[] = [];
  client.onProbe = ({ namespace }) => Promise.resolve(namespaces.push(namespace));
  expect((await fetch(`${origin}/readyz`)).status).toBe(200);
  expect(namespaces).toEqual(['test-namespace']);
  client.onProbe = () => Promise.reject(new Error('14 UNAVAILABLE'));
  expect((await fetch(`${origin}/readyz`)).status).toBe(503);
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
});

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
    expect(Date.now() - startedAtMs).toBeLessThan(1_000);
    agent.destroy();
  });

  test('cuts off a request that does not end in time', async () => {
    const { server, client } = await start({ closeTimeoutMs: 100 });
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
    await Promise.all([server.close(), server.close()]);
    await server.close();
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
  });
});
