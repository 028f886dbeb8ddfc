/** Writes llms.txt and llms-full.txt from the pages: `npm run docs:llms`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { llmsFiles } from './llms.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
for (const { path, text } of llmsFiles(root)) {
  writeFileSync(`${root}${path}`, text);
  console.log(`wrote ${path}`);
}
