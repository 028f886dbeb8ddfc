import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BodyError, checkKeptBody, readFetchBody, readNodeBody } from '../../../../src/webhook/request/body.js';

const limits = { maxBytes: 1_000, timeoutMs: 20_000 };
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** What became of a body: its bytes, or status and reason of the refusal. */
type Outcome = string | [status: number, reason: string];

function readOutcome(reading: Promise<Uint8Array>): Promise<Outcome> {
  return reading.then(
    (bytes): Outcome => Buffer.from(bytes).toString(),
    (error: unknown): Outcome => {
      expect(error).toBeInstanceOf(BodyError);
      return [(error as BodyError).status, (error as BodyError).reason];
    },
  );
}

/** A server that reads each request's body; `outcome` is what became of the first one. */
async function start(given: Partial<typeof limits> = {}) {
  let settle: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => (settle = resolve));
  const server = createServer((request: IncomingMessage, response) => {
    void readOutcome(readNodeBody(request, { ...limits, ...given })).then((result) => {
      settle(result);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const send = (headers: Record<string, string | number> = {}) => {
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers });
    request.on('error', () => undefined);
    return request;
  };
  return { outcome, port, send };
}

describe('the body of a request of Node', () => {
  test('is read with a length, in pieces without one, and empty', async () => {
    const withLength = await start();
    withLength.send({ 'content-length': 7 }).end('Grüße');
    expect(await withLength.outcome).toBe('Grüße');
    const inPieces = await start();
    const request = inPieces.send();
    request.write('one ');
    setTimeout(() => request.end('two'), 20);
    expect(await inPieces.outcome).toBe('one two');
    const empty = await start();
    empty.send().end();
    expect(await empty.outcome).toBe('');
  });

  test('is taken at the limit and refused one byte above it', async () => {
    const at = await start();
    at.send().end('x'.repeat(1_000));
    expect(await at.outcome).toHaveLength(1_000);
    const above = await start();
    above.send().end('x'.repeat(1_001));
    expect(await above.outcome).toEqual([413, 'body-too-large']);
  });

  test('is refused as soon as it passes the limit, while its sender still has more', async () => {
    const { outcome, send } = await start();
    const request = send();
    request.write('x'.repeat(1_001));
    expect(await outcome).toEqual([413, 'body-too-large']);
    request.destroy();
  });

  test('is refused when it comes in so many pieces that they cost more than their bytes', async () => {
    const { outcome, send } = await start({ maxBytes: 100_000 });
    const request = send();
    for (let piece = 0; piece < 2_000; piece += 1) request.write('x');
    expect(await outcome).toEqual([413, 'body-too-large']);
    request.destroy();
  });

  test.each(['gzip', 'br', 'identity, gzip'])('is refused when it is compressed: %s', async (encoding) => {
    const { outcome, send } = await start();
    send({ 'content-encoding': encoding }).end(gzipSync('hello'));
    expect(await outcome).toEqual([415, 'body-compressed']);
  });

  test('is taken when its encoding is identity', async () => {
    const { outcome, send } = await start();
    send({ 'content-encoding': 'Identity' }).end('hello');
    expect(await outcome).toBe('hello');
  });

  test('is refused when its sender goes away', async () => {
    const { outcome, send } = await start();
    const request = send({ 'content-length': 100 });
    request.write('only this');
    setTimeout(() => request.destroy(), 20);
    expect(await outcome).toEqual([400, 'body-cut-off']);
  });

  test('is refused when its sender ends it before its length', async () => {
    const { outcome, port } = await start();
    connect(port, '127.0.0.1').end('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nonly this');
    expect(await outcome).toEqual([400, 'body-cut-off']);
  });

  test('is refused when it takes too long in all, also when something arrives all the time', async () => {
    const { outcome, send } = await start({ timeoutMs: 200 });
    const request = send({ 'content-length': 1_000 });
    const writing = setInterval(() => request.write('x'), 20);
    expect(await outcome).toEqual([408, 'body-too-slow']);
    clearInterval(writing);
    request.destroy();
  });
});

describe('the body of a request of fetch', () => {
  const requestWith = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Request =>
    new Request('http://host/', { method: 'POST', body, headers, duplex: 'half' });
  const read = (request: Request, given: Partial<typeof limits> = {}) =>
    readOutcome(readFetchBody(request, { ...limits, ...given }));

  test('is read, also when it is absent', async () => {
    expect(await read(requestWith('Grüße'))).toBe('Grüße');
    expect(await read(new Request('http://host/', { method: 'POST' }))).toBe('');
  });

  test('is refused above the limit, and its rest is canceled', async () => {
    let canceled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(400)),
      cancel: () => void (canceled = true),
    });
    expect(await read(requestWith(endless))).toEqual([413, 'body-too-large']);
    expect(canceled).toBe(true);
  });

  test('is refused when it is compressed, cut off or too slow', async () => {
    expect(await read(requestWith('x', { 'content-encoding': 'gzip' }))).toEqual([415, 'body-compressed']);
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
    expect(await read(requestWith(broken))).toEqual([400, 'body-cut-off']);
    const stalled = new ReadableStream({ pull: () => new Promise(() => undefined) });
    expect(await read(requestWith(stalled), { timeoutMs: 50 })).toEqual([408, 'body-too-slow']);
  });
});

test('a body that was kept is checked like one that is read', async () => {
  const bytes = Buffer.alloc(1_000);
  expect(await checkKeptBody(bytes, undefined, 1_000)).toBe(bytes);
  await expect(checkKeptBody(bytes, 'gzip', 1_000)).rejects.toThrow('body-compressed');
  await expect(checkKeptBody(bytes, undefined, 999)).rejects.toThrow('body-too-large');
});
