/** Members of the exported types of this project, and of the types that an exported union is made of. */
import ts from 'typescript';
import { isOwn } from './project.mjs';

/** Walk over exported types, through unions, literals within a type, arrays and promises; each is visited once. */
export class ApiWalk {
  /** @type {{ label: string, symbol: import('typescript').Symbol, declaration?: import('typescript').Node }[]} */
  members = [];
  #checker;
  #root;
  #seen = new Set();

  constructor(program, root) {
    this.#checker = program.getTypeChecker();
    this.#root = root;
  }

  visitExport({ label, symbol, declaration, isValue }) {
    const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0;
    if (isType) this.#visitType(this.#checker.getDeclaredTypeOfSymbol(symbol), label, declaration);
    const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
    if (isValue && isClass) this.#visitType(this.#checker.getTypeOfSymbol(symbol), label, declaration);
  }

  #visitType(type, label, fallback) {
    if (this.#isSeen(type)) return;
    for (const part of type.isUnionOrIntersection() ? type.types : []) this.#visitType(part, label, fallback);
    if (!(type.flags & ts.TypeFlags.Object)) return;
    const { name, declaration } = naming(type, label, fallback);
    if (declaration === undefined || !isOwn(this.#root, declaration)) return;
    for (const property of this.#checker.getPropertiesOfType(type)) this.#visitMember(property, name, declaration);
  }

  #isSeen(thing) {
    if (this.#seen.has(thing)) return true;
    this.#seen.add(thing);
    return false;
  }

  #visitMember(symbol, owner, fallback) {
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (declaration !== undefined && (!isOwn(this.#root, declaration) || isHidden(declaration))) return;
    const label = `${owner}.${memberName(symbol)}`;
    if (symbol.name === 'prototype' || this.#isSeen(declaration ?? label)) return;
    this.members.push({ label, symbol, declaration });
    for (const part of this.#inlineTypes(this.#checker.getTypeOfSymbol(symbol))) {
      this.#visitType(part, label, declaration ?? fallback);
    }
  }

  /** Types without a name that a member's type spells out, also as an array's element or a promise's value. */
  #inlineTypes(type, seen = new Set()) {
    if (seen.has(type)) return [];
    seen.add(type);
    if (type.isUnionOrIntersection()) return type.types.flatMap((part) => this.#inlineTypes(part, seen));
    if (type.aliasSymbol !== undefined || !(type.flags & ts.TypeFlags.Object)) return [];
    if (type.objectFlags & ts.ObjectFlags.Reference) {
      return this.#checker.getTypeArguments(type).flatMap((part) => this.#inlineTypes(part, seen));
    }
    const isFunction = type.getCallSignatures().length > 0;
    return (type.objectFlags & ts.ObjectFlags.Anonymous && !isFunction) || isMapped(type) ? [type] : [];
  }
}

/** Name and declaration of a type; one without a name is called after what led to it. */
function naming(type, label, fallback) {
  const symbol = type.aliasSymbol ?? type.symbol;
  const declaration = symbol?.declarations?.[0];
  if (declaration !== undefined && ts.getNameOfDeclaration(declaration) !== undefined) {
    return { name: symbol.name, declaration };
  }
  // A mapped type is written in a library, but its names come from here.
  return { name: label, declaration: isMapped(type) ? fallback : (declaration ?? fallback) };
}

function isMapped(type) {
  return (type.objectFlags & ts.ObjectFlags.Mapped) !== 0;
}

/** Name of a member as code writes it; that of a symbol is `__@iterator@123` to the compiler. */
export function memberName({ name }) {
  return name.startsWith('__@') ? `[Symbol.${name.slice(3).split('@')[0]}]` : name;
}

export function isHidden(declaration) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const isPrivate = declaration.name !== undefined && ts.isPrivateIdentifier(declaration.name);
  const isInternal = ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'internal');
  return isPrivate || isInternal || (ts.getCombinedModifierFlags(declaration) & hidden) !== 0;
}
