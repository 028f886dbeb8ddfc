import { afterEach, describe, expect, test } from '@jest/globals';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { classify } from '../../../src/graph/classify.js';
import { GraphClient } from '../../../src/graph/client.js';
import { GraphApiError, GraphTransportError } from '../../../src/graph/errors.js';
import type { GraphFormFile, GraphRequest } from '../../../src/graph/request.js';
import { json, Loopback, type Answer } from './loopback.js';

const credential = { accessToken: 'test-token-1234567890' };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function setUp(answer: Answer = (_, response) => json(response, 200, { id: '1' })) {
  const server = await Loopback.start(answer);
  const client = new GraphClient({ baseUrl: server.url });
  cleanups.push(
    () => client.close(),
    () => server.stop(),
  );
  const upload = (files: GraphFormFile[], fields = {}) =>
    client.request({ method: 'POST', path: '/1/media', credential, form: { fields, files } });
  return { server, client, upload };
}

/** A client of a server that may answer before it has read what it is sent. */
async function startClient(answer: RequestListener): Promise<GraphClient> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new GraphClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  cleanups.push(
    () => client.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return client;
}

const file = (content: Readable, more: Partial<GraphFormFile> = {}): GraphFormFile => ({
  name: 'file',
  filename: 'a.txt',
  contentType: 'text/plain',
  content,
  ...more,
});

describe('a multipart body', () => {
  test('is exact to the byte, with a length when the size is known', async () => {
    const { server, upload } = await setUp();
    const content = Readable.from([Buffer.from('hel'), Buffer.from('lo')]);
    const named = { filename: 'Grüße "1"\r\nX: y.txt', size: 5 };
    await upload([file(content, named)], { messaging_product: 'whatsapp', type: 'text/plain', n: 5 });
    const [request] = server.received;
    const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(request?.headers['content-type'] ?? '')?.[1];
    const field = (name: string, value: string): string =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    expect(request?.body).toBe(
      field('messaging_product', 'whatsapp') +
        field('type', 'text/plain') +
        field('n', '5') +
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="Grüße %221%22%0D%0AX: y.txt"\r\n` +
        `Content-Type: text/plain\r\n\r\nhello\r\n--${boundary}--\r\n`,
    );
    expect(request?.headers['content-length']).toBe(String(Buffer.byteLength(request?.body ?? '')));
    expect(request?.headers['transfer-encoding']).toBeUndefined();
  });

  test('is sent in chunks when a size is not known', async () => {
    const { server, upload } = await setUp();
    await upload([file(Readable.from(['hel', 'lo']))]);
    expect(server.received[0]?.headers['transfer-encoding']).toBe('chunked');
    expect(server.received[0]?.body).toContain('\r\n\r\nhello\r\n--');
  });

  test('can have no files', async () => {
    const { server, upload } = await setUp();
    await upload([], { name: 'x', flag: true });
    expect(server.received[0]?.body).toMatch(/name="flag"\r\n\r\ntrue\r\n--/);
  });

  test('that breaks off fails the request, and stops reading every file', async () => {
    const { upload } = await setUp();
    const broken = new Readable({
      read() {
        this.push('x');
        setTimeout(() => this.destroy(new Error(`disk on fire, ${credential.accessToken}`)), 20);
      },
    });
    const second = Readable.from(['never read']);
    const error = await upload([file(broken, { size: 100 }), file(second)]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphTransportError);
    expect(String(error)).toMatch(/disk on fire, \[redacted\]/);
    expect(second.destroyed).toBe(true);
  });

  test('is given up when the answer comes early', async () => {
    let close = (): void => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const client = await startClient((request, response) => {
      request.socket.once('close', close);
      response.writeHead(413, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"too large","code":131053}}');
    });
    const endless = new Readable({ read: () => undefined });
    endless.push(Buffer.alloc(100_000));
    const form = { fields: {}, files: [file(endless)] };
    const failed = client.request({
      method: 'POST',
      path: '/1/media',
      credential,
      form,
      timeouts: { request: 30_000 },
    });
    await expect(failed).rejects.toThrow(GraphApiError);
    expect(endless.destroyed).toBe(true);
    // The connection cannot be used again: it must not stay open with half a request in it.
    await closed;
  });
});

describe('a success that comes before the body was read', () => {
  const bytes = Buffer.alloc(20_000_000, 'x');

  /** Answers at once, and reads what it is sent in the end, so that nothing breaks off. */
  async function early(body: (content: Readable) => Pick<GraphRequest, 'form' | 'body'>) {
    const client = await startClient((request, response) => {
      json(response, 200, { id: '1' });
      setTimeout(() => request.resume(), 100);
    });
    const pieces = Array.from({ length: 200 }, (_, index) => bytes.subarray(index * 100_000, (index + 1) * 100_000));
    const request = { method: 'POST', path: '/1/media', credential, ...body(Readable.from(pieces)) } as const;
    return client.request(request).catch((reason: unknown) => reason);
  }

  test.each<[string, (content: Readable) => Pick<GraphRequest, 'form' | 'body'>]>([
    ['a form', (content) => ({ form: { fields: {}, files: [file(content, { size: bytes.length })] } })],
    ['a form without a length', (content) => ({ form: { fields: {}, files: [file(content)] } })],
    ['bytes as they are', (content) => ({ body: { content, contentType: 'text/plain', size: bytes.length } })],
    ['bytes without a length', (content) => ({ body: { content, contentType: 'text/plain' } })],
  ])('is none for %s: it may be repeated where that is harmless', async (_, body) => {
    const error = await early(body);
    expect(error).toBeInstanceOf(GraphApiError);
    expect(String(error)).toContain('the answer came before the whole body was sent');
    const judge = (idempotent: boolean) => classify(error as GraphApiError, { idempotent });
    expect(judge(true)).toMatchObject({ type: 'WhatsApp.Unavailable', retryable: true, outcome: 'unknown' });
    expect(judge(false)).toMatchObject({ retryable: false, outcome: 'unknown' });
  });
});

test('an answer to all bytes that were announced is taken, though their stream has not ended yet', async () => {
  const client = await startClient((request, response) => {
    request.resume().on('end', () => json(response, 200, { id: '1' }));
  });
  const content = new Readable({ read: () => undefined });
  content.push('hello');
  const body = { content, contentType: 'text/plain', size: 5 };
  const answer = await client.request({ method: 'POST', path: '/upload:1', credential, body });
  expect(answer.body).toEqual({ id: '1' });
});

test('100 MB are streamed without holding them', async () => {
  const size = 100 * 1024 * 1024;
  let received = 0;
  const client = await startClient((request, response) => {
    request.on('data', (chunk: Buffer) => (received += chunk.length));
    request.on('end', () => json(response, 200, { id: '1' }));
  });
  const chunk = Buffer.alloc(64 * 1024, 1);
  let left = size / chunk.length;
  let produced = 0;
  let mostHeld = 0;
  const content = new Readable({
    read() {
      // Memory itself says little before the garbage is collected; what was read and has not arrived is what is held.
      mostHeld = Math.max(mostHeld, produced - received);
      produced += chunk.length;
      this.push(left-- > 0 ? chunk : null);
    },
  });
  const form = { fields: { messaging_product: 'whatsapp' }, files: [file(content, { size })] };
  const { body } = await client.request({ method: 'POST', path: '/1/media', credential, form });
  expect(body).toEqual({ id: '1' });
  expect(received).toBeGreaterThan(size);
  expect(received).toBeLessThan(size + 1_000);
  expect(mostHeld).toBeLessThan(size / 5);
});
