import { afterEach, describe, expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import busboy from 'busboy';
import { createHash } from 'node:crypto';
import { mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { credentialsFrom } from '../../../src/graph/credential-functions.js';
import { MediaError } from '../../../src/media/store.js';
import { png } from '../../helpers/png.js';
import { json, Loopback, type Received } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, refusal, standalone, World } from './world.js';

let world: World;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  await world.stop();
});

const kilobyte = 1024;
const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** The parts of a multipart body, in order. */
async function formParts({ headers, body }: Pick<Received, 'headers' | 'body'>): Promise<unknown[]> {
  const parts: unknown[] = [];
  const parser = busboy({ headers, defParamCharset: 'utf8' });
  parser.on('field', (name, value) => parts.push([name, value]));
  parser.on('file', (name, stream, { filename, mimeType }) => {
    parts.push([name, filename, mimeType]);
    stream.resume();
  });
  const done = new Promise((resolve) => parser.on('close', resolve));
  Readable.from([Buffer.from(body)]).pipe(parser);
  await done;
  return parts;
}

describe('uploadWhatsAppMedia', () => {
  test.each([
    ['in a workflow', inWorkflow],
    ['standalone', standalone],
  ])('streams a file as multipart form data %s', async (_, info) => {
    world = await World.start({ id: 'media-1' });
    const text = 'hello wörld';
    const result = await world.run(
      'uploadWhatsAppMedia',
      { phoneNumberId, media: world.file('Grüße.txt', text) },
      info,
    );
    const size = Buffer.byteLength(text);
    expect(result).toEqual({
      mediaId: 'media-1',
      mimeType: 'text/plain',
      size,
      sha256: sha256(text),
      filename: 'Grüße.txt',
      kind: 'document',
    });
    const [request] = world.requests;
    expect(request).toMatchObject({ method: 'POST', path: `/v25.0/${phoneNumberId}/media` });
    expect(request?.headers['content-length']).toBe(String(Buffer.byteLength(request?.body ?? '')));
    expect(request?.body).toContain(`\r\n\r\n${text}\r\n--`);
    expect(await formParts(request as Received)).toEqual([
      ['messaging_product', 'whatsapp'],
      ['type', 'text/plain'],
      ['file', 'Grüße.txt', 'text/plain'],
    ]);
    expect(world.heartbeats[0]).toEqual({ bytes: 0, total: size });
    expect(world.heartbeats.at(-1)).toEqual({ bytes: size, total: size });
  });

  test('finds the type from the bytes, and takes a name and a type that are given', async () => {
    world = await World.start({ id: 'media-1' });
    const media = world.file('picture.jpg', png());
    expect(await world.run('uploadWhatsAppMedia', { phoneNumberId, media })).toMatchObject({ mimeType: 'image/png' });
    const given = { filename: 'Bericht.txt', mimeType: 'text/plain' };
    expect(await world.run('uploadWhatsAppMedia', { phoneNumberId, media, ...given })).toMatchObject(given);
    expect(await formParts(world.requests[1] as Received)).toContainEqual(['file', 'Bericht.txt', 'text/plain']);
  });

  test.each([
    [
      'voice.mp4',
      Buffer.from('OggS\0\x02' + '\0'.repeat(21) + '\x1eOpusHead' + '\0'.repeat(40), 'latin1'),
      'voice.ogg',
      'audio/ogg',
    ],
    ['photo.jpg', png(), 'photo.png', 'image/png'],
    ['report', Buffer.from('%PDF-1.7\n'), 'report.pdf', 'application/pdf'],
  ])('tells Meta a name that agrees with the bytes of %s', async (name, bytes, filename, mimeType) => {
    world = await World.start({ id: 'media-1' });
    const result = await world.run('uploadWhatsAppMedia', { phoneNumberId, media: world.file(name, bytes) });
    expect(result).toMatchObject({ filename, mimeType });
    expect(await formParts(world.requests[0] as Received)).toContainEqual(['file', filename, mimeType]);
  });

  test('streams a file from a web server, with and without a size', async () => {
    const source = await Loopback.start(({ path }, response) => {
      if (path.startsWith('/sized')) response.writeHead(200, { 'content-length': png().length });
      response.write(png().subarray(0, 30));
      response.end(png().subarray(30));
    });
    cleanups.push(() => source.stop());
    world = await World.start({ id: 'media-1' });
    for (const path of ['sized', 'chunked']) {
      const media = `${source.url}/${path}/a.png?signature=x`;
      const result = await world.run('uploadWhatsAppMedia', { phoneNumberId, media });
      expect(result).toMatchObject({
        filename: 'a.png',
        mimeType: 'image/png',
        size: png().length,
        sha256: sha256(png()),
      });
    }
    expect(world.requests.map(({ headers }) => headers['transfer-encoding'])).toEqual([undefined, 'chunked']);
  });

  test('heartbeats while Meta takes its time, and can be canceled', async () => {
    world = await World.start(() => undefined);
    const info = { ...inWorkflow, heartbeatTimeoutMs: 150 };
    const media = world.file('a.txt', 'hello');
    const upload = world.run('uploadWhatsAppMedia', { phoneNumberId, media }, info, (environment) =>
      setTimeout(() => environment.cancel(), 400),
    );
    await expect(upload).rejects.toThrow(CancelledFailure);
    expect(world.heartbeats.length).toBeGreaterThanOrEqual(5);
  });
});

describe('a file that cannot be uploaded', () => {
  const upload = (media: string, more = {}) => world.failure('uploadWhatsAppMedia', { phoneNumberId, media, ...more });

  test.each([
    [
      'is missing',
      () => pathToFileURL(join(world.directory, 'none.png')).href,
      'WhatsApp.Media',
      /none\.png does not exist/,
    ],
    ['is empty', () => world.file('empty.png', ''), 'WhatsApp.Media', /is empty/],
    [
      'has a type that WhatsApp does not take',
      () => world.file('a.gif', 'GIF89a' + 'x'.repeat(50)),
      'WhatsApp.Media',
      /is image\/gif, which WhatsApp does not take; it takes .*image\/jpeg/,
    ],
    ['has no type', () => world.file('a', 'x'), 'WhatsApp.Media', /application\/octet-stream/],
    [
      'is elsewhere',
      () => 'file:///etc/hostname',
      'WhatsApp.Configuration',
      /outside of the worker's media directories/,
    ],
    ['has an unknown scheme', () => 'gs://bucket/a', 'WhatsApp.Configuration', /scheme "gs"/],
    ['has no URI', () => '/etc/hostname', 'WhatsApp.InvalidInput', /media must be a media URI/],
  ])('because it %s fails for good, before any request', async (_, media, type, message) => {
    world = await World.start({ id: 'media-1' });
    const failure = await upload(media());
    expect(failure).toMatchObject({ type, nonRetryable: true });
    expect(failure.message).toMatch(message);
    expect(world.requests).toHaveLength(0);
  });

  test('because it is too large fails before any request, naming limit and size', async () => {
    world = await World.start({ id: 'media-1' });
    const media = world.file('large.png', png());
    truncateSync(new URL(media), 5 * kilobyte * kilobyte + 1);
    const failure = await upload(media);
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: true });
    expect(failure.message).toMatch(
      /large\.png has at least 5242881 bytes; WhatsApp takes at most 5242880 bytes of image\/png/,
    );
    expect(world.requests).toHaveLength(0);
  });

  test('because it turns out too large while it is streamed is given up', async () => {
    const source = await Loopback.start((_, response) => {
      response.write(png());
      response.end(Buffer.alloc(6 * kilobyte * kilobyte));
    });
    cleanups.push(() => source.stop());
    world = await World.start({ id: 'media-1' });
    const failure = await upload(`${source.url}/a.png`);
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: true });
    expect(failure.message).toContain('WhatsApp takes at most 5242880 bytes');
    expect(world.requests).toHaveLength(0);
  });

  test('because its server is down for a moment is tried again', async () => {
    const source = await Loopback.start((_, response) => response.writeHead(503).end());
    cleanups.push(() => source.stop());
    world = await World.start({ id: 'media-1' });
    expect(await upload(`${source.url}/a.png`)).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
  });

  test('because its server breaks off is tried again, and says why', async () => {
    const source = await Loopback.start((_, response) => {
      response.writeHead(200, { 'content-length': '100000' });
      response.write(png(), () => setTimeout(() => response.destroy(), 50));
    });
    cleanups.push(() => source.stop());
    world = await World.start({ id: 'media-1' });
    const failure = await upload(`${source.url}/a.png?signature=secret`);
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(failure.message).toContain('cannot be reached');
    expect(failure.message).not.toContain('secret');
  });

  test('because it shrinks while it is read is tried again, instead of waiting forever', async () => {
    const content = Readable.from([png()]);
    const stores = {
      open: async () => ({ content, size: 5_000, filename: 'a.png' }),
      create: () => Promise.reject(new MediaError('unwritable', '')),
    };
    world = await World.start({ id: 'media-1' }, { media: stores });
    const failure = await upload('file:///a.png');
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(failure.message).toContain('the file changed while it was read');
  });

  test('because it is overwritten while it is sent is tried again', async () => {
    const [before, after] = ['a', 'b'].map((letter) =>
      Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(2_000_000, letter)]),
    );
    let path: URL | undefined;
    const credentials = credentialsFrom(async () => {
      if (path) writeFileSync(path, after as Buffer, { flag: 'r+' });
      path = undefined;
      return { accessToken: 'x' };
    });
    world = await World.start({ id: 'media-1' }, { credentials });
    const media = world.file('a.pdf', before as Buffer);
    path = new URL(media);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    const failure = await upload(media);
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(failure.message).toContain('a.pdf was changed while it was read');
    expect(await world.run('uploadWhatsAppMedia', { phoneNumberId, media })).toMatchObject({
      sha256: sha256(after as Buffer),
    });
  });

  test('because it broke off before the request began fails at once, too', async () => {
    const source = { content: Readable.from([png()]), size: 5_000, filename: 'a.png' };
    const stores = { open: async () => source, create: () => Promise.reject(new MediaError('unwritable', '')) };
    const slow = credentialsFrom(async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { accessToken: 'x' };
    });
    world = await World.start({ id: 'media-1' }, { media: stores, credentials: slow });
    const startedMs = performance.now();
    expect((await upload('file:///a.png')).message).toContain('the file changed while it was read');
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  test('because Meta refuses it says what Meta said', async () => {
    world = await World.start(refusal(400, 131053, { error_data: { details: 'unsupported codec' } }));
    const failure = await upload(world.file('a.txt', 'x'));
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: true });
    expect(failure.message).toContain('unsupported codec');
  });

  test('because the answer is lost or odd is tried again', async () => {
    world = await World.start((_, response) => json(response, 200, {}));
    expect(await upload(world.file('a.txt', 'x'))).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
  });
});

test('100 MB from a file are uploaded without holding them', async () => {
  const size = 100 * kilobyte * kilobyte;
  const hash = createHash('sha256');
  let received = 0;
  let peak = 0;
  // Without the garbage that only waits to be collected.
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const held = (): number => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
  };
  const idle = held();
  let measuredAt = 0;
  const server: Server = createServer((request: IncomingMessage, response) => {
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received - measuredAt < size / 10) return;
      measuredAt = received;
      peak = Math.max(peak, held() - idle);
    });
    request.on('end', () => json(response, 200, { id: 'media-1' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  world = await World.start({}, { graph: { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } });
  mkdirSync(join(world.directory, 'large'));
  const path = join(world.directory, 'large', 'a.pdf');
  writeFileSync(path, '%PDF-1.7\n');
  truncateSync(path, size);
  hash.update('%PDF-1.7\n').update(Buffer.alloc(size - 9));
  const result = await world.run('uploadWhatsAppMedia', { phoneNumberId, media: pathToFileURL(path).href });
  expect(result).toMatchObject({ mediaId: 'media-1', mimeType: 'application/pdf', size, sha256: hash.digest('hex') });
  expect(received).toBeGreaterThan(size);
  expect(received).toBeLessThan(size + kilobyte);
  expect(measuredAt).toBeGreaterThan(0);
  expect(peak).toBeLessThan(30 * kilobyte * kilobyte);
});
