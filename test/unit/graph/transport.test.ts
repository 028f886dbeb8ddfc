import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createServer as createTlsServer } from 'node:tls';
import { inspect } from 'node:util';
import { GraphClient } from '../../../src/graph/client.js';
import { GraphTransportError } from '../../../src/graph/errors.js';
import type { GraphRequest, GraphTimeouts } from '../../../src/graph/request.js';
import { selfSigned } from '../../helpers/self-signed.js';

const accessToken = 'test-token-1234567890';
const post: GraphRequest = { method: 'POST', path: '/1/messages', credential: { accessToken }, json: { a: 1 } };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server that does with each connection what the test says, byte by byte. */
async function serve(onConnection: (socket: Socket) => void, server: Server = createServer()): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (server.listenerCount('secureConnection') === 0) onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function clientFor(baseUrl: string, timeouts: GraphTimeouts = {}): GraphClient {
  const client = new GraphClient({ baseUrl, timeouts: { request: 20_000, ...timeouts } });
  cleanups.push(() => client.close());
  return client;
}

async function transportFailure(request: Promise<unknown>): Promise<GraphTransportError> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GraphTransportError);
  expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain(accessToken);
  return error as GraphTransportError;
}

/** Calls back when the request's head and body have arrived. */
function whenRead(socket: Socket, then: () => void): void {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.endsWith('{"a":1}')) then();
  });
}

describe('phase "connect": provably nothing was sent', () => {
  test('when the port refuses', async () => {
    const port = await serve(() => undefined);
    await cleanups.pop()?.();
    const error = await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(post));
    expect(error).toMatchObject({ phase: 'connect', causeCode: 'ECONNREFUSED' });
  });

  test('when the name does not exist', async () => {
    const error = await transportFailure(clientFor('http://no-such-host.invalid').request(post));
    expect(error.phase).toBe('connect');
    expect(error.causeCode).toMatch(/^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/);
  });

  test('when the server does not speak TLS', async () => {
    const port = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const error = await transportFailure(clientFor(`https://127.0.0.1:${port}`).request(post));
    expect(error.phase).toBe('connect');
  });

  test("when the server's certificate is not trusted: it gets no byte of the request", async () => {
    let received = 0;
    const server = createTlsServer(selfSigned, (socket) => {
      socket.on('data', (chunk: Buffer) => (received += chunk.length));
      socket.on('error', () => undefined);
    });
    const port = await serve(() => undefined, server);
    const error = await transportFailure(clientFor(`https://127.0.0.1:${port}`).request(post));
    expect(error).toMatchObject({ phase: 'connect', causeCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(received).toBe(0);
  });

  test('when the TLS handshake does not end', async () => {
    const port = await serve(() => undefined);
    const client = clientFor(`https://127.0.0.1:${port}`, { secureConnect: 100 });
    expect(await transportFailure(client.request(post))).toMatchObject({ phase: 'connect', causeCode: 'ETIMEDOUT' });
  });

  test('when it was aborted before it began', async () => {
    const port = await serve(() => undefined);
    const error = await transportFailure(
      clientFor(`http://127.0.0.1:${port}`).request({ ...post, signal: AbortSignal.abort() }),
    );
    expect(error.phase).toBe('connect');
  });
});

describe('phase "sent": the request may have arrived', () => {
  test('when the server closes at once after accepting', async () => {
    const port = await serve((socket) => socket.destroy());
    expect(await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(post))).toMatchObject({
      phase: 'sent',
    });
  });

  test('when the server closes after reading the request', async () => {
    const port = await serve((socket) => whenRead(socket, () => socket.destroy()));
    const error = await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(post));
    expect(error).toMatchObject({ phase: 'sent', causeCode: 'ECONNRESET' });
  });

  test('when the server never answers', async () => {
    const port = await serve((socket) => socket.resume());
    const client = clientFor(`http://127.0.0.1:${port}`, { request: 200 });
    expect(await transportFailure(client.request(post))).toMatchObject({ phase: 'sent', causeCode: 'ETIMEDOUT' });
  });

  test('when the limit of one request is shorter than that of its client', async () => {
    const port = await serve((socket) => socket.resume());
    const startedMs = performance.now();
    const request = { ...post, timeouts: { request: 100 } };
    expect(await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(request))).toMatchObject({
      phase: 'sent',
    });
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  test('when a kept connection is reset under the second request', async () => {
    let requests = 0;
    const port = await serve((socket) => {
      socket.on('data', (chunk: Buffer) => {
        if (!chunk.toString().includes('{"a":1}')) return;
        if (++requests > 1) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
      });
    });
    const client = clientFor(`http://127.0.0.1:${port}`);
    await client.request(post);
    expect(await transportFailure(client.request(post))).toMatchObject({ phase: 'sent', causeCode: 'ECONNRESET' });
    expect(requests).toBe(2);
  });

  test('when the answer is no HTTP', async () => {
    const port = await serve((socket) => whenRead(socket, () => socket.end('garbage\r\n\r\n')));
    expect(await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(post))).toMatchObject({
      phase: 'sent',
    });
  });

  test('when it is aborted while waiting', async () => {
    const controller = new AbortController();
    const port = await serve((socket) => whenRead(socket, () => controller.abort()));
    const request = { ...post, signal: controller.signal };
    expect(await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(request))).toMatchObject({
      phase: 'sent',
    });
  });
});

describe('phase "reading": the answer had begun', () => {
  const half = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"messages":';

  test('when the answer breaks off', async () => {
    const port = await serve((socket) => whenRead(socket, () => socket.end(half)));
    const error = await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(post));
    expect(error).toMatchObject({ phase: 'reading', httpStatus: 200 });
  });

  test('when an answer in chunks breaks off', async () => {
    const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n';
    const port = await serve((socket) => whenRead(socket, () => socket.end(chunked)));
    expect(await transportFailure(clientFor(`http://127.0.0.1:${port}`).request(post))).toMatchObject({
      phase: 'reading',
    });
  });

  test('when the answer stalls', async () => {
    const port = await serve((socket) => whenRead(socket, () => socket.write(half)));
    const client = clientFor(`http://127.0.0.1:${port}`, { request: 300 });
    expect(await transportFailure(client.request(post))).toMatchObject({ phase: 'reading', causeCode: 'ETIMEDOUT' });
  });

  test('when a streamed answer breaks off', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(half)));
    const client = clientFor(`http://127.0.0.1:${port}`);
    const { body } = await client.request({ ...post, responseType: 'stream' });
    const error = await transportFailure(body.toArray());
    expect(error.phase).toBe('reading');
  });

  test('when a streamed answer breaks off before anybody reads it', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.end(half)));
    const { body } = await clientFor(`http://127.0.0.1:${port}`).request({ ...post, responseType: 'stream' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await transportFailure(pipeline(body, new PassThrough()))).phase).toBe('reading');
  });

  test('when a streamed answer stalls', async () => {
    const port = await serve((socket) => socket.once('data', () => socket.write(half)));
    const client = clientFor(`http://127.0.0.1:${port}`, { request: 300 });
    const { body } = await client.request({ ...post, responseType: 'stream' });
    expect((await transportFailure(body.toArray())).phase).toBe('reading');
  });
});
