/** The project as the TypeScript compiler sees it, and the entries that package.json exports. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** @returns {{ entry: string, module: string, path: string }[]} Each entry with the name to import and its source. */
export function entries(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { paths } = compilerOptions(root);
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object' && target.types !== undefined)
    .map(([entry]) => {
      const module = name + entry.slice(1);
      const source = paths[module]?.[0];
      if (source === undefined) throw new Error(`tsconfig.json has no path for the entry ${module}: add one`);
      return { entry, module, path: join(root, source) };
    });
}

const services = new Map();

/** The compiler over all entries; one for each root, as reading the project takes seconds. */
export function languageService(root) {
  if (!services.has(root)) services.set(root, newLanguageService(root));
  return services.get(root);
}

function newLanguageService(root) {
  const options = compilerOptions(root);
  const fileNames = entries(root).map(({ path }) => path);
  const snapshots = new Map();
  const host = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      if (!snapshots.has(path)) snapshots.set(path, snapshot(path));
      return snapshots.get(path);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
  return ts.createLanguageService(host);
}

/** Whether a declaration is the project's own, not a package's or the compiler's. */
export function isOwn(root, declaration) {
  const path = relative(root, declaration.getSourceFile().fileName);
  return !path.startsWith('..') && !path.startsWith('node_modules');
}

/** File and line of a declaration, as an editor and a terminal link them. */
export function place(root, declaration) {
  const source = declaration.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart(source));
  return `${relative(root, source.fileName)}:${line + 1}`;
}

function compilerOptions(root) {
  const path = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  // The files are the entries' own, and what they import.
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root, undefined, path).options;
}

function snapshot(path) {
  const text = ts.sys.readFile(path);
  return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
}
