import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { createMediaStore } from '../../../src/media/scheme-store.js';
import { MediaError, type MediaStore } from '../../../src/media/store.js';
import { mediaStoreConformance } from '../../../src/testing/media-store-conformance.js';

const directory = mkdtempSync(join(tmpdir(), 'media-conformance-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('the store of files passes', () => {
  const store = createMediaStore({ directory });
  const uri = (name: string): string => pathToFileURL(join(directory, 'test')).href + `/${name}`;
  for (const { name, run } of mediaStoreConformance({ store, uri })) test(name, run);
});

/** A store in memory, which is right unless a test breaks it. */
function memoryStore(files = new Map<string, Buffer>()): MediaStore {
  return {
    async open(uri) {
      const bytes = files.get(uri);
      if (bytes === undefined) throw new MediaError('missing', `${uri} is not there`);
      if (bytes.length === 0) throw new MediaError('unreadable', `${uri} is empty`);
      return { content: Readable.from([bytes]), size: bytes.length, filename: uri.split('/').at(-1) ?? '' };
    },
    async create(target, { filename }) {
      const uri = target ?? `memory:/${filename}`;
      if (uri.includes('..')) throw new MediaError('unusable', `${uri} climbs`);
      const content = new PassThrough({ highWaterMark: 100_000_000 });
      const commit = async (): Promise<string> => {
        files.set(uri, await buffer(content));
        return uri;
      };
      return { content, commit, discard: async () => void content.destroy() };
    },
  };
}

const failures = async (store: MediaStore): Promise<string[]> => {
  const failed: string[] = [];
  for (const { name, run } of mediaStoreConformance({ store, uri: (name) => `memory:/${name}` })) {
    await run().catch(() => failed.push(name));
  }
  return failed;
};

describe('a store that is not as it has to be fails', () => {
  test('no test, when it is right', async () => expect(await failures(memoryStore())).toEqual([]));

  const files = new Map<string, Buffer>();
  const right = memoryStore(files);
  const broken: [string, Partial<MediaStore>, RegExp][] = [
    [
      'that shows a file before the commit',
      {
        create: async (target, media) => {
          files.set(String(target), Buffer.from('half'));
          return right.create(target, media);
        },
      },
      /shows nothing before/,
    ],
    [
      'that loses a byte',
      { open: async (uri) => ({ ...(await right.open(uri)), content: Readable.from([files.get(uri)?.subarray(1)]) }) },
      /byte for byte/,
    ],
    ['that says a wrong size', { open: async (uri) => ({ ...(await right.open(uri)), size: 1 }) }, /exact size/],
    [
      'that throws errors of its own',
      { open: (uri) => right.open(uri).catch(() => Promise.reject(new Error('ENOENT'))) },
      /as missing/,
    ],
    [
      'that commits what is discarded',
      {
        create: async (target, media) => {
          const sink = await right.create(target, media);
          return { ...sink, discard: async () => void (await sink.commit().catch(() => undefined)) };
        },
      },
      /leaves nothing/,
    ],
  ];
  test.each(broken)('%s', async (_, change, expected) => {
    files.clear();
    expect(await failures({ ...right, ...change })).toContainEqual(expect.stringMatching(expected));
  });
});
