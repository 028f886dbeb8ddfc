import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { apiDocs } from '../../scripts/docs/api-docs.mjs';
import { hoverLimits, longestHovers, readHovers, undocumented, type EntryHovers } from '../../scripts/docs/hovers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: object };
const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
const limits = hoverLimits(root);

// `node scripts/docs/list-hovers.mjs` prints all; scripts/hover-limits.json says how many are left, and may only fall.
let read: EntryHovers[];
let docs: ReturnType<typeof apiDocs>;
beforeAll(() => {
  // First the pages: the compiler orders the members of a union as it has met them.
  docs = apiDocs(root);
  read = readHovers(root);
}, 120_000);

describe('an editor shows of', () => {
  test.each(entries)('%s what every exported name and member is', (entry) => {
    const found = read.find((one) => one.entry === entry);
    expect(found?.hovers.length).toBeGreaterThan(0);
    const missing = found ? undocumented(found) : [];
    const allowed = limits.undocumented[entry] ?? 0;
    expect(missing.length > allowed ? missing : []).toEqual([]);
  });

  test('every name and member a type that can be read', () => {
    const tooLong = longestHovers(read).filter(({ length }) => length > limits.longest);
    expect(tooLong.map(({ length, text }) => `${text}: ${length} characters`)).toEqual([]);
  });
});

describe('docs/api', () => {
  const folder = join(root, 'docs/api');
  const pages = readdirSync(folder).map((name) => ({
    path: `docs/api/${name}`,
    text: readFileSync(join(folder, name), 'utf8'),
  }));

  test('is what the code exports; if not: npm run docs:api', () => {
    const byPath = (left: { path: string }, right: { path: string }): number => (left.path < right.path ? -1 : 1);
    expect(pages.sort(byPath)).toEqual(docs.sort(byPath));
  });

  test('breaks off no text of a table', () => {
    const texts = pages
      .filter(({ path }) => !path.endsWith('index.md'))
      .flatMap(({ text }) => [...text.matchAll(/^\| `.*` \| (.*) \|$/gm)].map(([, cell = '']) => cell));
    expect(texts.length).toBeGreaterThan(1_000);
    expect(texts.filter((text) => !/[.:)`…]$/.test(text))).toEqual([]);
  });

  /** The compiler takes a bare `@temporalio/client` for a tag, and the sentence for ended. */
  test('loses no end of a sentence to the name of a package outside of backticks', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const cut = files
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const lines = readFileSync(join(root, 'src', file), 'utf8').split('\n');
        return lines.filter((line) => /^\s*(\/\*\*|\*).*[^`\w]@[a-z]+\//.test(line));
      });
    expect(cut).toEqual([]);
  });
});
