/**
 * `POST /{waba-id}/migrate_message_templates`: makes the approved templates of another account of the same business
 * anew in this one. They stay in the other one, too.
 *
 * @see "Template migration"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-migration (read 2026-11)
 */
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { listParameter, optional, requireAccount, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, unknownObject } from '../../meta/graph-error.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';

/** Most templates of one request. */
const largestCount = 500;

export function migrateTemplateRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'POST /:wabaId/migrate_message_templates': (call) => migrate(call, state) });
}

function migrate(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const { objectId: wabaId } = call;
  const migrated: string[] = [];
  const failed: Record<string, string> = {};
  for (const template of chosenTemplates(call, state)) {
    const refusal = migrationRefusal(template, wabaId, state);
    if (refusal === undefined) migrated.push(state.templates.add(copied(template), wabaId).id);
    else failed[template.id] = refusal;
  }
  return { body: { migrated_templates: migrated, failed_templates: failed } };
}

/** The templates that the request names, or a page of those that can be migrated. */
function chosenTemplates(call: GraphCall, state: EmulatorState): Template[] {
  const { parameters } = call;
  const all = state.templates.ofAccount(sourceAccount(call, state));
  const ids = listParameter(parameters, 'template_ids');
  if (ids.length > largestCount) throw invalidParameter(`Param template_ids must have at most ${largestCount} ids.`);
  if (ids.length > 0) return ids.map((id) => named(id, all));
  const count = wholeNumber(parameters, 'count', { fallback: largestCount, min: 1, max: largestCount });
  const page = wholeNumber(parameters, 'page_number', { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
  const eligible = all.filter(({ status }) => status === 'APPROVED');
  return eligible.slice(page * count, (page + 1) * count);
}

function sourceAccount({ parameters, objectId, method }: GraphCall, { accounts }: EmulatorState): string {
  const sourceId = required(parameters, 'source_waba_id');
  const source = accounts.find(sourceId);
  if (!source) throw unknownObject(method, sourceId);
  if (sourceId === objectId) throw invalidParameter('Param source_waba_id must be another account.');
  if (source.owner !== accounts.find(objectId)?.owner || source.owner === 'client') {
    throw new GraphError({
      code: 100,
      message: 'Invalid parameter',
      userTitle: 'Templates cannot be migrated',
      userMessage: 'Both WhatsApp Business accounts must belong to the same business.',
    });
  }
  return sourceId;
}

function named(id: string, all: readonly Template[]): Template {
  const template = all.find((one) => one.id === id);
  if (!template) throw invalidParameter(`Param template_ids: ${id} is no template of the source account.`);
  return template;
}

function migrationRefusal(
  { name, language, status }: Template,
  wabaId: string,
  state: EmulatorState,
): string | undefined {
  if (status !== 'APPROVED') return `Template is ${status}`;
  return state.templates.find(name, language, wabaId) ? 'Template already exists' : undefined;
}

function copied({ name, language, category, status, components, parameter_format: format }: Template): {
  [Name in 'name' | 'language' | 'category' | 'status' | 'components' | 'parameter_format']: Template[Name];
} {
  return { name, language, category, status, components: structuredClone(components), parameter_format: format };
}

function wholeNumber(
  parameters: Parameters,
  name: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const value = Number(optional(parameters, name) ?? fallback);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidParameter(`Param ${name} must be a whole number from ${min} to ${max}.`);
}
