/** Faults of a transfer: the right file or a typed failure, never a wrong file, and the token at no other host. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Loopback } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, token, World } from './world.js';

const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2_000_000)]);
const sha256 = createHash('sha256').update(file).digest('hex');

type Send = (response: ServerResponse) => void;

/** Somebody else's server, which nobody may give the token. */
let other: Loopback;
beforeAll(async () => {
  other = await Loopback.start((_, response) => response.end('<html>Not yours</html>'));
});
afterAll(() => other.stop());

let world: World;
afterEach(() => world.stop());

function cutAt(share: number): Send {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': file.length });
    response.write(file.subarray(0, file.length * share), () => setTimeout(() => response.destroy(), 20));
  };
}

const slowly: Send = (response) => {
  response.writeHead(200, { 'content-length': file.length });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(file.subarray(sent, (sent += 200_001)));
    if (sent < file.length) return;
    clearInterval(timer);
    response.end();
  }, 20);
};
const whole: Send = (response) => void response.writeHead(200, { 'content-length': file.length }).end(file);
const answer =
  (status: number, body: string | Buffer = '', headers: Record<string, string> = {}): Send =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
const elsewhere: Send = (response) => void response.writeHead(302, { location: `${other.url}/file` }).end();

type Outcome = [type: string, nonRetryable: boolean] | 'right file';

describe('a download', () => {
  const retried: Outcome = ['WhatsApp.Media', false];
  const faults: [string, Send, Outcome][] = [
    ['whole', whole, 'right file'],
    ['cut at 10 %', cutAt(0.1), retried],
    ['cut at 50 %', cutAt(0.5), retried],
    ['cut at 99 %', cutAt(0.99), retried],
    ['cut at 99 % without a length', (response) => void response.end(file.subarray(0, file.length * 0.99)), retried],
    ['slow', slowly, 'right file'],
    ['shorter than its metadata', answer(200, file.subarray(1)), retried],
    ['longer than its metadata', answer(200, Buffer.concat([file, Buffer.from('x')])), retried],
    ['of the right length with other bytes', answer(200, Buffer.alloc(file.length)), retried],
    ['401', answer(401, 'no'), ['WhatsApp.Authentication', true]],
    ['404, as an expired URL is', answer(404, ''), ['WhatsApp.NotFound', false]],
    ['a page instead of bytes', answer(200, '<html>Sorry</html>'), retried],
    ['500', answer(500, 'x'.repeat(file.length)), ['WhatsApp.Unavailable', false]],
    ['a redirect to another host', elsewhere, ['WhatsApp.Unclassified', true]],
  ];

  const metadata = (url: string): object => ({
    id: '1',
    url,
    sha256,
    file_size: file.length,
    mime_type: 'application/pdf',
  });

  test.each(faults)('that is %s', async (_, send, outcome) => {
    world = await World.start(({ path, headers }, response) => {
      if (path === '/file') send(response);
      else response.end(JSON.stringify(metadata(`http://${headers.host}/file`)));
    });
    if (outcome === 'right file') {
      const { media, ...facts } = await world.run('downloadWhatsAppMedia', { mediaId: '1' });
      expect(facts).toMatchObject({ size: file.length, sha256 });
      expect(readFileSync(fileURLToPath(media)).equals(file)).toBe(true);
    } else {
      const failure = await world.failure('downloadWhatsAppMedia', { mediaId: '1' });
      expect([failure.type, failure.nonRetryable]).toEqual(outcome);
      expect(readdirSync(world.directory)).toEqual([]);
    }
    expect(other.received).toEqual([]);
  });

  test('from another host is right where the worker names its origin', async () => {
    const host = await Loopback.start((_, response) => whole(response));
    const graph = await Loopback.start(
      (_, response) => void response.end(JSON.stringify(metadata(`${host.url}/file`))),
    );
    world = await World.start({}, { graph: { baseUrl: graph.url, mediaOrigins: [host.url] } });
    const { sha256: stored } = await world.run('downloadWhatsAppMedia', { mediaId: '1' });
    expect(stored).toBe(sha256);
    expect(host.received.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${token}`]);
    await Promise.all([host.stop(), graph.stop()]);
  });

  test.each([
    ['of another host', () => `${other.url}/file`],
    ['with a name like that of Meta', () => 'https://lookaside.fbsbx.com.example/file'],
    ['with the host of Meta as user name', () => 'https://lookaside.fbsbx.com@127.0.0.1/file'],
    ['with another port at Meta', () => 'https://lookaside.fbsbx.com:8443/file'],
    ['of Meta without TLS', () => 'http://lookaside.fbsbx.com/file'],
    ['that is none', () => 'file:///etc/passwd'],
  ])('from a URL %s is refused before any request to it', async (_, url) => {
    world = await World.start((_, response) => void response.end(JSON.stringify(metadata(url()))));
    const failure = await world.failure('downloadWhatsAppMedia', { mediaId: '1' });
    expect(failure).toMatchObject({ nonRetryable: expect.any(Boolean) });
    expect(readdirSync(world.directory)).toEqual([]);
    expect(other.received).toEqual([]);
  });
});

describe('an upload, of which the source', () => {
  const later: Outcome = ['WhatsApp.Media', false];
  const never: Outcome = ['WhatsApp.Media', true];
  const faults: [string, Send, Outcome][] = [
    ['is whole', whole, 'right file'],
    ['is cut at 10 %', cutAt(0.1), later],
    ['is cut at 50 %', cutAt(0.5), later],
    ['is cut at 99 %', cutAt(0.99), later],
    ['is slow', slowly, 'right file'],
    ['answers 401', answer(401, 'no'), never],
    ['answers 404', answer(404, 'no'), never],
    ['answers 503', answer(503, 'no'), later],
    ['answers with an empty body', answer(200, ''), never],
    [
      'answers with a page',
      answer(200, '<html>Sorry</html>', { 'content-disposition': 'inline; filename="a.jpg"' }),
      never,
    ],
    ['redirects to another host', elsewhere, ['WhatsApp.Media', true]],
  ];
  let source: Loopback;
  let send: Send;
  beforeEach(async () => {
    source = await Loopback.start((_, response) => send(response));
  });
  afterEach(() => source.stop());

  test.each(faults)('%s', async (_, given, outcome) => {
    send = given;
    world = await World.start({ id: 'media-1' });
    const media = `${source.url}/a.jpg`.replace('a.jpg', outcome === 'right file' ? 'a.pdf' : 'a.jpg');
    if (outcome === 'right file') {
      const result = await world.run('uploadWhatsAppMedia', { phoneNumberId, media });
      expect(result).toMatchObject({ mediaId: 'media-1', size: file.length, sha256 });
    } else {
      const failure = await world.failure('uploadWhatsAppMedia', { phoneNumberId, media });
      expect([failure.type, failure.nonRetryable]).toEqual(outcome);
    }
    for (const { headers } of [...source.received, ...other.received]) expect(headers.authorization).toBeUndefined();
  });
});

describe('an upload, of which Meta', () => {
  const run = (): ReturnType<World['failure']> =>
    world.failure('uploadWhatsAppMedia', { phoneNumberId, media: world.file('a.pdf', file) });

  test.each([0.1, 0.5, 0.99])('breaks off at %d of the bytes is tried again', async (share) => {
    const server: Server = createServer((socket) => {
      let received = 0;
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received >= file.length * share) socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    world = await World.start({}, { graph: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
    expect(await run()).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    server.close();
  });

  test.each([
    [
      'says 401',
      answer(401, JSON.stringify({ error: { code: 190, message: 'expired' } })),
      'WhatsApp.Authentication',
      true,
    ],
    ['answers with a page', answer(200, '<html>Sorry</html>'), 'WhatsApp.Unavailable', false],
    ['answers 502', answer(502, '<html>Bad gateway</html>'), 'WhatsApp.Unavailable', false],
    ['redirects to another host', elsewhere, 'WhatsApp.Unclassified', true],
  ])('%s', async (_, send, type, nonRetryable) => {
    other.received.length = 0;
    world = await World.start((_, response) => send(response));
    expect(await run()).toMatchObject({ type, nonRetryable });
    expect(other.received).toEqual([]);
  });

  test('answers before it has read everything is not waited for', async () => {
    const server = createHttpServer((_: IncomingMessage, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    world = await World.start({}, { graph: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
    const startedMs = performance.now();
    expect(await run()).toMatchObject({ nonRetryable: expect.any(Boolean) });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    server.closeAllConnections();
    server.close();
  });
});

test('an upload that Meta answers before it has read the file is no success, and is tried again', async () => {
  const server = createHttpServer((request: IncomingMessage, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"media-1"}');
    setTimeout(() => request.resume(), 100);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world = await World.start({}, { graph: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
  const media = world.file('a.pdf', Buffer.concat([file, Buffer.alloc(20_000_000)]));
  const failure = await world.failure('uploadWhatsAppMedia', { phoneNumberId, media }).finally(() => {
    server.closeAllConnections();
    server.close();
  });
  expect(failure).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
  expect(failure.message).toContain('the answer came before the whole body was sent');
});

test('a download that is tried again after a cut has the right file', async () => {
  let times = 0;
  world = await World.start(({ path, headers }, response) => {
    if (path !== '/file') {
      const url = `http://${headers.host}/file`;
      response.end(JSON.stringify({ id: '1', url, sha256, file_size: file.length, mime_type: 'application/pdf' }));
    } else if (++times === 1) cutAt(0.5)(response);
    else whole(response);
  });
  await world.failure('downloadWhatsAppMedia', { mediaId: '1' });
  const { media } = await world.run('downloadWhatsAppMedia', { mediaId: '1' }, { ...inWorkflow, attempt: 2 });
  expect(readFileSync(fileURLToPath(media)).equals(file)).toBe(true);
  expect(readdirSync(world.directory)).toHaveLength(1);
  for (const { headers } of world.requests) expect(headers.authorization).toBe(`Bearer ${token}`);
});
