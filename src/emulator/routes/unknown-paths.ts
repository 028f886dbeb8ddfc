/** The answers to paths that are no operation here: Meta's own, or that the emulator does not have it. */
import type { RequestHandler } from 'express';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { graphRoute } from '../http/graph-pipeline.js';
import { GraphError, nonexistingField, notImplemented, unknownObject } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { mayBeOfKind } from '../state/object-kinds.js';
import { missingOperation, type GraphIndex } from './graph-index.js';

export function unknownRoute(state: EmulatorState, index: GraphIndex): RequestHandler {
  return graphRoute(state, (call) => refuse(call, state, index));
}

function refuse(call: GraphCall, state: EmulatorState, index: GraphIndex): Answer {
  const { method, path } = call;
  const missing = missingOperation(method, path, index, (objectId, kind) => mayBeOfKind(objectId, kind, state));
  if (missing !== undefined) throw notImplemented(missing);
  const [, id = '', edge, ...rest] = path.split('/');
  if (edge === undefined || rest.length > 0) {
    throw new GraphError({ status: 400, code: 2500, message: `Unknown path components: ${path}` });
  }
  if (method === 'GET') throw nonexistingField(edge, nodeType(id, state));
  throw unknownObject(method, id);
}

/** Graph takes an id that it does not know for a user's. */
function nodeType(id: string, state: EmulatorState): string {
  if (state.phoneNumbers.find(id)) return 'WhatsAppBusinessPhoneNumber';
  return state.isAccount(id) ? 'WhatsAppBusinessAccount' : 'User';
}
