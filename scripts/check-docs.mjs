/**
 * Check of the documentation: every link between pages leads somewhere, and llms.txt is what the pages say. Offline.
 *
 *   node scripts/check-docs.mjs
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkProblems } from './checks/markdown.mjs';
import { report } from './checks/report.mjs';
import { llmsFiles } from './llms.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stale = llmsFiles(root)
  .filter(({ path, text }) => readFileSync(join(root, path), 'utf8') !== text)
  .map(({ path }) => `${path} is not what the pages say: npm run docs:llms`);
report('docs', [...linkProblems(root), ...stale]);
