/**
 * Makes one file of the command `emulator` and what it loads of ours: Node takes half a second of a busy machine to
 * find and link hundreds of them. Packages stay what they are.
 *
 *   node scripts/build/bundle-emulator.mjs
 */
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

// The bundle is as deep as the phone page's router, which finds the page by where it is.
const command = fileURLToPath(new URL('../../lib/cli/emulator/emulator.js', import.meta.url));

await build({
  entryPoints: [command],
  outfile: command,
  allowOverwrite: true,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
