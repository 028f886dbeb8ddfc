/** Siblings of a folder: its files and sub-folders, and who of them imports whom. The root's path is ''. */
import { posix } from 'node:path';
import { digraph } from './digraph.mjs';

export function folders(files) {
  const found = new Set(['']);
  for (const file of files) {
    for (let folder = parent(file); folder !== ''; folder = parent(folder)) found.add(folder);
  }
  return [...found].sort();
}

export function parent(path) {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

function isInside(folder, path) {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** Name of the sibling in `folder` that a file is, or is in; a sub-folder's name ends with a slash. */
export function sibling(folder, file) {
  const rest = folder === '' ? file : file.slice(folder.length + 1);
  const [first] = rest.split('/');
  return first === rest ? first : `${first}/`;
}

export function siblingGraph({ files, imports }, folder) {
  const nodes = files.filter((file) => isInside(folder, file)).map((file) => sibling(folder, file));
  const edges = importsInside(imports, folder).map(({ from, to }) => [sibling(folder, from), sibling(folder, to)]);
  return digraph([...new Set(nodes)], edges);
}

export function fileGraph({ files, imports }, folder) {
  const nodes = files.filter((file) => isInside(folder, file));
  return digraph(
    nodes,
    importsInside(imports, folder).map(({ from, to }) => [from, to]),
  );
}

export function importsInside(imports, folder) {
  return imports.filter(({ from, to }) => to !== undefined && isInside(folder, from) && isInside(folder, to));
}
