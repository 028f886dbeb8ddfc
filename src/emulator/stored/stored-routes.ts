/**
 * The stored level: operations of Meta's that answer in its shape from what was sent before, and that nothing else in
 * the emulator follows. An operation that is modeled is not one of them, whatever the tables say.
 */
import { Router } from 'express';
import { isRecord } from '../../common/events/json.js';
import type { GraphCall, Parameters } from '../http/graph-call.js';
import { graphRoute, type GraphRoutes } from '../http/graph-pipeline.js';
import { enumValue, fromJson } from '../http/parameters.js';
import { missingParameter } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { mayBeOfKind, objectKind } from '../state/object-kinds.js';
import { accountTable } from './accounts.js';
import { numberTable } from './numbers.js';
import type { StoredOperation, StoredTable } from './operation.js';
import { preverifiedTable } from './preverified-numbers.js';
import { solutionTable } from './solutions.js';
import { uploadTable } from './uploads.js';

const storedTable: StoredTable = {
  ...accountTable,
  ...numberTable,
  ...preverifiedTable,
  ...solutionTable,
  ...uploadTable,
};

/** Routes of what the tables have and `modeled` has not. They come first: an id is of one kind only. */
export function storedRoutes(state: EmulatorState, modeled: readonly string[]): GraphRoutes {
  const operations = Object.keys(storedTable).filter((name) => !modeled.includes(name));
  const router = Router().use((request, response, next) => {
    const name = operations.find((one) => isMeant(one, request.method, request.path, state));
    const operation = name === undefined ? undefined : storedTable[name];
    if (!operation) return next();
    return graphRoute(state, (call) => ({ body: answer(operation, call, state) }))(request, response, next);
  });
  return { router, operations };
}

/** Whether a request means an operation: by its path, and by the kind of the object that the path names. */
function isMeant(operation: string, method: string, path: string, state: EmulatorState): boolean {
  const [wantedMethod, wantedPath = ''] = operation.split(' ');
  const [given, wanted] = [path.split('/').slice(1), wantedPath.split('/').slice(1)];
  if (wantedMethod !== method || given.length !== wanted.length) return false;
  return wanted.every((part, at) => {
    const id = given[at] ?? '';
    const kind = /^\{(.+)\}$/.exec(part)?.[1];
    if (kind === undefined) return part === id;
    return foreignKinds.includes(kind) && wanted.length > 1
      ? mayBeOfKind(id, kind, state)
      : objectKind(id, state) === kind;
  });
}

/** Kinds of objects that are Meta's, and never made at the Graph API. */
const foreignKinds: readonly string[] = ['user-id'];

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
