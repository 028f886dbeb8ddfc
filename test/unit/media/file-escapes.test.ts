import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { FileMediaStore } from '../../../src/media/file-store.js';

const base = mkdtempSync(join(tmpdir(), 'media-escapes-'));
const inside = join(base, 'media');
const outside = join(base, 'outside');
const store = new FileMediaStore([inside]);
const root = pathToFileURL(inside).href;
const media = { filename: 'new.jpg', mimeType: 'image/jpeg' };

beforeAll(() => {
  for (const folder of [inside, join(inside, 'a'), outside]) mkdirSync(folder);
  writeFileSync(join(inside, 'a', 'x.txt'), 'right');
  writeFileSync(join(outside, 'x.txt'), 'secret');
  symlinkSync(outside, join(inside, 'link'));
  symlinkSync('/', join(inside, 'machine'));
  symlinkSync('../outside/x.txt', join(inside, 'relative'));
  symlinkSync('loop', join(inside, 'loop'));
  symlinkSync('/proc/self/environ', join(inside, 'environ'));
});
afterAll(() => rmSync(base, { recursive: true }));

async function read(uri: string): Promise<string> {
  const { content } = await store.open(uri);
  return Buffer.concat(await content.toArray()).toString();
}

async function write(uri: string): Promise<void> {
  const sink = await store.create(uri, media);
  await pipeline(['x'], sink.content)
    .then(sink.commit)
    .catch(async (error: unknown) => {
      await sink.discard();
      throw error;
    });
}

const escapes: [string, string, RegExp][] = [
  ['an absolute path', 'file:///etc/passwd', /outside of/],
  ['the root', 'file:///', /outside of/],
  ['nothing', 'file:', /outside of/],
  ['dots', `${root}/../outside/x.txt`, /outside of/],
  ['dots in the middle', `${root}/a/../../outside/x.txt`, /outside of/],
  ['encoded dots', `${root}/%2e%2e/outside/x.txt`, /outside of/],
  ['half encoded dots', `${root}/.%2E/outside/x.txt`, /outside of/],
  ['many dots', `${root}/${'../'.repeat(40)}etc/passwd`, /outside of/],
  ['backslashes', `${root}\\..\\..\\outside\\x.txt`, /outside of/],
  ['encoded slashes', `${root}/..%2Foutside%2Fx.txt`, /not a file URI/],
  ['encoded backslashes', `${root}/..%5C..%5Coutside%5Cx.txt`, /does not exist/],
  ['dots that are encoded twice', `${root}/%252e%252e/outside/x.txt`, /does not exist/],
  ['a NUL', `${root}/a/x.txt%00.png`, /cannot be read/],
  ['a host', 'file://127.0.0.1/etc/passwd', /not a file URI/],
  ['a relative path', 'file:../../../etc/passwd', /outside of/],
  ['a sibling with the same beginning', `${root}-2/x.txt`, /outside of/],
  ['a link to a directory', `${root}/link/x.txt`, /outside of/],
  ['a link to a file', `${root}/relative`, /outside of/],
  ['a link to everything', `${root}/machine/etc/passwd`, /outside of/],
  ['dots behind a link', `${root}/link/../media/../outside/x.txt`, /outside of|does not exist/],
  ['a link to itself', `${root}/loop`, /cannot be read: ELOOP/],
  ['a link to the environment of the process', `${root}/environ`, /outside of/],
  ['the files that the process has open', 'file:///proc/self/fd/0', /outside of/],
  ['another scheme', 'FILE:///etc/passwd', /outside of/],
];

describe('a file: URI does not escape', () => {
  test.each(escapes)('by %s', async (_, uri, reason) => {
    const error = await read(uri).catch((found: unknown) => found);
    expect(error).toMatchObject({ name: 'MediaError', message: expect.stringMatching(reason) });
  });

  test.each(escapes.filter(([how]) => !/itself|NUL|encoded (twice|backslashes)/.test(how)))(
    'by %s when it is written',
    async (_, uri) => {
      const before = [readdirSync(outside), readdirSync(base)];
      await write(uri.replace(/x\.txt$/, 'new/x.txt')).catch((found: unknown) =>
        expect(found).toMatchObject({ name: 'MediaError' }),
      );
      expect([readdirSync(outside), readdirSync(base)]).toEqual(before);
    },
  );
});

describe('a directory that becomes a link at any moment', () => {
  const swapped = join(inside, 'swapped');
  let swapper: ChildProcess;

  beforeAll(async () => {
    mkdirSync(swapped);
    writeFileSync(join(swapped, 'x.txt'), 'right');
    // The store makes a directory that is missing at that moment: it is in the way then, and is removed.
    const program = `const { renameSync, rmSync, symlinkSync } = require('node:fs');
      const [path, other] = process.argv.slice(1);
      symlinkSync(other, path + '.link');
      const swap = (from, to) => {
        for (;;) {
          try {
            return renameSync(from, to);
          } catch {
            try { rmSync(to, { recursive: true, force: true }); } catch {}
          }
        }
      };
      console.log('ready');
      for (;;) {
        swap(path, path + '.directory');
        swap(path + '.link', path);
        swap(path, path + '.link');
        swap(path + '.directory', path);
      }`;
    swapper = spawn(process.execPath, ['-e', program, swapped, outside], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(swapper.stdout as NodeJS.ReadableStream, 'data');
  });
  afterAll(async () => {
    expect(swapper.exitCode).toBeNull();
    swapper.kill('SIGKILL');
    await once(swapper, 'exit');
  });

  test('shows no file of elsewhere', async () => {
    const seen = new Set<string>();
    for (let turn = 0; turn < 800; turn++) {
      seen.add(await read(`${root}/swapped/x.txt`).catch(({ problem }: { problem: string }) => problem));
    }
    expect(seen).toContain('right');
    expect(seen).not.toContain('secret');
  });

  test('takes no file to elsewhere', async () => {
    for (let turn = 0; turn < 300; turn++) {
      await write(`${root}/swapped/new.txt`).catch(() => undefined);
    }
    expect(readdirSync(outside)).toEqual(['x.txt']);
  });
});
