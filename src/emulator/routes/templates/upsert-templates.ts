/**
 * `POST /{waba-id}/upsert_message_templates`: authentication templates in several languages at once. What is there in a
 * language is edited, the rest is created; the same request again changes nothing.
 *
 * @see "Bulk management"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/authentication-templates/bulk-management
 * (read 2026-11)
 */
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { enumValue, fromJson, listParameter, requireAccount, required } from '../../http/parameters.js';
import { invalidParameter, missingParameter } from '../../meta/graph-error.js';
import type { TemplateReviews } from '../../outbound-webhooks/templates/template-reviews.js';
import type { NewTemplate, Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { templateFrom } from './template-definition.js';

export function upsertTemplateRoutes(state: EmulatorState, reviews: TemplateReviews): GraphRoutes {
  return graphRouter(state, {
    'POST /:wabaId/upsert_message_templates': (call) => upsert(call, state, reviews),
  });
}

/** All or none: every language is checked before the first one is taken. */
function upsert(call: GraphCall, state: EmulatorState, reviews: TemplateReviews): Answer {
  requireAccount(call, state);
  const { parameters, objectId: wabaId } = call;
  const languages = checkedLanguages(parameters);
  const definitions = languages.map((language) => templateFrom({ ...parameters, language }, reviews.firstStatus));
  const data = definitions.map((definition) => {
    const template = put(definition, wabaId, state, reviews);
    return { id: template.id, status: template.status, language: template.language };
  });
  return { body: { data } };
}

function checkedLanguages(parameters: Parameters): string[] {
  required(parameters, 'name');
  enumValue(required(parameters, 'category'), 'category', ['AUTHENTICATION']);
  if (parameters['language'] !== undefined) {
    throw invalidParameter('Param language is not supported here; name the languages in languages.');
  }
  if (hasTexts(fromJson(parameters['components']))) {
    throw invalidParameter('Param components must have no text and no autofill_text: Meta writes them.');
  }
  const languages = [...new Set(listParameter(parameters, 'languages'))];
  if (languages.length === 0) throw missingParameter('languages');
  return languages;
}

/** Whether anything in the components, however deep, has a text of its own. */
function hasTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => key === 'text' || key === 'autofill_text' || hasTexts(member));
}

function put(definition: NewTemplate, wabaId: string, state: EmulatorState, reviews: TemplateReviews): Template {
  const { templates } = state;
  const known = templates.find(definition.name, definition.language, wabaId);
  if (known && JSON.stringify(known.components) === JSON.stringify(definition.components)) return known;
  const template = known ? templates.replace(known, definition) : templates.add(definition, wabaId);
  reviews.submit(template);
  return template;
}
