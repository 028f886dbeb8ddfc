/** Files whose prose is checked: code with its comments, and the pages of the documentation. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

const codeFolders = ['src', 'test', 'scripts', 'bench'];
const pageFolders = ['', 'docs', 'bench'];

/** @typedef {{ path: string, text: string, source: import('typescript').SourceFile }} CodeFile */

/** @returns {CodeFile[]} */
export function codeFiles(root) {
  return codeFolders
    .flatMap((folder) => names(root, folder, { recursive: true }))
    .filter((path) => /\.(?:ts|mts|mjs)$/.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, source: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
    });
}

export function pages(root) {
  return pageFolders
    .flatMap((folder) => names(root, folder, { recursive: false }))
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function names(root, folder, { recursive }) {
  return readdirSync(join(root, folder), { recursive })
    .map((name) =>
      relative(root, join(root, folder, name))
        .split(sep)
        .join('/'),
    )
    .sort();
}

export function lineAt(source, position) {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}
