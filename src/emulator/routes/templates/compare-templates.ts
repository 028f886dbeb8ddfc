/**
 * `GET /{template-id}/compare`: how often two templates of an account were sent. Nobody blocks a business here, so that
 * both have the same ratio of blocks.
 *
 * @see "Template comparison"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-comparison (read
 * 2026-11)
 */
import { isRecord } from '../../../common/events/json.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { listParameter, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, unknownObject } from '../../meta/graph-error.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';

/** A template that was sent less often is not compared. */
const fewestSends = 1000;

const daySeconds = 86_400;
const windowDays = [7, 30, 60, 90];

/** Times above this are in milliseconds, as in the example of Meta's page. */
const firstMillisecondTime = 100_000_000_000;

interface Timeframe {
  startMs: number;
  endMs: number;
}

export function compareTemplateRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'GET /:templateId/compare': (call) => compare(call, state) });
}

function compare(call: GraphCall, state: EmulatorState): Answer {
  const template = state.templates.get(call.objectId);
  if (!template) throw unknownObject(call.method, call.objectId);
  const pair = [template, otherTemplate(call, template, state)];
  const timeframe = readTimeframe(call.parameters);
  const sends = pair.map((one) => ({ key: one.id, value: sendCount(one, timeframe, state) }));
  const rare = sends.find(({ value }) => value < fewestSends);
  if (rare) throw notComparable(`Template ${rare.key} was sent ${rare.value} times; ${fewestSends} are needed.`);
  const ids = pair.map(({ id }) => id);
  const reasons = ids.map((key) => ({ key, value: 'UNKNOWN_BLOCK_REASON' }));
  const data = [
    { metric: 'BLOCK_RATE', type: 'RELATIVE', order_by_relative_metric: ids },
    { metric: 'MESSAGE_SENDS', type: 'NUMBER_VALUES', number_values: sends },
    { metric: 'TOP_BLOCK_REASON', type: 'STRING_VALUES', string_values: reasons },
  ];
  return { body: { data } };
}

function otherTemplate({ parameters, method }: GraphCall, { id, wabaId }: Template, state: EmulatorState): Template {
  const text = required({ template_ids: listParameter(parameters, 'template_ids').join(',') }, 'template_ids');
  const other = state.templates.get(text);
  if (text.includes(',') || text === id) throw notComparable('Name one other template in template_ids.');
  if (!other) throw unknownObject(method, text);
  if (other.wabaId !== wabaId) throw notComparable('Both templates must be in the same WhatsApp Business account.');
  return other;
}

function readTimeframe(parameters: Parameters): Timeframe {
  const [start = 0, end = 0] = ['start', 'end'].map((name) => Number(required(parameters, name)));
  const days = windowDays.find((count) => end - start === count * daySeconds);
  if (days === undefined) {
    throw invalidParameter(`Params start and end must be ${windowDays.join(', ')} days apart, in seconds.`);
  }
  const endMs = end > firstMillisecondTime ? end : (end + 1) * 1000;
  return { startMs: endMs - days * daySeconds * 1000, endMs };
}

function sendCount({ name, language, wabaId }: Template, { startMs, endMs }: Timeframe, state: EmulatorState): number {
  const numbers = state.phoneNumbers.all().filter((number) => number.wabaId === wabaId);
  const isOfAccount = (phoneNumberId: string): boolean => numbers.some(({ id }) => id === phoneNumberId);
  return state.messages.sent().filter(({ type, body, acceptedAtMs, phoneNumberId }) => {
    if (type !== 'template' || acceptedAtMs < startMs || acceptedAtMs > endMs) return false;
    const { template } = body;
    return (
      isRecord(template) && template['name'] === name && hasLanguage(template, language) && isOfAccount(phoneNumberId)
    );
  }).length;
}

function hasLanguage({ language }: Parameters, wanted: string): boolean {
  return isRecord(language) && language['code'] === wanted;
}

function notComparable(userMessage: string): GraphError {
  return new GraphError({
    code: 100,
    message: 'Invalid parameter',
    userTitle: 'Templates cannot be compared',
    userMessage,
  });
}
