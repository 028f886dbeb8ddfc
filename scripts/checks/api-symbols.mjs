/** Names that an entry exports, as what they stand for. */
import ts from 'typescript';

/**
 * @typedef {object} Exported
 * @property {string} label The exported name.
 * @property {import('typescript').Symbol} symbol What it stands for, behind all re-exports.
 * @property {import('typescript').Node} [declaration]
 * @property {boolean} isValue Whether it is there at run time.
 */

/** @returns {Exported[]} The exported names of a module, in the order of their letters. */
export function exportedSymbols(program, path) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(path);
  const values = valueNames(checker, source);
  return checker
    .getExportsOfModule(checker.getSymbolAtLocation(source))
    .map((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const isValue = values.has(symbol.name) && (target.flags & ts.SymbolFlags.Value) !== 0;
      return { label: symbol.name, symbol: target, declaration: target.declarations?.[0], isValue };
    })
    .filter(({ symbol, isValue }) => isValue || symbol.flags & ts.SymbolFlags.Type)
    .sort((left, right) => (left.label < right.label ? -1 : 1));
}

/** Names that a file exports without `type`: `export type *` lists values that nobody can import. */
function valueNames(checker, source) {
  const names = source.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return declaredNames(checker, statement);
    if (statement.isTypeOnly) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause === undefined) {
      const module = checker.getSymbolAtLocation(moduleSpecifier).declarations[0];
      return [...valueNames(checker, module)];
    }
    if (ts.isNamespaceExport(exportClause)) return [exportClause.name.text];
    return exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly).map(({ name }) => name.text);
  });
  return new Set(names);
}

function declaredNames(checker, statement) {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  return statement.name === undefined ? [] : [statement.name.text];
}
