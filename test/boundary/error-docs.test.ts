import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { resolveConfig } from 'prettier';
import { errorDocs } from '../../scripts/docs/error-docs.mjs';
import * as table from '../../src/common/error-codes.js';

const path = fileURLToPath(new URL('../../docs/errors.md', import.meta.url));

test('docs/errors.md is what the error table says; if not: npm run build && node scripts/docs/generate-error-docs.mjs', async () => {
  expect(readFileSync(path, 'utf8')).toBe(await errorDocs(table, (await resolveConfig(path)) ?? {}));
});

test('docs/errors.md has a line for each row of the table', () => {
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const { first, last, entry } of table.errorCodes) {
    const code = first === last ? `${first}` : `${first} to ${last}`;
    expect(lines.filter((line) => line.startsWith(`| ${code} `) && line.includes(entry.meaning))).toHaveLength(1);
  }
});
