/**
 * `GET /{id}` and `DELETE /{id}` of every kind of object, and the answers to paths that do not exist. It comes after
 * the routes of the edges.
 */
import type { Router } from 'express';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { graphRoute, graphRouter } from '../http/graph-pipeline.js';
import { GraphError, nonexistingField, unknownObject } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { describeAccount } from './accounts/account.js';
import { describeTemplate } from './accounts/templates.js';
import { deleteMedia, describeMedia } from './media.js';
import { describePhoneNumber } from './numbers/phone-numbers.js';

/** The id of a Facebook post, which Graph takes an id with an underscore for when it is to be deleted. */
const postId = /^\d+_\d+$/;

export function nodeRoutes(state: EmulatorState): Router {
  const router = graphRouter(state, {
    'GET /:id': (call) => describe(call, state),
    'DELETE /:id': (call) => remove(call, state),
  });
  return router.use(graphRoute(state, (call) => refuse(call, state)));
}

function describe(call: GraphCall, state: EmulatorState): Answer {
  const { objectId: id } = call;
  const phoneNumber = state.phoneNumbers.find(id);
  if (phoneNumber) return describePhoneNumber(call, phoneNumber, state);
  const media = state.media.find(id);
  if (media) return describeMedia(call, media, state);
  const template = state.templates.get(id);
  if (template) return describeTemplate(call, template);
  if (state.isAccount(id)) return describeAccount(call);
  throw unknownObject(call.method, id);
}

function remove(call: GraphCall, state: EmulatorState): Promise<Answer> {
  const media = state.media.find(call.objectId);
  if (media) return deleteMedia(call, media, state);
  if (!postId.test(call.objectId)) throw unknownObject(call.method, call.objectId);
  throw new GraphError({ code: 100, message: '(#100) Invalid post_id parameter' });
}

function refuse(call: GraphCall, state: EmulatorState): Answer {
  const [, id = '', edge, ...rest] = call.path.split('/');
  if (edge === undefined || rest.length > 0) {
    throw new GraphError({ status: 400, code: 2500, message: `Unknown path components: ${call.path}` });
  }
  if (call.method === 'GET') throw nonexistingField(edge, nodeType(id, state));
  throw unknownObject(call.method, id);
}

/** Graph takes an id that it does not know for a user's. */
function nodeType(id: string, state: EmulatorState): string {
  if (state.phoneNumbers.find(id)) return 'WhatsAppBusinessPhoneNumber';
  return state.isAccount(id) ? 'WhatsAppBusinessAccount' : 'User';
}
