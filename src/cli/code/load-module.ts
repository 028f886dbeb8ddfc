/**
 * Loads a module of an application, in TypeScript too, as it is now.
 *
 * Node 20 reads no TypeScript, and imports a module only once. So the files of the application are bundled into one
 * temporary module. Packages are left out: they stay the ones that the command itself has.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeError } from '../../common/describe-error.js';
import type { WatchedFiles } from './watched-files.js';

/** What a module exports, by name. */
export type ModuleExports = Record<string, unknown>;

/** A module, or why there is none; and what it was made of, in either case. */
export type LoadedModule = { watched: WatchedFiles } & ({ value: ModuleExports } | { error: Error });

/**
 * Imports a module once. JavaScript is imported as it is.
 *
 * @param option for messages: `--routes`
 * @param file a path, from the current folder
 * @throws Error that names the file, and the line where it does not parse
 */
export async function importModule(option: string, file: string): Promise<ModuleExports> {
  if (/\.[cm]?js$/.test(file)) {
    return import(pathToFileURL(resolve(file)).href).catch((error: unknown) => {
      throw new Error(`${option} ${file}: cannot be imported: ${describeError(error)}`, { cause: error });
    }) as Promise<ModuleExports>;
  }
  const loaded = await importFresh(option, file);
  if ('error' in loaded) throw loaded.error;
  return loaded.value;
}

/** Imports a module as its files are now, also when it was imported before. Never rejects. */
export async function importFresh(option: string, file: string): Promise<LoadedModule> {
  const sources = new Sources(resolve(file));
  try {
    const code = await bundle(sources);
    return { value: await importText(code, sources.entry), watched: sources.watched() };
  } catch (error) {
    const problem = new Error(`${option} ${file}: cannot be imported: ${describe(error)}`, { cause: error });
    return { error: problem, watched: sources.watched() };
  }
}

/** The files of one bundle: what was read, and what was looked for. */
class Sources {
  readonly entry: string;
  readonly #read = new Set<string>();
  readonly #wanted = new Set<string>();

  constructor(entry: string) {
    this.entry = entry;
    this.#read.add(entry);
  }

  read(path: string): void {
    this.#read.add(path);
  }

  want(path: string): void {
    const base = path.replace(/\.[cm]?jsx?$/, '');
    for (const ending of endings) this.#wanted.add(`${base}${ending}`);
  }

  watched(): WatchedFiles {
    const missing = [...this.#wanted].filter((path) => !this.#read.has(path) && !existsSync(path));
    return { files: [...this.#read], missing };
  }
}

/** What an import without an ending, or with one of JavaScript's, may mean. */
const endings = ['.ts', '.js', '.mts', '.mjs', '/index.ts', '/index.js'];

async function bundle(sources: Sources): Promise<string> {
  // Loaded by who needs it only.
  const { build } = await import('esbuild');
  const result = await build({
    entryPoints: [sources.entry],
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'silent',
    define: Object.fromEntries(ownNames.map((name) => [name, ownVariable(name)])),
    plugins: [
      {
        name: 'temporal-whatsapp',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
            sources.want(resolve(resolveDir, path));
            return undefined;
          });
          onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
            sources.read(path);
            return { contents: withOwnNames(await readFile(path, 'utf8'), path), loader: chooseLoader(path) };
          });
        },
      },
    ],
  });
  return result.outputFiles[0]?.text ?? '';
}

function chooseLoader(path: string): 'ts' | 'tsx' | 'js' | 'jsx' {
  const ending = extname(path);
  if (ending.endsWith('x')) return ending === '.tsx' ? 'tsx' : 'jsx';
  return ending.endsWith('ts') ? 'ts' : 'js';
}

/** Names by which a module knows where it is. In a bundle they would name the bundle. */
const ownNames = ['import.meta.url', 'import.meta.dirname', 'import.meta.filename', '__dirname', '__filename'];

function ownVariable(name: string): string {
  return `__own_${name.replace(/\W/g, '_')}`;
}

/** The module with variables for {@link ownNames}, in its first line, so that lines keep their numbers. */
function withOwnNames(text: string, path: string): string {
  const values = [pathToFileURL(path).href, dirname(path), path, dirname(path), path];
  const used = ownNames.flatMap((name, index) =>
    text.includes(name) ? [`const ${ownVariable(name)} = ${JSON.stringify(values[index])};`] : [],
  );
  // A shebang is one at the very beginning only.
  const rest = used.length > 0 && text.startsWith('#!') ? `//${text}` : text;
  return `${used.join(' ')}${rest}`;
}

let count = 0;

/** Imports code as if it lay where the entry is: its packages are found from there. */
async function importText(code: string, entry: string): Promise<ModuleExports> {
  const folder = join(packagesFolder(dirname(entry)), '.temporal-whatsapp');
  count += 1;
  const path = join(folder, `temporal-whatsapp-${process.pid}-${count}.mjs`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, code);
  process.setSourceMapsEnabled(true);
  try {
    return (await import(pathToFileURL(path).href)) as ModuleExports;
  } catch (error) {
    // What was not found was not found from here; the user knows no such file.
    if (error instanceof Error) error.message = error.message.replaceAll(path, entry);
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * The folder of a module's packages. What lies in it finds the same ones, and no other tool looks at it.
 *
 * @param folder the module's own
 */
export function packagesFolder(folder: string): string {
  const packages = join(folder, 'node_modules');
  const parent = dirname(folder);
  return existsSync(packages) || parent === folder ? packages : packagesFolder(parent);
}

interface BuildMessage {
  text: string;
  location: { file: string; line: number; column: number; lineText: string } | null;
}

/** Each error of a build with its place; anything else as it is. */
function describe(error: unknown): string {
  const { errors } = error as { errors?: BuildMessage[] };
  if (!Array.isArray(errors) || errors.length === 0) return describeError(error);
  return errors.map(describeMessage).join('\n');
}

function describeMessage({ text, location }: BuildMessage): string {
  if (location === null) return text;
  const file = relative(process.cwd(), resolve(location.file));
  return `${file}:${location.line}:${location.column + 1}: ${text}\n  ${location.lineText.trim()}`;
}
