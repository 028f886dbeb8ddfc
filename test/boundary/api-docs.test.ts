import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { apiDocs } from '../../scripts/api-docs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = `${root}docs/api.md`;

test('docs/api.md is what the code exports; if not: npm run docs:api', () => {
  expect(readFileSync(path, 'utf8')).toBe(apiDocs(root));
}, 120_000);
