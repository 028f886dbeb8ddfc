import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The rows of the table in CONTRIBUTING.md: what README says, and the tests that show it. */
function rows(): { claim: string; tests: string[] }[] {
  const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, section = ''] = contributing.split('## What covers README\n');
  const [table = ''] = section.split('\n## ');
  return [...table.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)]
    .map(([, claim = '', cell = '']) => ({
      claim,
      tests: [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    }))
    .filter(({ claim }) => claim !== 'README says' && !/^-+$/.test(claim));
}

test('every claim that the table covers stands in README word for word', () => {
  const words = readme.replace(/\s+/g, ' ');
  expect(rows().length).toBeGreaterThan(15);
  expect(rows().filter(({ claim }) => !words.includes(claim))).toEqual([]);
});

test('every promise and every heading of README is in the table', () => {
  const promises = [...readme.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map(([, promise = '']) => promise);
  const headings = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  expect([promises.length >= 6, headings.length >= 4]).toEqual([true, true]);
  const claims = new Set(rows().map(({ claim }) => claim));
  expect([...promises, ...headings].filter((claim) => !claims.has(claim))).toEqual([]);
});

test('every test of the table is there, and each row has one', () => {
  const tests = rows().flatMap((row) => row.tests);
  expect(tests.filter((path) => !path.endsWith('.test.ts') || !existsSync(join(root, path)))).toEqual([]);
  expect(rows().filter((row) => row.tests.length === 0)).toEqual([]);
});

test('the first snippet of README ends by line 26', () => {
  const lines = readme.split('\n');
  expect(
    lines
      .slice(0, 26)
      .filter((line) => line.startsWith('```'))
      .slice(0, 2),
  ).toEqual(['```ts', '```']);
});
