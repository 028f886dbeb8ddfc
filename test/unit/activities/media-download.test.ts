import { afterEach, describe, expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { png } from '../../helpers/png.js';
import { json, type Answer } from '../graph/loopback.js';
import { inWorkflow, phoneNumberId, refusal, standalone, token, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const file = png();
const sha256 = createHash('sha256').update(file).digest('hex');
const base64 = createHash('sha256').update(file).digest('base64');

interface Served {
  metadata?: object;
  send?: (response: ServerResponse) => void;
}

/** Meta's two steps: metadata with a new URL each time, then the file behind it. */
function meta({ metadata = {}, send = (response) => response.end(file) }: Served = {}): Answer {
  let urls = 0;
  return ({ path, headers }, response) => {
    if (path.startsWith('/files/')) return send(response);
    const url = `http://${headers.host}/files/${++urls}?hash=secret`;
    const stated = { url, mime_type: 'image/png', sha256, file_size: String(file.length), id: 'media-1', ...metadata };
    json(response, 200, { messaging_product: 'whatsapp', ...stated });
  };
}

const input = { mediaId: 'media-1', phoneNumberId };
const download = (more: object = {}, info = inWorkflow) =>
  world.run('downloadWhatsAppMedia', { ...input, ...more }, info);
const failed = (more: object = {}, info = inWorkflow) =>
  world.failure('downloadWhatsAppMedia', { ...input, ...more }, info);
const files = (): string[] => readdirSync(world.directory);

describe('downloadWhatsAppMedia', () => {
  test.each([
    ['in a workflow', inWorkflow],
    ['standalone', standalone],
  ])('stores a file and says where it is, %s', async (_, info) => {
    world = await World.start(meta());
    const result = await download({}, info);
    expect(result).toEqual({
      media: expect.stringMatching(/^file:.*media-1-\w+\.png$/),
      mimeType: 'image/png',
      size: file.length,
      sha256,
    });
    expect(readFileSync(fileURLToPath(result.media))).toEqual(file);
    expect(world.requests.map(({ method, path }) => [method, path])).toEqual([
      ['GET', '/v25.0/media-1'],
      ['GET', '/files/1'],
    ]);
    expect(world.requests[0]?.query.get('phone_number_id')).toBe(phoneNumberId);
    expect(world.requests[1]?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'user-agent': 'temporal-whatsapp',
    });
    expect(world.heartbeats.at(-1)).toEqual({ bytes: file.length });
  });

  test('replaces its own file when it runs again, with a fresh URL', async () => {
    world = await World.start(meta());
    const first = await download();
    const second = await download({}, { ...inWorkflow, attempt: 2 });
    expect(second).toEqual(first);
    expect(files()).toHaveLength(1);
    expect(world.requests.map(({ path }) => path)).toContain('/files/2');
  });

  test('writes to the target that is named', async () => {
    world = await World.start(meta());
    const target = pathToFileURL(join(world.directory, 'inbox', 'picture.png')).href;
    expect((await download({ target })).media).toBe(target);
    expect(existsSync(fileURLToPath(target))).toBe(true);
  });

  test.each([
    ['a digest in base64', { sha256: base64 }],
    ['a digest in capitals', { sha256: sha256.toUpperCase() }],
    ['no digest', { sha256: undefined }],
    ['a size that is a number', { file_size: file.length }],
  ])('understands %s', async (_, metadata) => {
    world = await World.start(meta({ metadata }));
    expect(await download()).toMatchObject({ size: file.length, sha256 });
  });

  const forms: [string, string][] = [
    ['a prefix', `sha256:${sha256}`],
    ['a prefix and base64', `sha256-${base64}`],
    ['spaces around it', ` ${sha256} `],
    ['colons', (sha256.match(/../g) ?? []).join(':').toUpperCase()],
    ['base64 of URLs', Buffer.from(sha256, 'hex').toString('base64url')],
  ];
  test.each(forms)('compares a digest with %s', async (_, digest) => {
    world = await World.start(meta({ metadata: { sha256: digest } }));
    expect(await download()).not.toHaveProperty('unreadDigest');
    await world.stop();
    const send = (response: ServerResponse) => response.end(Buffer.alloc(file.length));
    world = await World.start(meta({ metadata: { sha256: digest }, send }));
    expect((await failed()).message).toMatch(/sha256 .* instead of/);
  });

  test('says which digest it could not read', async () => {
    world = await World.start(meta({ metadata: { sha256: 'v2:abc' } }));
    expect(await download()).toMatchObject({ sha256, unreadDigest: 'v2:abc' });
  });

  test('takes a page without a digest where a page was announced', async () => {
    const send = (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
    };
    world = await World.start(meta({ metadata: { sha256: undefined, file_size: 6, mime_type: 'text/html' }, send }));
    expect(await download()).toMatchObject({ size: 6, mimeType: 'text/html' });
  });

  test("takes a URL of the base URL's host, and refuses one elsewhere before any request", async () => {
    world = await World.start(
      meta({ send: (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(file) }),
    );
    const url = `${world.server.url}/files/9?hash=a`;
    const result = await download({ mediaId: undefined, url });
    expect(result).toMatchObject({
      media: expect.stringMatching(/media-\w+\.png$/),
      mimeType: 'image/png',
      size: file.length,
    });
    const failure = await failed({ mediaId: undefined, url: 'https://evil.example/files/9' });
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    expect(world.requests).toHaveLength(1);
  });

  test('can be canceled while it streams, and leaves nothing', async () => {
    world = await World.start(meta({ send: (response) => void response.write(file) }));
    const canceled = world.run('downloadWhatsAppMedia', input, inWorkflow, (environment) =>
      setTimeout(() => environment.cancel(), 200),
    );
    await expect(canceled).rejects.toThrow(CancelledFailure);
    expect(files()).toEqual([]);
  });
});

describe('a download that fails', () => {
  test.each([
    [
      'other bytes',
      { send: (response: ServerResponse) => response.end(Buffer.alloc(file.length)) },
      /sha256 .* instead of/,
    ],
    ['too few bytes', { send: (response: ServerResponse) => response.end(file.subarray(1)) }, /bytes instead of/],
    [
      'an error page with status 200',
      { send: (response: ServerResponse) => response.end('<html>Sorry</html>') },
      /differs from Meta's metadata/,
    ],
  ])('because of %s stores nothing, and is tried again a few times', async (_, served, message) => {
    world = await World.start(meta(served));
    const failure = await failed();
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(failure.message).toMatch(message);
    expect((await failed({}, { ...inWorkflow, attempt: 3 })).nonRetryable).toBe(true);
    expect(files()).toEqual([]);
  });

  test('because it breaks off is tried again', async () => {
    world = await World.start(
      meta({
        send: (response) => {
          response.writeHead(200, { 'content-length': file.length });
          response.write(file.subarray(0, 10), () => setTimeout(() => response.destroy(), 20));
        },
      }),
    );
    const failure = await failed();
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(failure.message).toContain('the download broke off');
    expect(files()).toEqual([]);
  });

  test('because its URL has expired is tried again with a media id, and not without', async () => {
    world = await World.start(meta({ send: (response) => response.writeHead(404).end('gone') }));
    expect(await failed()).toMatchObject({ type: 'WhatsApp.NotFound', nonRetryable: false });
    const failure = await failed({ mediaId: undefined, url: `${world.server.url}/files/1?hash=secret` });
    expect(failure).toMatchObject({ type: 'WhatsApp.NotFound', nonRetryable: true });
    expect(failure.message).toContain('Use the media id');
    expect(failure.message).not.toContain('secret');
  });

  test('because a URL alone answers with a page stores nothing', async () => {
    world = await World.start(
      meta({ send: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') }),
    );
    const failure = await failed({ mediaId: undefined, url: `${world.server.url}/files/1` });
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: true });
    expect(files()).toEqual([]);
  });

  test.each(['text/html; charset=utf-8', 'application/json', 'application/problem+json'])(
    'because %s of the announced size comes without a digest stores nothing, and is tried again a few times',
    async (type) => {
      const send = (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': type }).end('<html>');
      };
      world = await World.start(meta({ metadata: { sha256: undefined, file_size: 6 }, send }));
      const failure = await failed();
      expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
      expect(failure.message).toMatch(/instead of image\/png, probably an error page/);
      expect((await failed({}, { ...inWorkflow, attempt: 3 })).nonRetryable).toBe(true);
      expect(files()).toEqual([]);
    },
  );

  test('because Meta sends it to another host takes the token nowhere', async () => {
    world = await World.start(meta({ metadata: { url: 'https://evil.example/x' } }));
    expect(await failed()).toMatchObject({ type: 'WhatsApp.Configuration', nonRetryable: true });
  });

  test.each([
    ['the media is gone', refusal(400, 100, { error_subcode: 33 }), 'WhatsApp.NotFound', true],
    ['the metadata have no URL', { id: 'media-1' }, 'WhatsApp.Unavailable', false],
  ])('because %s', async (_, answer, type, nonRetryable) => {
    world = await World.start(answer);
    expect(await failed()).toMatchObject({ type, nonRetryable });
  });

  test.each([
    ['is a directory', () => pathToFileURL(world.directory + '/folder').href, 'WhatsApp.Media'],
    ['lies below a file', () => pathToFileURL(join(world.directory, 'file', 'a.png')).href, 'WhatsApp.Media'],
    ['is outside of the folder', () => 'file:///etc/a.png', 'WhatsApp.Configuration'],
    ['has a scheme that nobody knows', () => 'gs://bucket/a', 'WhatsApp.Configuration'],
    ['is on a web server', () => 'https://example.com/a', 'WhatsApp.Configuration'],
  ])('because the target %s fails for good', async (_, target, type) => {
    world = await World.start(meta());
    writeFileSync(join(world.directory, 'file'), '');
    mkdirSync(join(world.directory, 'folder'));
    expect(await failed({ target: target() })).toMatchObject({ type, nonRetryable: true });
  });

  test.each([
    ['neither id nor URL', { mediaId: undefined }, 'mediaId'],
    ['both', { url: 'https://lookaside.fbsbx.com/a' }, 'mediaId'],
    ['an id that is a path', { mediaId: '../x' }, 'mediaId'],
  ])('because the input has %s fails before any request', async (_, more, path) => {
    world = await World.start(meta());
    const failure = await failed(more);
    expect(failure).toMatchObject({ type: 'WhatsApp.InvalidInput', nonRetryable: true });
    expect(failure.message).toContain(path);
    expect(world.requests).toHaveLength(0);
  });
});

describe('getWhatsAppMedia', () => {
  test.each([
    ['without the URL, which would stay in history', {}, inWorkflow, false],
    ['with the URL when asked for', { includeUrl: true }, standalone, true],
  ])('reads metadata %s', async (_, more, info, hasUrl) => {
    world = await World.start(meta({ metadata: { sha256: base64 } }));
    const result = await world.run('getWhatsAppMedia', { mediaId: 'media-1', ...more }, info);
    const url = `${world.server.url}/files/1?hash=secret`;
    expect(result).toEqual({
      mediaId: 'media-1',
      mimeType: 'image/png',
      sha256,
      size: file.length,
      ...(hasUrl && { url }),
    });
    expect(world.requests[0]?.query.has('phone_number_id')).toBe(false);
  });

  test('of media that are gone is not found', async () => {
    world = await World.start(refusal(400, 100, { error_subcode: 33 }));
    expect(await world.failure('getWhatsAppMedia', input)).toMatchObject({
      type: 'WhatsApp.NotFound',
      nonRetryable: true,
    });
  });
});

describe('deleteWhatsAppMedia', () => {
  test.each([
    ['deletes', { success: true }, inWorkflow, true],
    ['takes media that are gone for success', refusal(400, 100, { error_subcode: 33 }), standalone, false],
    ['takes 404 for success', refusal(404, 803), inWorkflow, false],
  ])('%s', async (_, answer, info, deleted) => {
    world = await World.start(answer);
    expect(await world.run('deleteWhatsAppMedia', input, info)).toEqual({ deleted });
    expect(world.requests[0]).toMatchObject({ method: 'DELETE', path: '/v25.0/media-1' });
    expect(world.requests[0]?.query.get('phone_number_id')).toBe(phoneNumberId);
  });

  test.each([
    ['Meta refuses', refusal(403, 10), 'WhatsApp.Permission', true],
    ['the answer is lost', ((_, response) => response.destroy()) as Answer, 'WhatsApp.Unavailable', false],
    ['nothing was deleted', { success: false }, 'WhatsApp.Unavailable', false],
  ])('fails when %s', async (_, answer, type, nonRetryable) => {
    world = await World.start(answer);
    expect(await world.failure('deleteWhatsAppMedia', input)).toMatchObject({ type, nonRetryable });
  });
});
