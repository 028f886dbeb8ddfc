/** `GET`, `POST` and `DELETE /{waba-id}/message_templates`. */
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { listParameter, optional, requireAccount, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { TemplateReviews } from '../../outbound-webhooks/templates/template-reviews.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { checkSamples } from '../uploads.js';
import { listTemplates } from './list-templates.js';
import { templateFrom } from './template-definition.js';

export function templateRoutes(state: EmulatorState, reviews: TemplateReviews): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/message_templates': (call) => listTemplates(call, state),
    'POST /:wabaId/message_templates': (call) => create(call, state, reviews),
    'DELETE /:wabaId/message_templates': (call) => remove(call, state),
  });
}

function create(call: GraphCall, state: EmulatorState, reviews: TemplateReviews): Answer {
  requireAccount(call, state);
  const definition = templateFrom(call.parameters, reviews.firstStatus);
  checkSamples(definition.components, state);
  const added = state.templates.add(definition, call.objectId);
  reviews.submit(added);
  const { id, status, category } = added;
  return { body: { id, status, category } };
}

/** Deletes a template in every language by its name, in one by `hsm_id` and name, or those of a list by `hsm_ids`. */
function remove(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const ids = listParameter(call.parameters, 'hsm_ids');
  if (ids.length > 0) return removeAll(ids, call.objectId, state);
  const name = required(call.parameters, 'name');
  if (state.templates.delete(name, call.objectId, optional(call.parameters, 'hsm_id')))
    return { body: { success: true } };
  throw templateNotFound(name);
}

/** All or none: an id that is not there leaves the others. */
function removeAll(ids: readonly string[], wabaId: string, { templates }: EmulatorState): Answer {
  const found = ids.map((id) => {
    const template = templates.get(id);
    if (template?.wabaId !== wabaId) throw templateNotFound(id);
    return template;
  });
  for (const { name, id } of found) templates.delete(name, wabaId, id);
  return { body: { success: true } };
}

function templateNotFound(name: string): GraphError {
  return new GraphError({
    code: 100,
    subcode: 2593002,
    message: 'Invalid parameter',
    isTransient: false,
    userTitle: 'Message Template Not Found',
    userMessage: `The message template ${name} wasn't found for this account.`,
  });
}
