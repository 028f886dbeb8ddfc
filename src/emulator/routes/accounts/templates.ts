/** `GET`, `POST` and `DELETE /{waba-id}/message_templates`. */
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { optional, requireAccount, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { templateFrom } from './template-definition.js';

const node = {
  type: 'WhatsAppMessageTemplate',
  defaults: ['name', 'parameter_format', 'components', 'language', 'status', 'category', 'id'],
};

export function templateRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/message_templates': (call) => list(call, state),
    'POST /:wabaId/message_templates': (call) => create(call, state),
    'DELETE /:wabaId/message_templates': (call) => remove(call, state),
  });
}

export function describeTemplate(call: GraphCall, template: Template): Answer {
  return { body: selectFields(templateFields(template), call.parameters, node) };
}

function list(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const { parameters } = call;
  const name = optional(parameters, 'name')?.toLowerCase() ?? '';
  const exact = ['status', 'category', 'language'] as const;
  const found = state.templates.all().filter((template) => {
    const isWanted = exact.every((key) => isSameOrAbsent(template[key], optional(parameters, key)));
    return isWanted && template.name.includes(name);
  });
  const templates = found.map((template) => selectFields(templateFields(template), parameters, node));
  return { body: page(templates, call) };
}

function isSameOrAbsent(value: string, wanted: string | undefined): boolean {
  return wanted === undefined || value.toLowerCase() === wanted.toLowerCase();
}

function create(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const { id, status, category } = state.templates.add(templateFrom(call.parameters, state.settings.templateStatus));
  return { body: { id, status, category } };
}

/** Deletes a template in every language by its name, or in one by `hsm_id` and name. */
function remove(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const name = required(call.parameters, 'name');
  if (state.templates.delete(name, optional(call.parameters, 'hsm_id'))) return { body: { success: true } };
  throw new GraphError({
    code: 100,
    subcode: 2593002,
    message: 'Invalid parameter',
    isTransient: false,
    userTitle: 'Message Template Not Found',
    userMessage: `The message template ${name} wasn't found for this account.`,
  });
}

function templateFields(template: Template): Parameters {
  const { message_send_ttl_seconds: ttl, sub_category: subCategory } = template;
  return {
    ...template,
    message_send_ttl_seconds: ttl,
    sub_category: subCategory,
    rejected_reason: 'NONE',
    quality_score: { score: 'UNKNOWN' },
  };
}
