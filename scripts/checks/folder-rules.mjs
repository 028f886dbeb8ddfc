/** Rules of the folders of src: how many files each holds, and that docs/architecture.md has a row for each. */
import { folders, parent } from './siblings.mjs';

export function largeFolderProblems(files, { maxFilesPerFolder, largeFolders }) {
  const counts = new Map(folders(files).map((folder) => [folder, 0]));
  for (const file of files) counts.set(parent(file), counts.get(parent(file)) + 1);
  const tooLarge = [...counts].filter(([folder, count]) => count > maxFilesPerFolder && !(folder in largeFolders));
  const needless = Object.keys(largeFolders).filter((folder) => !(counts.get(folder) > maxFilesPerFolder));
  return [
    ...tooLarge.map(
      ([folder, count]) =>
        `src/${folder} holds ${count} files, at most ${maxFilesPerFolder} are allowed: group them into sub-folders by ` +
        'subject, or give a reason in `largeFolders` of scripts/checks/layers.mjs',
    ),
    ...needless.map(
      (folder) => `scripts/checks/layers.mjs: src/${folder} needs no exception in \`largeFolders\`: remove its line`,
    ),
  ];
}

/** Rows of the table of parts: the names in code font of each first cell, with the line of the page. */
function partRows(markdown) {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => /^\|\s*folder\s*\|/i.test(line));
  if (head === -1) return undefined;
  const rows = [];
  for (let index = head + 2; lines[index]?.startsWith('|'); index += 1) {
    const [, cell] = lines[index].split('|');
    for (const [, name] of cell.matchAll(/`([^`]+)`/g)) rows.push({ name, line: index + 1 });
  }
  return rows;
}

export function partTableProblems(files, markdown, page) {
  const rows = partRows(markdown);
  if (rows === undefined)
    return [`${page}: there is no table whose first column is called "folder": add one of the parts`];
  const named = new Set(rows.map(({ name }) => name));
  const withFiles = new Set(files.map(parent).filter((folder) => folder !== ''));
  const known = new Set([...folders(files).map((folder) => `${folder}/`), ...files]);
  return [
    ...[...withFiles]
      .filter((folder) => !named.has(`${folder}/`))
      .sort()
      .map((folder) => `${page}: the table of parts has no row for src/${folder}/: add a row \`${folder}/\``),
    ...rows
      .filter(({ name }) => !known.has(name))
      .map(({ name, line }) => `${page}:${line}: src/${name} is not there: rename the row or remove it`),
  ];
}
