import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { apiDocs } from '../../scripts/api-docs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = `${root}docs/api.md`;

test('docs/api.md is what the code exports; if not: npm run docs:api', () => {
  expect(readFileSync(path, 'utf8')).toBe(apiDocs(root));
}, 120_000);

test('every first sentence of docs/api.md is a whole one', () => {
  const lines = readFileSync(path, 'utf8').split('\n');
  const summaries = lines.filter((line) => /^(- `\w+`:|\| `\w+` \|) /.test(line));
  expect(summaries.length).toBeGreaterThan(500);
  expect(summaries.filter((line) => !/[.:)](?: \|)?$/.test(line))).toEqual([]);
});

/** The compiler takes a bare `@temporalio/client` for a tag, and the sentence for ended. */
test('no docstring has the name of a package outside of backticks', () => {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const cut = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const lines = readFileSync(join(root, 'src', file), 'utf8').split('\n');
      return lines.filter((line) => /^\s*(\/\*\*|\*).*[^`\w]@[a-z]+\//.test(line));
    });
  expect(cut).toEqual([]);
});
