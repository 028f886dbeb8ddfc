/** Senders without the secret, over real connections: they get nothing that the receiver needs for Meta. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { WebhookServerOptions } from '../../../../src/webhook/server/options.js';
import { startWebhookServer, type WebhookServer } from '../../../../src/webhook/server/server.js';
import { eventually } from '../../../helpers/eventually.js';
import { recordingOptions, sign, textMessage, webhookBody } from '../recording-client.js';

const body = webhookBody({ messages: [textMessage('m', '1')] });
const mebibyte = 1024 * 1024;
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

/** A connection that has sent the head of a POST. */
function begin({ port }: WebhookServer, ...headers: string[]) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  sockets.push(socket);
  const stranger = { socket, text: '', isClosed: false };
  socket.on('data', (chunk: string) => (stranger.text += chunk)).on('error', () => undefined);
  socket.on('close', () => (stranger.isClosed = true));
  const head = ['POST /webhook HTTP/1.1', 'host: a', `x-hub-signature-256: ${sign('another')}`, ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  return stranger;
}

async function post({ url }: WebhookServer): Promise<number> {
  return (await fetch(url, { method: 'POST', body, headers: { 'x-hub-signature-256': sign(body) } })).status;
}

test('300 bodies that come slowly hold no place, and Meta is served meanwhile', async () => {
  const { server, client } = await start({ maxInFlight: 2, maxUnverifiedBodies: 200 });
  const slow = Array.from({ length: 300 }, () => begin(server, 'content-length: 1000'));
  await Promise.all(slow.map(({ socket }) => once(socket, 'connect')));
  for (const { socket } of slow) socket.write('x');
  await delay(100);
  for (let count = 0; count < 20; count += 1) expect(await post(server)).toBe(200);
  expect(client.accepted).toHaveLength(20);
  const cut = await eventually(
    () => slow.filter(({ isClosed }) => isClosed).map(({ text }) => text),
    (closed) => closed.length >= 100,
  );
  for (const text of cut) expect(text).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1\r\n/);
});

describe('a body without end', () => {
  test('is answered 413 and cut at once, and little more than the limit is taken', async () => {
    const { server } = await start({ maxBodyBytes: mebibyte });
    const stranger = begin(server, 'transfer-encoding: chunked');
    const { socket } = stranger;
    await once(socket, 'connect');
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 0xff), Buffer.from('\r\n')]);
    const flood = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', flood);
    flood();
    while (!stranger.isClosed) await delay(10);
    expect(stranger.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(socket.bytesWritten).toBeLessThan(20 * mebibyte);
  });

  test('is cut as quickly when it has no signature', async () => {
    const { server } = await start();
    const response = await fetch(server.url, {
      method: 'POST',
      body: new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }),
      duplex: 'half',
    }).then(
      ({ status }) => status,
      () => 'cut',
    );
    expect([401, 'cut']).toContain(response);
    expect(await post(server)).toBe(200);
  });
});

/** The median time to the answer of a signed POST. */
async function medianMs(server: WebhookServer): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 30; count += 1) {
    const startedAtMs = performance.now();
    expect(await post(server)).toBe(200);
    times.push(performance.now() - startedAtMs);
  }
  return times.sort((a, b) => a - b)[15] ?? Infinity;
}

test('ten connections with wrongly signed bodies of 3 MiB that are no UTF-8 keep nobody waiting', async () => {
  const { server } = await start();
  const large = Buffer.alloc(3 * mebibyte, 0xff);
  let isOver = false;
  const hostile = Array.from({ length: 10 }, async () => {
    while (!isOver) {
      const headers = { 'x-hub-signature-256': sign('another') };
      expect((await fetch(server.url, { method: 'POST', body: large, headers })).status).toBe(401);
      await delay(200);
    }
  });
  const busyMs = await medianMs(server);
  isOver = true;
  await Promise.all(hostile);
  // A second and more while such a body took 600 ms. Others may keep the machine busy, too.
  expect(busyMs).toBeLessThan(300 + 20 * (await medianMs(server)));
});
