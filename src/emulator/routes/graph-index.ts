/** Which operations of the Graph API the emulator has, at which level, and which of Meta's it has not. */
import { metaOperations, missingReason } from '../meta/meta-operations.js';

/** The operations of the Graph API by name, such as `POST /{phone-number-id}/messages`. */
export interface GraphIndex {
  /** They behave as at Meta, and others see what they do. */
  modeled: readonly string[];
  /** They answer in Meta's shape from what was sent before; nothing else follows. */
  stored: readonly string[];
  missing: readonly MissingOperation[];
}

interface MissingOperation {
  operation: string;
  /** Why the emulator does not have it. */
  reason: string;
}

export function graphIndex(modeled: Iterable<string>, stored: Iterable<string>): GraphIndex {
  const known = { modeled: [...new Set(modeled)].sort(byPath), stored: [...stored].sort(byPath) };
  const there = [...known.modeled, ...known.stored];
  const missing = metaOperations.filter((name) => !there.includes(name)).sort(byPath);
  return { ...known, missing: missing.map((operation) => ({ operation, reason: missingReason(operation) })) };
}

/**
 * The name of the operation that a request means and the emulator has not; undefined for one that Meta has not either.
 * A path that is only an id may be anything. `isOfKind` says whether an id is one of a kind, such as `waba-id`.
 */
export function missingOperation(
  method: string,
  path: string,
  { missing }: GraphIndex,
  isOfKind: (id: string, kind: string) => boolean,
): string | undefined {
  const notImplemented = missing.map(({ operation }) => operation);
  const asked = `${method} ${path}`;
  if (notImplemented.includes(asked)) return asked;
  const given = path.split('/').slice(1);
  return notImplemented.find((name) => {
    const [wantedMethod, wantedPath = ''] = name.split(' ');
    return wantedMethod === method && isSamePath(given, wantedPath.split('/').slice(1), isOfKind);
  });
}

function isSamePath(given: string[], wanted: string[], isOfKind: (id: string, kind: string) => boolean): boolean {
  if (wanted.length < 2 || given.length !== wanted.length) return false;
  return wanted.every((part, at) => {
    const kind = /^\{(.+)\}$/.exec(part)?.[1];
    return kind === undefined ? part === given[at] : isOfKind(given[at] ?? '', kind);
  });
}

function byPath(left: string, right: string): number {
  return operationPath(left).localeCompare(operationPath(right)) || right.localeCompare(left);
}

function operationPath(operation: string): string {
  return operation.split(' ')[1] ?? '';
}
