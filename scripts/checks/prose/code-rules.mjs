/** Rules of names and layout that no linter has: literals spread for a line break, functions called `…Of`. */
import ts from 'typescript';
import { lineAt } from './files.mjs';

/** Literals spread into a literal or a call, which says the same without the spread. */
export function literalSpreads({ source }) {
  return matches(source, (node) => {
    const isObject = ts.isSpreadAssignment(node) && ts.isObjectLiteralExpression(node.expression);
    const isArray = ts.isSpreadElement(node) && ts.isArrayLiteralExpression(node.expression);
    if (!isObject && !isArray) return undefined;
    return 'a literal is spread into another: write its parts directly, and let prettier break the lines';
  });
}

/** Names that JavaScript gives to methods of every object and of a proxy's handler. */
const languageNames = new Set(['getPrototypeOf', 'setPrototypeOf', 'valueOf']);

export function prepositionNames({ source }) {
  return matches(source, (node) => {
    const name = functionName(node);
    if (name === undefined || !/[a-z0-9]Of$/.test(name) || languageNames.has(name)) return undefined;
    return `the function ${name} is named after a preposition: name what it returns or does`;
  });
}

function functionName(node) {
  const isNamed = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node);
  if (isNamed || ts.isMethodSignature(node)) return text(node.name);
  const holdsValue = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node);
  if (holdsValue && node.initializer !== undefined && isFunction(node.initializer)) return text(node.name);
  return undefined;
}

function isFunction(node) {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

function text(name) {
  return name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : undefined;
}

function matches(source, judge) {
  const found = [];
  const visit = (node) => {
    const message = judge(node);
    if (message !== undefined) found.push({ line: lineAt(source, node.getStart(source)), message });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
