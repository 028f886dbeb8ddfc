/** Exported names of every entry with their kind and the first sentence of their docstring. */
import ts from 'typescript';
import { exportedSymbols } from './api-symbols.mjs';
import { entries, languageService } from './project.mjs';
import { sentences } from './prose/sentences.mjs';

/**
 * @typedef {{ name: string, kind: string, isValue: boolean, summary: string }} ApiName
 * @returns {{ entry: string, module: string, intro: string, names: ApiName[] }[]}
 */
export function readApi(root) {
  const program = languageService(root).getProgram();
  const checker = program.getTypeChecker();
  return entries(root).map(({ entry, module, path }) => ({
    entry,
    module,
    intro: moduleComment(program.getSourceFile(path).text),
    names: exportedSymbols(program, path).map(({ label, symbol, isValue }) => ({
      name: label,
      kind: kinds(checker, symbol, isValue).join(', '),
      isValue,
      summary: summary(checker, symbol),
    })),
  }));
}

/** Kinds of a name; a constant and a type may share one. */
function kinds(checker, symbol, isValue) {
  const has = (flag) => (symbol.flags & flag) !== 0;
  if (has(ts.SymbolFlags.Class)) return [isValue ? 'class' : 'type'];
  const type = has(ts.SymbolFlags.Interface) ? ['interface'] : has(ts.SymbolFlags.TypeAlias) ? ['type'] : [];
  if (!isValue) return type;
  const isCallable = checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;
  return [isCallable ? 'function' : 'constant', ...type];
}

function summary(checker, symbol) {
  const [paragraph = ''] = ts
    .displayPartsToString(symbol.getDocumentationComment(checker))
    .trim()
    .split(/\n\s*(?:\n|- )/);
  const [first = ''] = sentences(paragraph.replace(/\{@link\s+([^}\s]+)[^}]*\}/g, '`$1`').replace(/\s+/g, ' '));
  return first;
}

/** What the file's first docstring says before its tags, if that is about the whole file. */
function moduleComment(text) {
  const [, comment = ''] = /^(?:#!.*\n)?\s*\/\*\*([\s\S]*?)\*\//.exec(text) ?? [];
  if (!comment.includes('@module')) return '';
  return comment
    .replace(/^[ \t]*\*[ \t]?/gm, '')
    .split(/^@/m)[0]
    .trim();
}
