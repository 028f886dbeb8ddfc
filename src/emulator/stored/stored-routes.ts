/**
 * The stored level: operations of Meta's that answer in its shape from what was sent before, and that nothing else in
 * the emulator follows. An operation that is modeled is not one of them, whatever the tables say.
 */
import type { RequestHandler } from 'express';
import { isRecord } from '../../common/events/json.js';
import type { GraphCall, Parameters } from '../http/graph-call.js';
import { graphRoute, operationPath } from '../http/graph-pipeline.js';
import { PathTable } from '../http/path-table.js';
import { enumValue, fromJson } from '../http/parameters.js';
import { missingParameter } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { objectKind } from '../state/object-kinds.js';
import { accountTable } from './accounts.js';
import { numberTable } from './numbers.js';
import type { StoredOperation, StoredTable } from './operation.js';
import { preverifiedTable } from './preverified-numbers.js';
import { solutionTable } from './solutions.js';

const storedTable: StoredTable = {
  ...accountTable,
  ...numberTable,
  ...preverifiedTable,
  ...solutionTable,
};

/** What the tables have and `modeled` has not. It comes first: an id is of one kind only. */
export function storedRoutes(
  state: EmulatorState,
  modeled: readonly string[],
): { handle: RequestHandler; operations: readonly string[] } {
  const operations = Object.keys(storedTable).filter((name) => !modeled.includes(name));
  const table = new PathTable<StoredRoute>();
  for (const name of operations) table.add(name, storedRoute(name, state));
  const handle: RequestHandler = (request, response, next) => {
    const found = table.find(request.method, operationPath(request), ({ kinds }, given) =>
      kinds.every((kind, at) => kind === undefined || objectKind(given[at] ?? '', state) === kind),
    );
    return found === undefined ? next() : found.handle(request, response, next);
  };
  return { handle, operations };
}

interface StoredRoute {
  /** The kinds of the objects that the path names, part by part; undefined for a part that is a word. */
  kinds: readonly (string | undefined)[];
  handle: RequestHandler;
}

function storedRoute(name: string, state: EmulatorState): StoredRoute {
  const operation = storedTable[name];
  if (!operation) throw new Error(`no stored operation ${name}`);
  const parts = name.split('/').slice(1);
  return {
    kinds: parts.map((part) => /^\{(.+)\}$/.exec(part)?.[1]),
    handle: graphRoute(state, (call) => ({ body: answer(operation, call, state) })),
  };
}

function answer(
  { required = [], allowed = {}, answer: handle }: StoredOperation,
  call: GraphCall,
  state: EmulatorState,
): Parameters {
  for (const name of required) if (isMissing(call.parameters, name)) throw missingParameter(name);
  for (const [name, values] of Object.entries(allowed)) {
    const value = call.parameters[name];
    if (value !== undefined) enumValue(String(value as string), name, values);
  }
  return handle(call, state);
}

function isMissing(parameters: Parameters, path: string): boolean {
  let value: unknown = parameters;
  for (const name of path.split('.')) {
    const object = fromJson(value);
    value = isRecord(object) ? object[name] : undefined;
  }
  return value === undefined || value === null || value === '';
}
