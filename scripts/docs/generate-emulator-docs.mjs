/** Writes the tables of docs/emulator.md from the emulator of the build: `npm run docs:emulator`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveConfig } from 'prettier';
import { emulatorDocs } from './emulator-docs.mjs';

const path = fileURLToPath(new URL('../../docs/emulator.md', import.meta.url));
const { GraphEmulator } = await import('../../lib/emulator/index.js').catch((error) => {
  throw new Error(`the build is missing or broken, run "npm run build" first: ${error.message}`, { cause: error });
});
const emulator = await GraphEmulator.start();
const index = await (await fetch(`${emulator.info.graphUrl}/_emulator`)).json();
await emulator.stop();
writeFileSync(path, await emulatorDocs(readFileSync(path, 'utf8'), index, (await resolveConfig(path)) ?? {}));
console.log(`wrote ${path}`);
