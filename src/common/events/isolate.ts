/** Rebuilds a webhook around one of its events: what a dead letter keeps, and what a redrive parses again. */
import {
  callerOf,
  echoRecipientOf,
  preferenceUserOf,
  recipientOf,
  senderOf,
  threadUserOf,
  type IdentityReader,
} from './identity.js';
import { isPlain, isRecord, type JsonRecord } from './json.js';
import type { EventSource, ParsedEvent, Place } from './origin.js';
import type { WhatsAppEvent } from './types.js';

/**
 * A webhook in Meta's envelope that holds this one event's part, as it came, in its place: with its entry's id and time, its
 * field, its metadata, and the contact of its user (all contacts of the change when none is its user's). Parsing it gives the
 * same event, and no other.
 *
 * @returns References into the parsed body, not copies. A body that is no object is wrapped: `{ body }`.
 */
export function isolate({ event, source }: ParsedEvent): JsonRecord {
  let part = source.listed ? [source.part] : source.part;
  let key = source.key;
  for (let place = source.place; place; place = place.parent) {
    const whole = { ...aroundOf(place, source), ...besideOf(place, event), [key]: part };
    part = isListed[place.level] && place.parent ? [whole] : whole;
    key = keys[place.level];
  }
  return isRecord(part) ? part : { body: part };
}

/** Under which key each stands in what holds it. */
const keys: Record<Place['level'], string> = {
  body: '',
  entry: 'entry',
  change: 'changes',
  value: 'value',
  chunk: 'history',
  thread: 'threads',
};
const isListed: Record<Place['level'], boolean> = {
  body: false,
  entry: true,
  change: true,
  value: false,
  chunk: true,
  thread: true,
};

/** What is known of each part of the envelope beside its content. */
const known: Record<Exclude<Place['level'], 'value'>, readonly string[]> = {
  body: ['object'],
  entry: ['id', 'time'],
  change: ['field'],
  chunk: ['metadata'],
  thread: ['id'],
};

function aroundOf(place: Place, source: EventSource): JsonRecord {
  const { level, record } = place;
  if (level === 'value') return valueAround(place, source);
  const around: JsonRecord = {};
  for (const key of known[level]) {
    const value = record[key];
    const isUsable = key === 'metadata' ? isRecord(value) : isPlain(value);
    if (value !== undefined && isUsable) around[key] = value;
  }
  return around;
}

function besideOf({ level }: Place, { undocumented: beside }: WhatsAppEvent): JsonRecord | undefined {
  return level === 'body' || level === 'entry' || level === 'change' ? beside?.[level] : undefined;
}

function valueAround({ record, contacts }: Place, source: EventSource): JsonRecord {
  const { messaging_product, metadata } = record;
  const around: JsonRecord = {};
  if (messaging_product !== undefined) around['messaging_product'] = messaging_product;
  if (isRecord(metadata)) around['metadata'] = metadata;
  if (!contacts || contacts.records.length === 0) return around;
  const user = readIdentity(source);
  const contact = user && contacts.find(user);
  around['contacts'] = contact ? [contact] : contacts.records;
  return around;
}

const identityReaders: ReadonlyMap<string, IdentityReader> = new Map([
  ['messages', senderOf],
  ['statuses', recipientOf],
  ['message_echoes', echoRecipientOf],
  ['calls', callerOf],
  ['user_preferences', preferenceUserOf],
]);

function readIdentity({ place, key, part }: EventSource): ReturnType<IdentityReader> | undefined {
  if (!isRecord(part)) return undefined;
  if (place?.level === 'thread') return threadUserOf(part, place.record);
  return place?.level === 'value' ? identityReaders.get(key)?.(part) : undefined;
}
