/** An event that is too large to be carried: what stays of it beside its reference into the media store. */
import { jsonBytes } from '../../json-bytes.js';
import { limits } from '../../limits.js';
import { isRecord } from '../json.js';
import type { WhatsAppEvent } from '../types.js';
import type { StoredContent } from '../stored-content.js';

/** The largest member of an event, or of its content, that stays, in bytes as JSON. */
const maxMemberBytes = 4_000;

/** The most that stays of a content of many members, in bytes as JSON. */
const maxContentBytes = 32_000;

/** What stays of an event that is in the media store: all that is small, and the beginning of a text. */
export function shrinkEvent<Event extends WhatsAppEvent>(event: Event, stored: StoredContent): Event {
  return { ...(keepSmall(event) as unknown as Event), raw: shrinkContent(event.raw), stored };
}

/** What stays of Meta's object. */
export function shrinkContent(raw: unknown): Record<string, unknown> {
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
