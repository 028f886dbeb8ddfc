/**
 * Brings into the documented shape what Meta lets pass in a message although its documentation does not show it. The
 * message schema tolerates more by itself. A query or a form carries objects as JSON strings. Numbers and booleans come
 * in place of texts, also in place of ids, and texts in place of booleans.
 */
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import type { Parameters } from '../../http/graph-call.js';
import { fromJson } from '../../http/parameters.js';

/** Objects of a message that have the id of a file. */
const mediaMembers = ['audio', 'document', 'image', 'sticker', 'video'];
/** Ids of other objects of Meta. */
const objectIds = ['catalog_id', 'flow_id'];
const textMembers = ['to', 'recipient', 'message_id', 'biz_opaque_callback_data'];

export function tolerated(parameters: Parameters): Parameters {
  const message = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      key,
      textMembers.includes(key) ? asText(value) : toleratedMember(key, fromJson(value)),
    ]),
  );
  const { text, template, type } = message;
  return {
    ...message,
    ...defined({
      type: typeof type === 'string' ? type.toLowerCase() : undefined,
      text: isRecord(text) ? toleratedText(text) : undefined,
      template: isRecord(template) ? { ...template, ...toleratedComponents(template) } : undefined,
    }),
  };
}

/** Ids of Meta's own objects, however deep they are. */
function toleratedMember(key: string, value: unknown): unknown {
  if (objectIds.includes(key)) return asText(value);
  if (Array.isArray(value)) return value.map((member) => toleratedMember(key, member));
  if (!isRecord(value)) return value;
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toleratedMember(name, member)]),
  );
  return mediaMembers.includes(key) ? { ...members, ...change(members, asText, 'id') } : members;
}

function toleratedText(text: Parameters): Parameters {
  return { ...text, ...change(text, asBoolean, 'preview_url'), ...change(text, asText, 'body') };
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
    ...defined({
      parameters: Array.isArray(parameters) ? parameters.map(tolerateParameter) : undefined,
      cards: Array.isArray(cards) ? cards.map(tolerateCard) : undefined,
    }),
  };
}

function tolerateCard(card: unknown): unknown {
  return isRecord(card) ? { ...card, ...toleratedComponents(card) } : card;
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
  const text = String(value);
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : value;
}
