/**
 * What Meta lets pass in a message although its documentation does not show it, brought into the documented shape, as far as
 * the message schema does not do so itself: objects as JSON strings (in a query or a form they cannot come otherwise), numbers
 * and booleans where texts belong, texts where booleans do.
 */
import { isRecord } from '../../../common/events/json.js';
import type { Parameters } from '../../http/graph-call.js';
import { fromJson } from '../../http/parameters.js';

const textMembers = ['to', 'recipient', 'message_id', 'biz_opaque_callback_data'];

export function tolerated(parameters: Parameters): Parameters {
  const message = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      textMembers.includes(key) ? asText(value) : fromJson(value),
    ]),
  );
  const { text, template, type } = message;
  return {
    ...message,
    ...(typeof type === 'string' && { type: type.toLowerCase() }),
    ...(isRecord(text) && {
      text: { ...text, ...change(text, asBoolean, 'preview_url'), ...change(text, asText, 'body') },
    }),
    ...(isRecord(template) && { template: { ...template, ...toleratedComponents(template) } }),
  };
}

function toleratedComponents(template: Parameters): Parameters {
  const components = fromJson(template['components']);
  return Array.isArray(components) ? { components: components.map(tolerateComponent) } : {};
}

function tolerateComponent(component: unknown): unknown {
  if (!isRecord(component)) return component;
  const { parameters, cards } = component;
  return {
    ...component,
    ...(Array.isArray(parameters) && { parameters: parameters.map(tolerateParameter) }),
    ...(Array.isArray(cards) && {
      cards: cards.map((card: unknown) => (isRecord(card) ? { ...card, ...toleratedComponents(card) } : card)),
    }),
  };
}

function tolerateParameter(parameter: unknown): unknown {
  return isRecord(parameter) ? { ...parameter, ...change(parameter, asText, 'text', 'payload') } : parameter;
}

function change(value: Parameters, convert: (member: unknown) => unknown, ...keys: string[]): Parameters {
  return Object.fromEntries(keys.flatMap((key) => (key in value ? [[key, convert(value[key])]] : [])));
}

function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function asBoolean(value: unknown): unknown {
  const named: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false };
  return named[String(value)] ?? value;
}
