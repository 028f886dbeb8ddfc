/** Writes docs/errors.md from the error table of the build: `npm run docs:errors`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from 'prettier';
import { errorDocs } from './error-docs.mjs';

const path = fileURLToPath(new URL('../../docs/errors.md', import.meta.url));
const table = await import('../../lib/common/error-codes.js').catch((error) => {
  throw new Error(`the build is missing or broken, run "npm run build" first: ${error.message}`, { cause: error });
});
writeFileSync(path, await errorDocs(table, (await resolveConfig(path)) ?? {}));
console.log(`wrote ${path}`);
