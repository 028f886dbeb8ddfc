/** Imports of a folder of TypeScript files; type-only imports, re-exports and `import()` count as well. */
import { readFileSync, readdirSync } from 'node:fs';
import { posix, sep } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {{ from: string, line: number, specifier: string, to?: string }} Import A path is relative to the folder
 * that was read. `to` is missing where an import leaves the folder or names a file that is not there.
 */

/** @returns {{ files: string[], imports: Import[] }} What was read; imports of packages are left out. */
export function readImports(root, packageName) {
  const files = readdirSync(root, { recursive: true })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.ts'))
    .sort();
  const known = new Set(files);
  const imports = files.flatMap((from) =>
    specifiers(readFileSync(posix.join(root, from), 'utf8'), from)
      .filter(({ specifier }) => isOwn(specifier, packageName))
      .map((found) => ({ from, ...found, ...target(from, found.specifier, known) })),
  );
  return { files, imports };
}

function isOwn(specifier, packageName) {
  return specifier.startsWith('.') || specifier === packageName || specifier.startsWith(`${packageName}/`);
}

function target(from, specifier, known) {
  const to = posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
  return known.has(to) ? { to } : {};
}

function specifiers(text, fileName) {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const literal = specifierNode(node);
    if (literal !== undefined && ts.isStringLiteralLike(literal)) {
      const line = source.getLineAndCharacterOfPosition(literal.getStart()).line + 1;
      found.push({ line, specifier: literal.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function specifierNode(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}
