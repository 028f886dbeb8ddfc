/**
 * Import check of src: circles of files or folders, imports that run upward, folders too large or not documented.
 *
 *   node scripts/check-imports.mjs [--chains]
 *
 * The table that it prints counts layers: the longest chain of imports between the siblings of a folder, and between
 * all its files. `--chains` prints the chains themselves.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { longestChain } from './checks/digraph.mjs';
import { largeFolderProblems, partTableProblems } from './checks/folder-rules.mjs';
import { readImports } from './checks/import-graph.mjs';
import {
  fileCircles,
  folderCircles,
  layerContradictions,
  unresolvedImports,
  upwardImports,
} from './checks/import-rules.mjs';
import { report } from './checks/report.mjs';
import { fileGraph, folders, parent, siblingGraph } from './checks/siblings.mjs';
import * as tables from './checks/layers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = 'docs/architecture.md';
const { values } = parseArgs({ options: { chains: { type: 'boolean' } } });
const { name } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const read = readImports(`${root}src`, name);

printLayers();
report('imports', [
  ...unresolvedImports(read),
  ...fileCircles(read),
  ...folderCircles(read),
  ...layerContradictions(tables),
  ...upwardImports(read, tables),
  ...largeFolderProblems(read.files, tables),
  ...partTableProblems(read.files, readFileSync(`${root}${page}`, 'utf8'), page),
]);

/** Layers of each part of src, and of each folder that has sub-folders. */
function printLayers() {
  const all = folders(read.files);
  const withFolders = new Set(all.filter((folder) => folder !== '').map(parent));
  const shown = all.filter((folder) => withFolders.has(folder) || parent(folder) === '');
  console.log('layers  files in a chain  folder');
  for (const folder of shown) {
    const siblings = longestChain(siblingGraph(read, folder));
    const files = longestChain(fileGraph(read, folder));
    console.log(`${`${siblings.length}`.padStart(6)}  ${`${files.length}`.padStart(16)}  src/${folder}`);
    if (values.chains) console.log(`        ${siblings.join(' > ')}\n        ${files.join(' > ')}`);
  }
}
