/**
 * What Meta lets pass in a message although its documentation does not show it, brought into the documented shape, as far as
 * the message schema does not do so itself: objects as JSON strings (in a query or a form they cannot come otherwise), numbers
 * and booleans where texts belong, texts where booleans do.
 */
import type { Parameters } from '../../http/graph-call.js';

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
    ...(isObject(text) && {
      text: { ...text, ...change(text, asBoolean, 'preview_url'), ...change(text, asText, 'body') },
    }),
    ...(isObject(template) && { template: { ...template, ...componentsOf(template) } }),
  };
}

function componentsOf(template: Parameters): Parameters {
  const components = fromJson(template['components']);
  return Array.isArray(components) ? { components: components.map(tolerateComponent) } : {};
}

function tolerateComponent(component: unknown): unknown {
  if (!isObject(component)) return component;
  const { parameters, cards } = component;
  return {
    ...component,
    ...(Array.isArray(parameters) && { parameters: parameters.map(tolerateParameter) }),
    ...(Array.isArray(cards) && {
      cards: cards.map((card: unknown) => (isObject(card) ? { ...card, ...componentsOf(card) } : card)),
    }),
  };
}

function tolerateParameter(parameter: unknown): unknown {
  return isObject(parameter) ? { ...parameter, ...change(parameter, asText, 'text', 'payload') } : parameter;
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

/** What a JSON object or list in a string says; anything else as it is. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function isObject(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
