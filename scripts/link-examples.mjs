/**
 * Links this package into the examples that are packages of their own, as `npm install` there does. Jest calls it
 * before the tests, and `scripts/check-examples.mjs` before it compiles them.
 */
import { existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Lists the folders of the examples. */
export function exampleFolders() {
  return readdirSync(`${root}examples`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${root}examples/${name}`);
}

export default function linkExamples() {
  for (const folder of exampleFolders().filter((path) => existsSync(`${path}/package.json`))) {
    const target = `${folder}/node_modules/temporal-whatsapp`;
    mkdirSync(target, { recursive: true });
    // A link to the whole of it would be a circle of folders, in which other tools walk without an end.
    for (const name of ['package.json', 'lib']) {
      const link = lstatSync(`${target}/${name}`, { throwIfNoEntry: false });
      if (!link) symlinkSync(`${root}${name}`, `${target}/${name}`);
    }
  }
}
