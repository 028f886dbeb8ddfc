/**
 * Removes the declarations that no entry of the package reaches.
 *
 * The compiler writes a declaration for every module. Nobody can import those of the command line, the development
 * server and the innards of the emulator, as package.json exports none of them.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const reached = new Set();
for (const { types } of Object.values(entries)) if (types) reach(resolve(root, types));

const declarations = readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.d.ts'))
  .map((name) => join(root, 'lib', name));
for (const path of declarations) {
  if (reached.has(path)) continue;
  rmSync(path);
  rmSync(`${path}.map`, { force: true });
}

function reach(path) {
  if (reached.has(path)) return;
  reached.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, specifier] of text.matchAll(/(?:from\s+|import\(|import\s+)['"](\.[^'"]+)['"]/g)) {
    const next = resolve(dirname(path), specifier.replace(/\.js$/, '.d.ts'));
    if (existsSync(next)) reach(next);
    else throw new Error(`${path} imports ${specifier}, which has no declaration`);
  }
}
