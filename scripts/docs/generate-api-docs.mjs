/** Writes docs/api from the code: `npm run docs:api`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocs } from './api-docs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
rmSync(`${root}docs/api`, { recursive: true, force: true });
mkdirSync(`${root}docs/api`);
for (const { path, text } of apiDocs(root)) {
  writeFileSync(`${root}${path}`, text);
  console.log(`wrote ${path}`);
}
