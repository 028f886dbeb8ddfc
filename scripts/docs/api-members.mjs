/** Exported names with their types, docstrings and members, inherited ones included. */
import ts from 'typescript';
import { exportedSymbols } from '../checks/api-symbols.mjs';
import { isHidden, memberName } from '../checks/api-walk.mjs';
import { entries, isOwn, languageService } from '../checks/project.mjs';
import { readHover } from './hovers.mjs';

/**
 * @param {string} root The folder of package.json.
 * @returns {Map<string, Map<string, import('./api-members.mjs').ApiText>>} By entry, then by name.
 */
export function readTexts(root) {
  const service = languageService(root);
  const program = service.getProgram();
  const checker = program.getTypeChecker();
  const known = new Map();
  const hover = (symbol, declaration) => {
    if (!known.has(symbol)) known.set(symbol, readHover(service, checker, symbol, declaration));
    return known.get(symbol);
  };
  const text = ({ symbol, declaration }) => ({
    ...hover(symbol, declaration),
    members: ownMembers(checker, root, symbol).map((member) => ({
      name: memberName(member),
      ...hover(member, mainDeclaration(member)),
    })),
  });
  return new Map(
    entries(root).map(({ entry, path }) => [
      entry,
      new Map(exportedSymbols(program, path).map((name) => [name.label, text(name)])),
    ]),
  );
}

/** Members that are written in this project; those of a union are those of its parts. */
function ownMembers(checker, root, symbol) {
  if ((symbol.flags & ts.SymbolFlags.Type) === 0) return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  if (!(type.flags & ts.TypeFlags.Object)) return [];
  return checker.getPropertiesOfType(type).filter((member) => {
    const declaration = mainDeclaration(member);
    return declaration !== undefined && isOwn(root, declaration) && !isHidden(declaration);
  });
}

function mainDeclaration(symbol) {
  return symbol.valueDeclaration ?? symbol.declarations?.[0];
}
