/** Hovers of the exported names and of the members that can be reached from them, as an editor shows them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { exportedSymbols } from '../checks/api-symbols.mjs';
import { ApiWalk } from '../checks/api-walk.mjs';
import { entries, isOwn, languageService, place } from '../checks/project.mjs';

/** Characters of a type that a hover may show; an editor cuts most types a little further on. */
export const maxHover = 400;

/**
 * @param {string} root The folder of package.json.
 * @returns {import('./hovers.mjs').EntryHovers[]} What an editor shows of each entry.
 */
export function readHovers(root) {
  const service = languageService(root);
  const program = service.getProgram();
  const known = new Map();
  const read = ({ label, symbol, declaration }) => {
    const hover = known.get(symbol) ?? readHover(service, program.getTypeChecker(), symbol, declaration);
    known.set(symbol, hover);
    const where = declaration === undefined ? 'computed from other types' : place(root, declaration);
    return { label, place: where, ...hover };
  };
  return entries(root).map(({ entry, path }) => ({ entry, hovers: apiSymbols(program, root, path).map(read) }));
}

/** Exported names and members of one entry that are this project's. */
function apiSymbols(program, root, path) {
  const walk = new ApiWalk(program, root);
  const exported = exportedSymbols(program, path);
  for (const name of exported) walk.visitExport(name);
  const own = exported.filter(({ declaration }) => declaration === undefined || isOwn(root, declaration));
  return [...own, ...walk.members];
}

export function readHover(service, checker, symbol, declaration) {
  const documentation = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  const name = declaration && (ts.getNameOfDeclaration(declaration) ?? declaration);
  // A member that was computed from a schema has the schema's place, but not its type.
  const isComputed = declaration === undefined || ts.isObjectLiteralElementLike(declaration);
  const tags = readTags(checker, symbol);
  if (isComputed) return { documentation, ...tags, type: memberText(checker, symbol) };
  const info = service.getQuickInfoAtPosition(name.getSourceFile().fileName, name.getStart());
  return { documentation, ...tags, type: ts.displayPartsToString(info?.displayParts ?? []) };
}

const noteLabels = { returns: 'Returns', throws: 'Throws', default: 'Default:', see: 'See' };

/** What the tags of a docstring say, in words. */
function readTags(checker, symbol) {
  const tags = symbol
    .getJsDocTags(checker)
    .map(({ name, text }) => ({ name, text: ts.displayPartsToString(text).trim() }))
    .filter(({ text }) => text !== '');
  return {
    notes: tags
      .filter(({ name }) => name in noteLabels)
      .map(({ name, text }) => `${noteLabels[name]} ${text.replace(/\s+/g, ' ').replace(/(?<![.:)])$/, '.')}`),
    examples: tags.filter(({ name }) => name === 'example').map(({ text }) => text),
  };
}

function memberText(checker, symbol) {
  const type = checker.getTypeOfSymbol(symbol);
  return `(property) ${symbol.name}: ${checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)}`;
}

/** What has no documentation, a line each. */
export function undocumented({ entry, hovers }) {
  return hovers
    .filter(({ documentation }) => documentation === '')
    .map(({ label, place: where }) => `${entry}: ${label} (${where})`);
}

/** Hovers of all entries, the longest type first; what two entries share is there once. */
export function longestHovers(read) {
  const found = new Map();
  for (const { entry, hovers } of read) {
    for (const { label, place: where, type } of hovers) {
      const key = where + type;
      if (!found.has(key)) found.set(key, { length: type.length, text: `${entry}: ${label} (${where})`, type });
    }
  }
  return [...found.values()].sort((left, right) => right.length - left.length);
}

/** Limits of scripts/hover-limits.json, which may only fall. Without the file nothing is allowed. */
export function hoverLimits(root) {
  const path = join(root, 'scripts/hover-limits.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { undocumented: {}, longest: maxHover };
}
