import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { deadLetterReasons } from '../../../src/common/dead-letter-reasons.js';

test('docs/webhooks.md says the same of every reason', () => {
  const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
  const [, heading, table = ''] = /\n(\| reason .*)\n\| -.*\n((?:\|.*\n)+)/.exec(page) ?? [];
  expect(heading).toMatch(/^\| reason +\| what it means +\| what usually helps +\|$/);
  const rows = table
    .trim()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
  expect(rows).toEqual(
    Object.entries(deadLetterReasons).map(([reason, { meaning, advice }]) => [`\`${reason}\``, meaning, advice]),
  );
});
