/** What every media store does, as tests that run in any framework. */
import { deepStrictEqual, fail, ok, rejects, strictEqual } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { MediaError, type MediaProblem, type MediaStore } from '../media/store.js';

/** The store to test, and names in it. */
export interface MediaStoreConformanceOptions {
  /** The store. Several cases write to it, and leave their files there. */
  store: MediaStore;
  /**
   * Makes a URI below a place of the store's that the test may use: `(name) => 's3://my-bucket/test/' + name`. A name
   * is letters, digits, "-", "." and "/".
   */
  uri(name: string): string;
  /** The size of the large file, in bytes: above one part of a store that writes in parts. @default 12582912 */
  largeBytes?: number;
}

/** One test: its name, and what throws when the store is not as it has to be. */
export interface MediaStoreCase {
  /** What the store has to do, for the title of the test. */
  name: string;
  /** Runs the test. @throws AssertionError */
  run(): Promise<void>;
}

/**
 * The tests that every {@link MediaStore} has to pass: `for (const { name, run } of mediaStoreConformance({ … }))
 * test(name, run)`. They can run in any order.
 */
export function mediaStoreConformance(options: MediaStoreConformanceOptions): MediaStoreCase[] {
  const cases = { ...readingCases(options), ...writingCases(options), ...refusals(options) };
  return Object.entries(cases).map(([name, run]) => ({ name, run }));
}

type Cases = Record<string, () => Promise<void>>;

const media = { filename: 'conformance-new.txt', mimeType: 'text/plain' };

function readingCases({ store, uri, largeBytes = 12 * 1024 * 1024 }: MediaStoreConformanceOptions): Cases {
  return {
    'gives back a file byte for byte, with its exact size and its name': async () => {
      const bytes = randomBytes(10_000);
      await write(store, uri('read/exact.txt'), bytes);
      const source = await store.open(uri('read/exact.txt'));
      ok(source.size === undefined || source.size === bytes.length, `size is ${source.size}`);
      strictEqual(source.filename, 'exact.txt');
      deepStrictEqual(await buffer(source.content), bytes);
    },
    'reads from an offset on where it says so, with the size of the whole file': async () => {
      const bytes = randomBytes(10_000);
      await write(store, uri('read/offset.bin'), bytes);
      const { content, size, start = 0 } = await store.open(uri('read/offset.bin'), undefined, 4_000);
      ok(start === 0 || start === 4_000, `start is ${start}`);
      ok(size === undefined || size === bytes.length, `size is ${size}`);
      deepStrictEqual(await buffer(content), bytes.subarray(start));
    },
    'has another version after the bytes have changed, if it has any': async () => {
      const versions: (string | undefined)[] = [];
      for (const bytes of [randomBytes(1_000), randomBytes(1_000)]) {
        await write(store, uri('read/version.bin'), bytes);
        const { content, version } = await store.open(uri('read/version.bin'));
        content.destroy();
        versions.push(version);
      }
      ok(versions[0] === undefined || versions[0] !== versions[1], `both versions are ${versions[0]}`);
    },
    'gives back a large file byte for byte': async () => {
      const bytes = randomBytes(largeBytes);
      await write(store, uri('read/large.bin'), bytes);
      ok((await read(store, uri('read/large.bin'))).equals(bytes), 'the bytes differ');
    },
    'reads one file several times at once': async () => {
      const bytes = randomBytes(100_000);
      await write(store, uri('read/shared.bin'), bytes);
      const all = await Promise.all(Array.from({ length: 5 }, () => read(store, uri('read/shared.bin'))));
      ok(
        all.every((found) => found.equals(bytes)),
        'the bytes differ',
      );
    },
    'lets go of a file that is not read to its end': async () => {
      await write(store, uri('read/left.bin'), randomBytes(largeBytes));
      for (let turn = 0; turn < 20; turn++) await untilClosed((await store.open(uri('read/left.bin'))).content);
    },
  };
}

function writingCases({ store, uri }: MediaStoreConformanceOptions): Cases {
  return {
    'names a new file itself, and reads it under the URI that it returns': async () => {
      const sink = await store.create(undefined, media);
      await pipeline(Readable.from([Buffer.from('new')]), sink.content);
      strictEqual((await read(store, await sink.commit())).toString(), 'new');
    },
    'writes the target that is named, and returns its URI': async () => {
      strictEqual(await write(store, uri('write/a/b/target.txt'), Buffer.from('x')), uri('write/a/b/target.txt'));
    },
    'shows nothing before the commit': async () => {
      const sink = await store.create(uri('write/hidden.txt'), media);
      await pipeline(Readable.from([Buffer.from('hidden')]), sink.content);
      await failsWith(store.open(uri('write/hidden.txt')), ['missing']);
      await sink.commit();
      strictEqual((await read(store, uri('write/hidden.txt'))).toString(), 'hidden');
    },
    'replaces a file as a whole': async () => {
      await write(store, uri('write/replaced.txt'), Buffer.from('first, and longer'));
      await write(store, uri('write/replaced.txt'), Buffer.from('second'));
      strictEqual((await read(store, uri('write/replaced.txt'))).toString(), 'second');
    },
    'leaves nothing of a file that is discarded': async () => {
      const sink = await store.create(uri('write/discarded.txt'), media);
      await pipeline(Readable.from([Buffer.from('x')]), sink.content);
      await sink.discard();
      await failsWith(store.open(uri('write/discarded.txt')), ['missing']);
    },
    'keeps the file that was there when its successor is discarded half-way': async () => {
      await write(store, uri('write/kept.txt'), Buffer.from('kept'));
      const sink = await store.create(uri('write/kept.txt'), media);
      const broken = Readable.from(brokenBytes());
      await rejects(pipeline(broken, sink.content), /broken/);
      await sink.discard();
      strictEqual((await read(store, uri('write/kept.txt'))).toString(), 'kept');
    },
    'writes several files at once': async () => {
      const names = Array.from({ length: 5 }, (_, index) => uri(`write/many-${index}.txt`));
      await Promise.all(names.map((name) => write(store, name, Buffer.from(name))));
      const found = await Promise.all(names.map((name) => read(store, name)));
      deepStrictEqual(found.map(String), names);
    },
  };
}

function refusals({ store, uri }: MediaStoreConformanceOptions): Cases {
  return {
    'refuses a file that is not there as missing': () => failsWith(store.open(uri('refused/none.txt')), ['missing']),
    'refuses a file without bytes as unreadable': async () => {
      await write(store, uri('refused/empty.txt'), Buffer.alloc(0));
      await failsWith(store.open(uri('refused/empty.txt')), ['unreadable']);
    },
    'reads and writes nothing behind dots': async () => {
      const climbing = uri('refused/').replace(/refused\/$/, `${'../'.repeat(20)}etc/passwd`);
      const refused: MediaProblem[] = ['configuration', 'missing', 'unreadable', 'unusable'];
      await failsWith(store.open(climbing), refused);
      await failsWith(
        store.create(climbing, media).then((sink) => sink.discard()),
        refused,
      );
    },
    'does not read for somebody who has gone': async () => {
      await write(store, uri('refused/gone.txt'), Buffer.from('x'));
      const opened = store.open(uri('refused/gone.txt'), AbortSignal.abort());
      // A store may be done before it looks at the signal.
      await opened.then(({ content }) => untilClosed(content)).catch(() => undefined);
    },
  };
}

async function* brokenBytes(): AsyncGenerator<Buffer> {
  yield Buffer.from('half');
  await new Promise((resolve) => setImmediate(resolve));
  throw new Error('broken');
}

async function write(store: MediaStore, uri: string, bytes: Buffer): Promise<string> {
  const sink = await store.create(uri, media);
  try {
    await pipeline(Readable.from(pieces(bytes)), sink.content);
    return await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** The bytes in pieces, as they come from a network. */
function* pieces(bytes: Buffer): Generator<Buffer> {
  const size = 65_536;
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(store: MediaStore, uri: string): Promise<Buffer> {
  const { content } = await store.open(uri);
  return buffer(content);
}

function untilClosed(content: Readable): Promise<void> {
  return new Promise((resolve) => {
    content.once('error', () => undefined);
    content.once('close', () => resolve()).destroy();
  });
}

async function failsWith(promise: Promise<unknown>, problems: MediaProblem[]): Promise<void> {
  const error = await promise.then(
    () => fail(`nothing was refused; expected a MediaError: ${problems.join(' or ')}`),
    (found: unknown) => found,
  );
  ok(error instanceof MediaError, `expected a MediaError, but it was ${String(error)}`);
  ok(problems.includes(error.problem), `the problem is "${error.problem}", not ${problems.join(' or ')}`);
}
