/** Uploads to sessions against the emulator: they go on where they broke off, and never make a wrong file. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GraphEmulator } from '../../../src/emulator/index.js';
import { GraphClient } from '../../../src/graph/client.js';
import { createMediaStore } from '../../../src/media/scheme-store.js';
import type { MediaStore } from '../../../src/media/store.js';
import { eventually } from '../../helpers/eventually.js';
import { png } from '../../helpers/png.js';
import { Loopback } from '../graph/loopback.js';
import { inWorkflow, token, World } from './world.js';

const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2_000_000)]);

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const bound = (store: MediaStore): Pick<MediaStore, 'open' | 'create'> => ({
  open: store.open.bind(store),
  create: store.create.bind(store),
});

let now: number;
let emulator: GraphEmulator;
let client: GraphClient;
let world: World;
let media: string;
const start = async (store?: (directory: string) => MediaStore): Promise<void> => {
  client = new GraphClient({ baseUrl: emulator.info.graphUrl });
  const directory = mkdtempSync(join(tmpdir(), 'file-upload-'));
  world = await World.start({}, { graph: client, media: store?.(directory) ?? createMediaStore({ directory }) });
  rmSync(world.directory, { recursive: true });
  Object.assign(world, { directory });
  media = world.file('menu.pdf', file);
};
beforeEach(async () => {
  now = Date.now();
  emulator = await GraphEmulator.start({ accessToken: token, clock: () => now });
});
afterEach(async () => {
  await world.stop();
  client.close();
  await emulator.stop();
});

const attempt = (number: number) => ({
  ...inWorkflow,
  attempt: number,
  ...(number > 1 && { heartbeatDetails: world.heartbeats.at(-1) }),
});
const upload = (number = 1, more: object = {}) =>
  world.run('uploadWhatsAppFile', { appId: emulator.info.appId, media, ...more }, attempt(number));
const failed = (number = 1, more: object = {}) =>
  world.failure('uploadWhatsAppFile', { appId: emulator.info.appId, media, ...more }, attempt(number));
const asked = (): string[] => emulator.requests.map(({ method, path }) => `${method} ${path.replace(/:.*/, '')}`);
const uploaded = (handle: string) => emulator.uploadedFile(handle);
const rightFile = { filename: 'menu.pdf', mimeType: 'application/pdf', size: file.length, sha256: digest(file) };
const breakAt = (share: number) =>
  emulator.addFault({ match: { method: 'POST', path: /^\/upload:/ }, breakAt: Math.floor(file.length * share) });
/** How many bytes the session of the last heartbeat has, as the emulator says. */
const sessionOffset = async (): Promise<number> => {
  const { upload: begun } = (world.heartbeats.at(-1) ?? {}) as { upload?: { session: string } };
  if (begun === undefined) return 0;
  const headers = { authorization: `OAuth ${token}` };
  const answer = await fetch(`${emulator.info.graphUrl}/v25.0/${begun.session}`, { headers });
  return ((await answer.json()) as { file_offset: number }).file_offset;
};
const toSession = () =>
  emulator.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/upload:'));

describe('uploadWhatsAppFile', () => {
  test('streams a file to a session, and returns its handle', async () => {
    await start();
    const { handle, ...facts } = await upload();
    expect(facts).toEqual({ mimeType: 'application/pdf', filename: 'menu.pdf', size: file.length });
    expect(uploaded(handle)).toEqual(rightFile);
    expect(asked()).toEqual([`POST /${emulator.info.appId}/uploads`, 'POST /upload']);
    expect(toSession()).toMatchObject([
      { headers: { file_offset: '0', authorization: expect.stringMatching(/^OAuth /) } },
    ]);
  });

  test.each([0.1, 0.5, 0.99])('goes on where it broke off, at %d of the bytes', async (share) => {
    await start();
    breakAt(share);
    expect(await failed()).toMatchObject({ type: 'WhatsApp.Unavailable', nonRetryable: false });
    const { handle } = await upload(2);
    expect(uploaded(handle)).toEqual(rightFile);
    expect(asked()).toEqual([`POST /${emulator.info.appId}/uploads`, 'POST /upload', 'GET /upload', 'POST /upload']);
    expect(toSession()[1]?.headers).toMatchObject({
      file_offset: String(Math.floor(file.length * share)),
      'content-length': String(file.length - Math.floor(file.length * share)),
    });
  });

  test('waits for a slow Meta', async () => {
    await start();
    emulator.addFault({ match: { method: 'POST', path: /^\/upload:/ }, bytesPerSecond: file.length * 4 });
    expect(uploaded((await upload()).handle)).toEqual(rightFile);
  });

  test('goes on after several breaks', async () => {
    await start();
    for (const share of [0.1, 0.4, 0.2]) breakAt(share);
    for (const number of [1, 2, 3]) await failed(number);
    const { handle } = await upload(4);
    expect(uploaded(handle)).toEqual(rightFile);
    expect(toSession().map(({ headers }) => Number(headers['file_offset']) / file.length)).toEqual([
      0,
      expect.closeTo(0.1),
      expect.closeTo(0.5),
      expect.closeTo(0.7),
    ]);
  });

  test('goes on further on when bytes of the attempt before still came after Meta was asked', async () => {
    await start();
    breakAt(0.5);
    await failed();
    const body = { file_offset: 1_000 };
    emulator.addFault({ match: { method: 'GET', path: /^\/upload:/ }, status: 200, body });
    const { handle } = await upload(2);
    expect(uploaded(handle)).toEqual(rightFile);
    const toSame = ['GET /upload', 'POST /upload'];
    expect(asked().slice(1)).toEqual(['POST /upload', ...toSame, ...toSame]);
  });

  test('takes over from an attempt that Meta still reads', async () => {
    await start();
    emulator.addFault({ match: { method: 'POST', path: /^\/upload:/ }, bytesPerSecond: 200_000 });
    const first = world
      .run('uploadWhatsAppFile', { appId: emulator.info.appId, media }, attempt(1))
      .catch(() => undefined);
    await eventually(async () => (await sessionOffset()) > 0);
    const { handle } = await upload(2);
    expect(uploaded(handle)).toEqual(rightFile);
    await first;
  });

  test('skips the bytes of a store that reads from the first one only', async () => {
    await start((directory) => {
      const { open, create } = bound(createMediaStore({ directory }));
      return { create, open: async (uri, signal) => open(uri, signal) };
    });
    breakAt(0.5);
    await failed();
    const { handle } = await upload(2);
    expect(uploaded(handle)).toEqual(rightFile);
    expect(toSession()[1]?.headers['file_offset']).toBe(String(Math.floor(file.length / 2)));
  });
});

describe('an upload to a session, of which the source', () => {
  const serve = (send: (response: ServerResponse) => void, headers: object = {}): Promise<Loopback> =>
    Loopback.start((_, response) => {
      send(response.writeHead(200, { 'content-length': file.length, ...headers }));
    });
  const fromPrivate = (): Promise<void> =>
    start((directory) => createMediaStore({ directory, allowPrivateNetworks: true }));

  test.each([
    ['an ETag goes on', { etag: '"v1"' }, 1],
    ['a weak ETag begins anew', { etag: 'W/"v1"' }, 2],
    ['no ETag begins anew', {}, 2],
  ])('has %s', async (_, headers, sessions) => {
    const source = await serve((response) => void response.end(file), headers);
    await fromPrivate();
    const more = { media: `${source.url}/menu.pdf` };
    breakAt(0.5);
    await failed(1, more);
    expect(uploaded((await upload(2, more)).handle)).toEqual(rightFile);
    expect(asked().filter((name) => name.endsWith('/uploads'))).toHaveLength(sessions);
    for (const { headers: sent } of source.received) expect(sent.authorization).toBeUndefined();
    await source.stop();
  });

  test.each([0.1, 0.5, 0.99])('is cut at %d of the bytes, is tried again', async (share) => {
    let requests = 0;
    const source = await serve((response) => {
      if (++requests > 1) response.end(file);
      else response.write(file.subarray(0, file.length * share), () => setTimeout(() => response.destroy(), 20));
    });
    await fromPrivate();
    const more = { media: `${source.url}/menu.pdf` };
    expect(await failed(1, more)).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(uploaded((await upload(2, more)).handle)).toEqual(rightFile);
    await source.stop();
  });

  test('does not say how long it is, is refused', async () => {
    const source = await Loopback.start((_, response) => void response.writeHead(200).end(file));
    await fromPrivate();
    const failure = await failed(1, { media: `${source.url}/menu.pdf` });
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', message: expect.stringMatching(/without its length/) });
    expect(emulator.requests).toEqual([]);
    await source.stop();
  });
});

describe('an upload to a session begins anew', () => {
  const begunAnew = async (number = 2): Promise<void> => {
    const { handle } = await upload(number);
    expect(uploaded(handle)).toMatchObject({ size: file.length, sha256: digest(readFileSync(fileURLToPath(media))) });
    expect(asked().filter((name) => name.endsWith('/uploads'))).toHaveLength(2);
  };

  test('when the file has changed', async () => {
    await start();
    breakAt(0.5);
    await failed();
    const other = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2_000_000)]);
    writeFileSync(fileURLToPath(media), other);
    await begunAnew();
  });

  test('when the file was overwritten while it was sent', async () => {
    let isFirst = true;
    await start((directory) => {
      const { open, create } = bound(createMediaStore({ directory }));
      return {
        create,
        open: async (...given) => {
          const source = await open(...given);
          await once(source.content, 'readable');
          if (isFirst) writeFileSync(fileURLToPath(media), Buffer.alloc(file.length, 'b'), { flag: 'r+' });
          isFirst = false;
          return source;
        },
      };
    });
    utimesSync(fileURLToPath(media), 1_700_000_000, 1_700_000_000);
    const failure = await failed();
    expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: false });
    expect(failure.message).toContain('was changed while it was read');
    writeFileSync(fileURLToPath(media), file);
    await begunAnew();
  });

  test('when the store cannot say whether the file has changed', async () => {
    await start((directory) => {
      const { open, create } = bound(createMediaStore({ directory }));
      return {
        create,
        open: async (...given) => {
          const { version: _unknown, ...source } = await open(...given);
          return source;
        },
      };
    });
    breakAt(0.5);
    await failed();
    await begunAnew();
  });

  test('when the session has expired', async () => {
    await start();
    breakAt(0.5);
    await failed();
    now += 2 * 86_400_000;
    await begunAnew();
  });

  test('when Meta goes on at another byte than it says', async () => {
    await start();
    breakAt(0.5);
    await failed();
    emulator.addFault({
      match: { method: 'GET', path: /^\/upload:/ },
      status: 200,
      body: { file_offset: 17 },
      times: 2,
    });
    await begunAnew();
  });

  test('when the answer with the handle was lost', async () => {
    await start();
    emulator.addFault({ match: { method: 'POST', path: /^\/upload:/ }, drop: 'after' });
    await failed();
    await begunAnew();
  });
});

describe('an upload to a session of which Meta', () => {
  const retried = { type: 'WhatsApp.Unavailable', nonRetryable: false };
  test.each([
    ['answers 401', { status: 401, body: 'no' }, { type: 'WhatsApp.Authentication', nonRetryable: true }],
    ['says that the token is no good', { code: 190 }, { type: 'WhatsApp.Authentication', nonRetryable: true }],
    ['answers 404', { status: 404, body: '' }, { type: 'WhatsApp.NotFound', nonRetryable: true }],
    ['answers with a page', { garbage: true }, retried],
    ['answers 503 with a page', { garbage: true, status: 503 }, retried],
    ['answers without a handle', { status: 200, body: { success: true } }, retried],
    ['resets the connection', { reset: 'before' }, retried],
  ] as const)('%s fails', async (_, fault, failure) => {
    await start();
    emulator.addFault({ match: { method: 'POST', path: /^\/upload:/ }, ...fault });
    expect(await failed()).toMatchObject(failure);
  });

  test('redirects to another host: the token does not go there', async () => {
    const other = await Loopback.start((_, response) => response.end('{"h":"4:stolen"}'));
    await start();
    const headers = { location: `${other.url}/upload` };
    emulator.addFault({ match: { method: 'POST', path: /^\/upload:/ }, status: 302, body: '', headers });
    expect(await failed()).toMatchObject({ type: 'WhatsApp.Unclassified', nonRetryable: true });
    expect(other.received).toEqual([]);
    await other.stop();
  });

  test('names a session somewhere else is not followed', async () => {
    await start();
    const body = { id: 'upload:1/../../evil' };
    emulator.addFault({ match: { method: 'POST', path: '/uploads' }, status: 200, body });
    expect(await failed()).toMatchObject({ type: 'WhatsApp.Unavailable' });
    expect(emulator.requests).toHaveLength(1);
  });
});

test.each([
  [
    'a type that has no handle',
    'a.txt',
    Buffer.from('text'),
    /a\.txt is text\/plain; it has to be application\/pdf or image/,
  ],
  ['bytes of another type', 'a.jpg', Buffer.from('<html>'), /bytes are text\/html/],
  ['a picture that is too large', 'a.png', Buffer.concat([png(), Buffer.alloc(6_000_000)]), /at most 5242880 bytes/],
])('%s is refused before any request', async (_, name, bytes, message) => {
  await start();
  const failure = await failed(1, { media: world.file(name, bytes) });
  expect(failure).toMatchObject({
    type: 'WhatsApp.Media',
    nonRetryable: true,
    message: expect.stringMatching(message),
  });
  expect(failure.message).toMatch(/^uploadWhatsAppFile: /);
  expect(emulator.requests).toEqual([]);
});

test('a wrong app id is refused before any request', async () => {
  await start();
  expect(await failed(1, { appId: '12x' })).toMatchObject({ type: 'WhatsApp.InvalidInput' });
  expect(emulator.requests).toEqual([]);
});
