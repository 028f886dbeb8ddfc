/** A message that is too large to be carried from run to run: what stays of it, and how it becomes whole again. */
import { isRecord } from '../../../common/events/json.js';
import type { StoredContent } from '../../../common/events/stored-content.js';
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import { limits } from '../../../common/limits.js';
import { defined } from '../../../common/schema/defined.js';
import { jsonBytes } from '../../lib/json-bytes.js';

/** The largest event that is carried as it is, in bytes as JSON. */
export const maxCarriedEventBytes = 64_000;

/** The largest member of an event, or of its content, that stays, in bytes as JSON. */
const maxMemberBytes = 4_000;

/** The most that stays of a content of many members, in bytes as JSON. */
const maxContentBytes = 32_000;

/** What stays of an event that is in the media store: all that is small, and the beginning of a text. */
export function shrinkEvent(event: WhatsAppMessageEvent, stored: StoredContent): WhatsAppMessageEvent {
  const raw = shrinkContent(event.raw);
  return { ...(keepSmall(event) as unknown as WhatsAppMessageEvent), raw, stored };
}

/** Makes an event whole. @param loaded what was stored of it. What the user has edited since then counts more. */
export function restoreEvent(small: WhatsAppMessageEvent, loaded: WhatsAppMessageEvent): WhatsAppMessageEvent {
  const before: Record<string, unknown> = shrinkContent(loaded.raw);
  const isEdited = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(before[name]);
  const edited = Object.fromEntries(Object.entries(small.raw).filter(isEdited));
  // Its file may have been stored since then.
  return { ...loaded, ...defined({ type: small.type, file: small.file }), raw: { ...loaded.raw, ...edited } };
}

function shrinkContent(raw: unknown): Record<string, unknown> {
  if (!isRecord(raw)) return {};
  const { text } = raw;
  const body = isRecord(text) ? text['body'] : undefined;
  const content = keepSmall(raw);
  if (jsonBytes(content) > maxContentBytes) return {};
  // A dialogue that cannot get the whole message has at least what WhatsApp itself takes as a text.
  if (typeof body === 'string' && !('text' in content)) content['text'] = { body: body.slice(0, limits.text.body) };
  return content;
}

function keepSmall(members: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => jsonBytes(value) <= maxMemberBytes));
}
