import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWebhookMetrics } from '../../../../src/webhook/observe/metrics.js';
import type { WebhookServerOptions } from '../../../../src/webhook/server/options.js';
import { startWebhookServer, type WebhookServer } from '../../../../src/webhook/server/server.js';
import { recordingOptions, sign, textMessage, webhookBody } from '../recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1')] });
const signed = { 'x-hub-signature-256': sign(body) };
const servers: WebhookServer[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(options: Partial<WebhookServerOptions> = {}) {
  const recording = recordingOptions();
  const server = await startWebhookServer({ ...recording, host: '127.0.0.1', port: 0, ...options });
  servers.push(server);
  return { ...recording, server };
}

/** A connection; `text` is what the server said until it ended. */
function open({ port }: WebhookServer) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  sockets.push(socket);
  const openedAtMs = Date.now();
  let said = '';
  socket.on('data', (chunk: string) => (said += chunk)).on('error', () => undefined);
  const ended = new Promise<{ text: string; afterMs: number }>((resolve) => {
    socket.on('close', () => resolve({ text: said, afterMs: Date.now() - openedAtMs }));
  });
  return { socket, ended };
}

/** Writes a byte every 50 ms until the connection ends. */
function drip(socket: Socket, bytes: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || socket.readableEnded) clearInterval(timer);
    else socket.write(bytes[at++ % bytes.length] ?? '');
  }, 50);
  socket.on('close', () => clearInterval(timer));
}

describe('a slow client is cut off', () => {
  test('when its headers do not come to an end', async () => {
    const { server } = await start({ headersTimeoutMs: 300 });
    const { socket, ended } = open(server);
    socket.write('POST /webhook HTTP/1.1\r\nhost: a\r\nx-slow: ');
    drip(socket, 'x');
    const { text, afterMs } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(afterMs).toBeLessThan(10_000);
  });

  test('when it says nothing at all', async () => {
    const { server } = await start({ headersTimeoutMs: 300 });
    const { ended } = open(server);
    expect((await ended).afterMs).toBeLessThan(10_000);
  });

  test('when its body comes a byte at a time, and others are served meanwhile', async () => {
    const { server, client } = await start({ bodyTimeoutMs: 300 });
    const { socket, ended } = open(server);
    const head = `host: a\r\nx-hub-signature-256: ${signed['x-hub-signature-256']}\r\ncontent-length: 1000`;
    socket.write(`POST /webhook HTTP/1.1\r\n${head}\r\n\r\n`);
    drip(socket, body);
    expect((await fetch(server.url, { method: 'POST', body, headers: signed })).status).toBe(200);
    const { text, afterMs } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(text.toLowerCase()).toContain('connection: close');
    expect(afterMs).toBeLessThan(3_000);
    expect(client.accepted).toHaveLength(1);
  });

  test('when it keeps a connection without a request', async () => {
    const { server } = await start({ keepAliveTimeoutMs: 200 });
    const { socket, ended } = open(server);
    socket.write('GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n');
    const { text, afterMs } = await ended;
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(afterMs).toBeLessThan(3_000);
  });
});

test('connections over the limit are closed at once, which is logged once', async () => {
  const { server, log } = await start({ maxConnections: 2 });
  const kept = [open(server), open(server)];
  await Promise.all(kept.map(({ socket }) => once(socket, 'connect')));
  await delay(50);
  for (let index = 0; index < 3; index += 1) expect((await open(server).ended).text).toBe('');
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { maxConnections: 2 } }]);
  kept.forEach(({ socket }) => socket.destroy());
  await delay(50);
  expect((await fetch(server.url.replace('/webhook', '/healthz'))).status).toBe(200);
});

describe('the metrics of a server', () => {
  const onAnyPort = () => ({ port: 0, source: createWebhookMetrics({ register: new Registry() }) });
  const values = async (url: string): Promise<string> => {
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    return response.text();
  };

  test('are on a port of their own, and hold every metric after traffic', async () => {
    const { server, client } = await start({ metrics: onAnyPort(), phoneNumberIds: ['10001'], deadlineMs: 300 });
    const post = (content: string) =>
      fetch(server.url, { method: 'POST', body: content, headers: { 'x-hub-signature-256': sign(content) } });
    expect((await post(body)).status).toBe(200);
    expect((await post(webhookBody({ statuses: [{ id: 's', status: 'read' }] }))).status).toBe(200);
    expect((await post(webhookBody({ number: '20002', messages: [textMessage('n', '1')] }))).status).toBe(200);
    expect((await fetch(server.url, { method: 'POST', body })).status).toBe(401);
    client.beforeAccepting = () => Promise.reject(new Error('down'));
    expect((await post(body)).status).toBe(503);

    const text = await values(server.metricsUrl ?? '');
    const expected = [
      'requests_total{result="accepted",reason="none",status="200"} 3',
      'requests_total{result="refused",reason="signature-missing",status="401"} 1',
      'request_duration_seconds_count{result="accepted"} 3',
      'requests_in_flight 0',
      'signature_matches_total{secret="0"} 4',
      'events_total{field="messages",kind="message",type="text"} 3',
      'events_total{field="messages",kind="status",type="read"} 1',
      'events_delivered_total{target="conversation"} 1',
      'events_ignored_total{reason="status-foreign"} 1',
      'dead_letters_total{reason="phone-number-id-unknown",new="true"} 1',
    ];
    for (const line of expected) expect(text).toContain(`temporal_whatsapp_webhook_${line}\n`);
    expect(text).toMatch(/requests_total\{result="not-delivered",reason="[a-z-]+",status="503"\} 1\n/);
    expect(text).toMatch(/temporal_failures_total\{call="signalWithStart",code="[A-Z]+"\} 1\n/);
  });

  test('are told beside the observer of the application', async () => {
    const results: string[] = [];
    const ignore = (): void => undefined;
    const { server } = await start({
      metrics: onAnyPort(),
      observer: {
        signatureMatched: ignore,
        eventRead: ignore,
        eventsDelivered: ignore,
        eventIgnored: ignore,
        deadLettered: ignore,
        temporalFailed: ignore,
        inFlight: ignore,
        requestEnded: ({ result }) => void results.push(result),
      },
    });
    await fetch(server.url, { method: 'POST', body, headers: signed });
    expect(results).toEqual(['accepted']);
    expect(await values(server.metricsUrl ?? '')).toContain('requests_total{result="accepted"');
  });

  test('are read only, alone there, and end with the server', async () => {
    const { server } = await start({ metrics: onAnyPort() });
    const url = server.metricsUrl ?? '';
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    for (const path of ['/', '/webhook', '/healthz']) {
      expect((await fetch(url.replace('/metrics', path))).status).toBe(404);
    }
    await server.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });
});
