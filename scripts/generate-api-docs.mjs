/** Writes docs/api.md from the code: `npm run docs:api`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocs } from './api-docs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = `${root}docs/api.md`;
writeFileSync(path, apiDocs(root));
console.log(`wrote ${path}`);
