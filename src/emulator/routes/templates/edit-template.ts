/**
 * `POST /{template-id}` and `POST /{template-id}/unpause`.
 *
 * @see "Template management"
 * https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates (read 2026-11)
 */
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { GraphError, unknownObject } from '../../meta/graph-error.js';
import type { TemplateReviews } from '../../outbound-webhooks/templates/template-reviews.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { checkSamples } from '../uploads.js';
import { templateFrom } from './template-definition.js';

const editable = ['APPROVED', 'REJECTED', 'PAUSED'];
const changeable = ['components', 'category', 'message_send_ttl_seconds', 'parameter_format'];

export function templateEditRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'POST /:templateId/unpause': (call) => unpause(call, state) });
}

/** Replaces all components, the category or the life; what is edited is reviewed again. */
export function editTemplate(
  { parameters }: GraphCall,
  template: Template,
  state: EmulatorState,
  reviews: TemplateReviews,
): Answer {
  const { templates } = state;
  if (!changeable.some((name) => parameters[name] !== undefined))
    throw notEdited('No template field to change was given.');
  if (!editable.includes(template.status)) {
    throw notEdited(
      `A template that is ${template.status} cannot be edited; it must be one of ${editable.join(', ')}.`,
    );
  }
  const changed = templateFrom({ ...definitionParameters(template), ...parameters }, reviews.firstStatus);
  checkSamples(changed.components, state);
  if (template.status === 'APPROVED' && !templates.takeEdit(template)) {
    throw notEdited('An approved template can be edited once in 24 hours and 10 times in 30 days.');
  }
  const { id, name, category } = templates.replace(template, { ...changed, name: template.name });
  reviews.submit(template);
  return { body: { success: true, id, name, category } };
}

/** What stays as it is: name and language cannot be edited. */
function definitionParameters({
  name,
  language,
  category,
  components,
  parameter_format: format,
}: Template): Parameters {
  return { name, language, category, components, parameter_format: format };
}

function unpause({ method, objectId }: GraphCall, { templates }: EmulatorState): Answer {
  const template = templates.get(objectId);
  if (!template) throw unknownObject(method, objectId);
  if (template.status !== 'PAUSED') return { body: { success: false, reason: `The template is ${template.status}.` } };
  templates.change(template, { status: 'APPROVED' });
  return { body: { success: true } };
}

function notEdited(userMessage: string): GraphError {
  return new GraphError({
    code: 100,
    message: 'Invalid parameter',
    isTransient: false,
    userTitle: 'Message template cannot be edited',
    userMessage,
  });
}
