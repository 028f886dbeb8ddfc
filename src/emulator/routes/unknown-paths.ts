/** The answers to paths that are no operation here: Meta's own, or that the emulator does not have it. */
import { Router } from 'express';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { graphRoute } from '../http/graph-pipeline.js';
import { GraphError, nonexistingField, notImplemented, unknownObject } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { missingOperation, type GraphIndex } from './graph-index.js';

export function unknownRoutes(state: EmulatorState, index: GraphIndex): Router {
  return Router().use(graphRoute(state, (call) => refuse(call, state, index)));
}

function refuse(call: GraphCall, state: EmulatorState, index: GraphIndex): Answer {
  const { method, path } = call;
  const missing = missingOperation(method, path, index, (objectId, kind) => mayBe(objectId, kind, state));
  if (missing !== undefined) throw notImplemented(missing);
  const [, id = '', edge, ...rest] = path.split('/');
  if (edge === undefined || rest.length > 0) {
    throw new GraphError({ status: 400, code: 2500, message: `Unknown path components: ${path}` });
  }
  if (method === 'GET') throw nonexistingField(edge, nodeType(id, state));
  throw unknownObject(method, id);
}

/** Whether an id may be one of a kind: of a kind that the emulator does not have, any id may. */
function mayBe(id: string, kind: string, state: EmulatorState): boolean {
  if (kind === 'phone-number-id') return state.phoneNumbers.find(id) !== undefined;
  if (kind === 'waba-id') return state.isAccount(id);
  if (kind === 'template-id') return state.templates.get(id) !== undefined;
  if (kind === 'app-id') return state.apps.all().some(({ appId }) => appId === id);
  return id !== '';
}

/** Graph takes an id that it does not know for a user's. */
function nodeType(id: string, state: EmulatorState): string {
  if (state.phoneNumbers.find(id)) return 'WhatsAppBusinessPhoneNumber';
  return state.isAccount(id) ? 'WhatsAppBusinessAccount' : 'User';
}
