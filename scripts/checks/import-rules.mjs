/** Rules of the imports of src: no circles of files or folders, nothing upward. Each returns its messages. */
import { circles } from './digraph.mjs';
import { fileGraph, folders, importsInside, parent, sibling, siblingGraph } from './siblings.mjs';

const shownImports = 3;

export function unresolvedImports({ imports }) {
  return imports
    .filter(({ to }) => to === undefined)
    .map(
      ({ from, line, specifier }) =>
        `src/${from}:${line} imports '${specifier}', which is no file of src: import a file of src by its relative path`,
    );
}

export function fileCircles(read) {
  return circles(fileGraph(read, '')).map(
    ({ group, path }) =>
      `circle of ${group.length} files: ${[...path, path[0]].map((file) => `src/${file}`).join(' -> ')}: ` +
      'move what both need into a file that imports neither',
  );
}

/** Circles of siblings with a folder among them; a circle of files alone is reported once, as such. */
export function folderCircles(read) {
  return folders(read.files).flatMap((folder) =>
    circles(siblingGraph(read, folder))
      .filter(({ group }) => group.some((name) => name.endsWith('/')))
      .map(({ group, path }) => folderCircle(read, folder, group, path)),
  );
}

function folderCircle(read, folder, group, path) {
  const steps = path.map((name, index) => {
    const next = path[(index + 1) % path.length];
    return `    ${name} -> ${next}: ${examples(read, folder, name, next)}`;
  });
  const members = group.length > path.length ? ` (${group.length} in it: ${group.join(', ')})` : '';
  const head =
    `circle in src/${folder}: ${[...path, path[0]].join(' -> ')}${members}: ` +
    'move what both need into a sibling below them, or the importing file to its user';
  return [head, ...steps].join('\n');
}

function examples({ imports }, folder, name, next) {
  const found = importsInside(imports, folder).filter(
    ({ from, to }) => sibling(folder, from) === name && sibling(folder, to) === next,
  );
  const shown = found.slice(0, shownImports).map(({ from, line, to }) => `src/${from}:${line} imports src/${to}`);
  return shown.join(', ') + (found.length > shownImports ? `, and ${found.length - shownImports} more` : '');
}

/** Imports of a part that is not in a lower layer, by the data of scripts/checks/layers.mjs. */
export function upwardImports({ files, imports }, { layers, entryFiles }) {
  const layer = layerNumbers(layers);
  const part = (file) => (parent(file) === '' ? entryFiles : file.split('/')[0]);
  const unknown = [...new Set(files.map(part))].filter((name) => !layer.has(name));
  const upward = imports.filter(
    ({ from, to }) => to !== undefined && part(from) !== part(to) && layer.get(part(to)) >= layer.get(part(from)),
  );
  return [
    ...unknown.map((name) => `src/${name}/ is in no layer: add it to \`layers\` in scripts/checks/layers.mjs`),
    ...upward.map(
      ({ from, line, to }) =>
        `src/${from}:${line} imports src/${to}, upward: ${part(to)} is not below ${part(from)} (scripts/checks/layers.mjs): ` +
        'move what is needed down, or hand it in as an argument',
    ),
  ];
}

/** Contradictions between the two tables of scripts/checks/layers.mjs. */
export function layerContradictions({ layers, mayImport }) {
  const layer = layerNumbers(layers);
  return Object.entries(mayImport).flatMap(([part, allowed]) =>
    allowed
      .filter((other) => other !== part && !(layer.get(other) < layer.get(part)))
      .map(
        (other) =>
          `scripts/checks/layers.mjs: mayImport lets ${part} import ${other}, which \`layers\` does not put below it`,
      ),
  );
}

function layerNumbers(layers) {
  return new Map(layers.flatMap((parts, index) => parts.map((part) => [part, index])));
}
