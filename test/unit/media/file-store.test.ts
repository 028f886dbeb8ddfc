import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fs, {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { FileMediaStore } from '../../../src/media/file-store.js';
import { createMediaStore } from '../../../src/media/scheme-store.js';
import { MediaError, type MediaSource } from '../../../src/media/store.js';

const base = mkdtempSync(join(tmpdir(), 'media-'));
const inside = join(base, 'media');
const outside = join(base, 'outside');
const store = new FileMediaStore([inside]);
const uri = (...parts: string[]): string => pathToFileURL(join(...parts)).href;
const media = { filename: 'new.jpg', mimeType: 'image/jpeg' };

beforeEach(() => {
  for (const folder of [inside, outside]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
  }
  writeFileSync(join(inside, 'Grüße 1.txt'), 'hello');
  writeFileSync(join(outside, 'secret.txt'), 'secret');
});
afterAll(() => rmSync(base, { recursive: true }));

async function streamSize(opened: Promise<MediaSource>): Promise<number | undefined> {
  const { size, content } = await opened;
  content.destroy();
  return size;
}

async function write(target: string | undefined, text: string): Promise<string> {
  const sink = await store.create(target, media);
  try {
    await pipeline([text], sink.content);
    return await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

describe('reading a file', () => {
  test('tells another version of bytes that were replaced in place, with the old size and time', async () => {
    const path = join(inside, 'Grüße 1.txt');
    const version = async (): Promise<string | undefined> => {
      const { version, content } = await store.open(uri(path));
      content.destroy();
      return version;
    };
    const time = new Date(1_700_000_000_000);
    utimesSync(path, time, time);
    const before = await version();
    expect(await version()).toBe(before);
    // The kernel's clock of files goes on every few milliseconds.
    await delay(50);
    writeFileSync(path, 'HELLO');
    utimesSync(path, time, time);
    expect(await version()).not.toBe(before);
  });

  test('gives bytes, size and decoded name', async () => {
    const source = await store.open(uri(inside, 'Grüße 1.txt'));
    expect(source).toMatchObject({ size: 5, filename: 'Grüße 1.txt' });
    expect(Buffer.concat(await source.content.toArray()).toString()).toBe('hello');
  });

  const large = Buffer.alloc(1_000_000, 'a');

  /** What comes of a file with which something happens after its first bytes were read. */
  async function readWhile(happens: (path: string) => void): Promise<{ bytes: Buffer; error: unknown }> {
    const path = join(inside, 'large.txt');
    writeFileSync(path, large);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    const { content } = await store.open(uri(path));
    const chunks: Buffer[] = [];
    const error = await pipeline(content, async (bytes: AsyncIterable<Buffer>) => {
      for await (const chunk of bytes) if (chunks.push(chunk) === 1) happens(path);
    }).catch((reason: unknown) => reason);
    return { bytes: Buffer.concat(chunks), error };
  }

  test.each([
    ['overwritten in place', (path: string) => writeFileSync(path, Buffer.alloc(large.length, 'b'), { flag: 'r+' })],
    ['made shorter', (path: string) => truncateSync(path, 300_000)],
    ['made longer', (path: string) => appendFileSync(path, 'more')],
  ])('never ends well when it is %s meanwhile', async (_, happens) => {
    const { bytes, error } = await readWhile(happens);
    expect(error).toMatchObject({ problem: 'unavailable', message: expect.stringMatching(/was changed while it was/) });
    expect(bytes.length).toBeLessThan(large.length);
  });

  test.each([
    [
      'replaced as a whole',
      (path: string) => {
        writeFileSync(join(inside, 'other.txt'), 'other');
        renameSync(join(inside, 'other.txt'), path);
      },
    ],
    ['removed', (path: string) => rmSync(path)],
  ])('goes on with the same bytes when it is %s meanwhile', async (_, happens) => {
    const { bytes, error } = await readWhile(happens);
    expect([error, bytes.equals(large)]).toEqual([undefined, true]);
  });

  test('follows a link inside of the directory', async () => {
    symlinkSync(join(inside, 'Grüße 1.txt'), join(inside, 'link.txt'));
    expect(await streamSize(store.open(uri(inside, 'link.txt')))).toBe(5);
  });

  test('works when the directory itself is a link', async () => {
    const link = join(base, 'link');
    symlinkSync(inside, link);
    const linked = new FileMediaStore([link]);
    expect(await streamSize(linked.open(uri(link, 'Grüße 1.txt')))).toBe(5);
    rmSync(link);
  });

  test('works in every directory that is allowed', async () => {
    const both = createMediaStore({ directory: inside, otherDirectories: [outside] });
    expect(await streamSize(both.open(uri(outside, 'secret.txt')))).toBe(6);
  });

  test.each([
    [
      'outside of the directory',
      () => uri(outside, 'secret.txt'),
      'configuration',
      /outside of the worker's media directories .*add its directory/,
    ],
    ['that climbs out', () => `${uri(inside)}/../outside/secret.txt`, 'configuration', /outside of/],
    ['that climbs out, encoded', () => `${uri(inside)}/%2e%2e/outside/secret.txt`, 'configuration', /outside of/],
    ['in a directory with a similar name', () => uri(`${inside}-2`, 'x.txt'), 'configuration', /outside of/],
    ['with an encoded slash', () => `${uri(inside)}/..%2Foutside%2Fsecret.txt`, 'unreadable', /is not a file URI/],
    ['of another machine', () => 'file://server/share/a.txt', 'unreadable', /is not a file URI/],
    [
      'with a path that is written as a relative one',
      () => 'file:media/a.txt',
      'configuration',
      /^file:media\/a\.txt \(file:\/\/\/media\/a\.txt: paths of file URIs are absolute\) is outside of/,
    ],
    ['that does not exist', () => uri(inside, 'none.txt'), 'missing', /does not exist on this worker/],
    ['below a file', () => uri(inside, 'Grüße 1.txt', 'x'), 'missing', /does not exist/],
    ['that is a directory', () => uri(inside), 'unreadable', /is not a file/],
  ])('refuses one %s', async (_, target, problem, message) => {
    const error = await store.open(target()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ problem, message: expect.stringMatching(message) });
  });

  test('refuses a link that leads out, to a file or through a directory', async () => {
    symlinkSync(join(outside, 'secret.txt'), join(inside, 'file-link'));
    symlinkSync(outside, join(inside, 'directory-link'));
    for (const path of [join(inside, 'file-link'), join(inside, 'directory-link', 'secret.txt')]) {
      await expect(store.open(uri(path))).rejects.toMatchObject({ problem: 'configuration' });
    }
  });

  test('refuses an empty file, and what is no file', async () => {
    writeFileSync(join(inside, 'empty'), '');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(inside, 'socket'), resolve));
    await expect(store.open(uri(inside, 'empty'))).rejects.toThrow(/is empty/);
    await expect(store.open(uri(inside, 'socket'))).rejects.toMatchObject({ problem: 'unreadable' });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('writing a file', () => {
  test('shows it only when it is committed, under a new name or the wanted one', async () => {
    const sink = await store.create(undefined, media);
    await pipeline(['hello'], sink.content);
    expect(existsSync(join(inside, 'new.jpg'))).toBe(false);
    expect(await sink.commit()).toBe(uri(inside, 'new.jpg'));
    expect(readFileSync(join(inside, 'new.jpg'), 'utf8')).toBe('hello');
    const target = uri(inside, 'a', 'b', 'c.txt');
    expect(await write(target, 'x')).toBe(target);
    expect(readFileSync(join(inside, 'a', 'b', 'c.txt'), 'utf8')).toBe('x');
  });

  test('replaces a file as a whole, and leaves nothing when discarded', async () => {
    await write(undefined, 'first, longer');
    await write(undefined, 'second');
    expect(readFileSync(join(inside, 'new.jpg'), 'utf8')).toBe('second');
    const sink = await store.create(undefined, media);
    await pipeline(['third'], sink.content);
    await sink.discard();
    expect(readFileSync(join(inside, 'new.jpg'), 'utf8')).toBe('second');
    expect(readdirSync(inside).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test.each([
    ['that broke off', (content: Writable) => void content.destroy(new Error('cut'))],
    ['that nobody has ended', () => undefined],
  ])('refuses to commit one %s', async (_, leave) => {
    await write(undefined, 'whole');
    const sink = await store.create(undefined, media);
    await new Promise((resolve) => sink.content.on('error', () => undefined).write('half', resolve));
    leave(sink.content);
    await expect(sink.commit()).rejects.toMatchObject({ problem: 'unwritable' });
    await sink.discard();
    expect(readFileSync(join(inside, 'new.jpg'), 'utf8')).toBe('whole');
    expect(readdirSync(inside).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('has its bytes on the disk before it is there, also when the commit does not wait for that', async () => {
    const shown: boolean[] = [];
    const { fsync } = fs;
    const spy = jest.spyOn(fs, 'fsync').mockImplementation((file, done) => {
      shown.push(existsSync(join(inside, 'new.jpg')));
      fsync(file, done);
    });
    try {
      const sink = await store.create(undefined, media);
      await new Promise<void>((resolve) => sink.content.end('hello', () => resolve()));
      await sink.commit();
    } finally {
      spy.mockRestore();
    }
    expect(shown).toEqual([false]);
    expect(readFileSync(join(inside, 'new.jpg'), 'utf8')).toBe('hello');
  });

  test('fails when the disk does not keep its bytes', async () => {
    const lost = Object.assign(new Error('EIO'), { code: 'EIO' });
    const spy = jest.spyOn(fs, 'fsync').mockImplementation((_file, done) => done(lost));
    try {
      await expect(write(undefined, 'hello')).rejects.toMatchObject({ code: 'EIO' });
    } finally {
      spy.mockRestore();
    }
    expect(existsSync(join(inside, 'new.jpg'))).toBe(false);
  });

  test('makes the directory when it is missing', async () => {
    rmSync(inside, { recursive: true });
    await write(undefined, 'x');
    expect(existsSync(join(inside, 'new.jpg'))).toBe(true);
  });

  test('does not happen outside of the directory, and makes no directory there', async () => {
    symlinkSync(outside, join(inside, 'link'));
    for (const target of [uri(outside, 'x.txt'), uri(inside, 'link', 'x.txt'), uri(inside, 'link', 'deep', 'x.txt')]) {
      await expect(store.create(target, media)).rejects.toMatchObject({
        problem: expect.stringMatching(/configuration|missing/),
      });
    }
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });

  test.each([
    ['a directory', () => uri(inside, 'taken')],
    ['written like a directory', () => `${uri(inside, 'new')}/`],
    ['below a file', () => uri(inside, 'Grüße 1.txt', 'x')],
    ['deep below a file', () => uri(inside, 'Grüße 1.txt', 'x', 'y')],
    ['named too long', () => uri(inside, 'x'.repeat(300))],
    ['in a directory that is named too long', () => uri(inside, 'x'.repeat(300), 'x')],
    ['no path', () => `${uri(inside, 'x')}%00`],
  ])('is refused for good when the target is %s', async (_, target) => {
    mkdirSync(join(inside, 'taken'), { recursive: true });
    await expect(write(target(), 'x')).rejects.toMatchObject({ problem: 'unusable' });
    expect(readdirSync(inside).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('may have a name as long as the file system takes', async () => {
    const target = uri(inside, 'x'.repeat(255));
    expect(await write(target, 'x')).toBe(target);
  });
});

describe('a store over several schemes', () => {
  const several = createMediaStore({ directory: inside, schemes: { s3: store } });

  test('refuses a scheme that it does not have, and says which it has', async () => {
    await expect(several.open('gs://bucket/a?signature=abc')).rejects.toThrow(
      'gs://bucket/a has the scheme "gs", but this worker\'s media store has: file, https, http, s3',
    );
    await expect(several.open('constructor:x')).rejects.toMatchObject({ problem: 'configuration' });
  });

  test('writes new files to the directory, and nothing to https:', async () => {
    const sink = await several.create(undefined, media);
    await pipeline(['x'], sink.content);
    expect(await sink.commit()).toBe(uri(inside, 'new.jpg'));
    await expect(several.create('https://example.com/a', media)).rejects.toThrow(/reading only/);
  });
});
