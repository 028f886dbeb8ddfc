/** The pages of the examples are right: their snippets stand in their files, and the files that they list exist. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const readPage = (example: string): string => readFileSync(join(folder, example, 'README.md'), 'utf8');

/** The code without its indentation and line breaks: a page shows a part of a file. */
const withoutSpace = (code: string): string => code.replace(/\s+/g, ' ').trim();

test('there are examples, and the page of all of them names each', () => {
  expect(examples.length).toBeGreaterThanOrEqual(4);
  const page = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(examples.filter((example) => !page.includes(`(${example}/README.md)`))).toEqual([]);
});

describe.each(examples)('%s', (example) => {
  test('has every file that its page lists, and lists every file but data', () => {
    const listed = [...readPage(example).matchAll(/^\| `([\w./-]+)`/gm)].map(([, name = '']) => name);
    expect(listed.filter((name) => !existsSync(join(folder, example, name)))).toEqual([]);
    const sources = readdirSync(join(folder, example, 'src')).map((name) => `src/${name}`);
    expect(sources.filter((name) => !listed.includes(name) && name !== 'src/sample-pdf.ts')).toEqual([]);
  });

  test('has the snippets of its page in its files', () => {
    const snippets = [...readPage(example).matchAll(/^```ts\n\/\/ ([\w./]+)\n([\s\S]*?)^```$/gm)];
    expect(snippets.length).toBeGreaterThan(0);
    for (const [, name = '', code = ''] of snippets) {
      expect(withoutSpace(readFileSync(join(folder, example, name), 'utf8'))).toContain(withoutSpace(code));
    }
  });

  test('imports the library by its name only, and nothing of the repository', () => {
    const sources = readdirSync(join(folder, example, 'src')).map((name) => join(folder, example, 'src', name));
    const outside = sources.filter((path) => /from '\.\.\//.test(readFileSync(path, 'utf8')));
    expect(outside).toEqual([]);
    expect(readPage(example)).not.toMatch(/\]\((?!https:)/);
  });
});
