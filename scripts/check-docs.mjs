/**
 * Check of the documentation, offline: every link between pages leads somewhere, the site can be built, docs/README.md
 * lists every page, and llms.txt is what the pages say.
 *
 *   node scripts/check-docs.mjs
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { elementProblems, linkProblems } from './checks/markdown.mjs';
import { report } from './checks/report.mjs';
import { llmsFiles } from './docs/llms.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const stale = llmsFiles(root)
  .filter(({ path, text }) => readFileSync(join(root, path), 'utf8') !== text)
  .map(({ path }) => `${path} is not what the pages say: npm run docs:llms`);
const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
const unlisted = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md') && name !== 'README.md' && !index.includes(`](${name})`))
  .map((name) => `docs/${name} is not in docs/README.md: add it, with a sentence`);
const elements = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => elementProblems(`docs/${name}`, readFileSync(join(root, 'docs', name), 'utf8')));
report('docs', [...linkProblems(root), ...elements, ...unlisted, ...stale]);
