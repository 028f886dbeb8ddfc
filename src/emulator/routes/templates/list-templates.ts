/** `GET /{template-id}` and `GET /{waba-id}/message_templates` with its filters. */
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { page } from '../../http/paging.js';
import { listParameter, optional, requireAccount } from '../../http/parameters.js';
import { templateType } from '../../meta/node-types.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';

/** Most templates of an account whose business is verified. */
const templateLimit = 6000;

export function describeTemplate(call: GraphCall, template: Template): Answer {
  return { body: selectFields(templateFields(template), call.parameters, templateType) };
}

/**
 * Filters take one value, several with commas, or a list.
 *
 * @see "Message templates"
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates (read 2026-11)
 */
export function listTemplates(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const { parameters } = call;
  const all = state.templates.ofAccount(call.objectId);
  const found = all.filter((template) => isWanted(template, parameters));
  const data = found.map((template) => selectFields(templateFields(template), parameters, templateType));
  return { body: { ...page(data, call), ...summary(all, found.length, parameters) } };
}

function isWanted(template: Template, parameters: Parameters): boolean {
  const { status, category, language, name } = template;
  const exact = { status, category, language, quality_score: 'UNKNOWN' };
  const areExact = Object.entries(exact).every(([key, value]) => {
    const wanted = listParameter(parameters, key);
    return wanted.length === 0 || wanted.some((one) => one.toLowerCase() === value.toLowerCase());
  });
  const content = contentText(template);
  const texts = { name, content, name_or_content: `${name}\n${content}` };
  const haveTexts = Object.entries(texts).every(([key, text]) =>
    text.toLowerCase().includes((optional(parameters, key) ?? '').toLowerCase()),
  );
  return areExact && haveTexts && isInTime(template, parameters);
}

function contentText({ components }: Template): string {
  return components.map(({ text = '' }) => text).join('\n');
}

/** `since` and `until` are Unix seconds. */
function isInTime({ updatedAtMs }: Template, parameters: Parameters): boolean {
  const since = Number(optional(parameters, 'since') ?? 0);
  const until = Number(optional(parameters, 'until') ?? Infinity);
  return updatedAtMs >= since * 1000 && updatedAtMs <= until * 1000;
}

function summary(all: readonly Template[], foundCount: number, parameters: Parameters): Parameters {
  const asked = listParameter(parameters, 'summary');
  if (asked.length === 0) return {};
  const values: Parameters = {
    total_count: foundCount,
    message_template_count: all.length,
    message_template_limit: templateLimit,
    are_translations_complete: true,
  };
  return { summary: Object.fromEntries(Object.entries(values).filter(([name]) => isAsked(name, asked))) };
}

/** `summary=true` asks for everything. */
function isAsked(name: string, asked: readonly string[]): boolean {
  return asked.includes(name) || asked.includes('true') || asked.includes('1');
}

function templateFields(given: Template): Parameters {
  const { wabaId: _wabaId, pauses: _pauses, pausedUntilMs: _until, ...shown } = given;
  const { updatedAtMs, rejectedReason, previousCategory, ...template } = shown;
  return {
    ...template,
    rejected_reason: rejectedReason ?? 'NONE',
    previous_category: previousCategory,
    quality_score: { score: 'UNKNOWN', date: Math.floor(updatedAtMs / 1000) },
    last_updated_time: new Date(updatedAtMs).toISOString().replace(/\.\d+Z$/, '+0000'),
    health_status: { can_send_message: template.status === 'APPROVED' ? 'AVAILABLE' : 'BLOCKED', entities: [] },
  };
}
