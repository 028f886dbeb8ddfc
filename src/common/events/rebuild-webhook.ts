/** A webhook around one event: what a dead letter keeps, and what a redrive parses again. */
import {
  readCaller,
  readEchoRecipient,
  readPreferenceUser,
  readRecipient,
  readSender,
  readThreadUser,
  type IdentityReader,
} from './identity.js';
import { isPlain, isRecord, type JsonRecord } from './json.js';
import type { Container, EventSource, ParsedEvent } from './parsed-event.js';
import type { WhatsAppEvent } from './types.js';

/**
 * Rebuilds a webhook in Meta's envelope that holds this one event's part, as it came, in its place. Around the part
 * stand its entry's id and time, its field, its metadata, and the contact of its user. All contacts of the change stand
 * there when none is the user's. Parsing the webhook gives the same event, and no other.
 *
 * @returns References into the parsed body, not copies. A body that is no object is wrapped: `{ body }`.
 */
export function rebuildWebhook({ event, source }: ParsedEvent): JsonRecord {
  let part = source.isItem ? [source.part] : source.part;
  let key = source.key;
  for (let container = source.container; container; container = container.parent) {
    const whole = { ...envelope(container, source), ...unknownMembers(container, event), [key]: part };
    part = isListed[container.kind] && container.parent ? [whole] : whole;
    key = keys[container.kind];
  }
  return isRecord(part) ? part : { body: part };
}

type Kind = Container['kind'];

/** The key of each kind in the container around it. */
const keys: Record<Kind, string> = {
  body: '',
  entry: 'entry',
  change: 'changes',
  value: 'value',
  standby: 'standby',
  chunk: 'history',
  thread: 'threads',
};
const isListed: Record<Kind, boolean> = {
  body: false,
  entry: true,
  change: true,
  value: false,
  standby: false,
  chunk: true,
  thread: true,
};

/** Documented members of each kind beside its content. */
const documentedKeys: Record<Exclude<Kind, 'value'>, readonly string[]> = {
  body: ['object'],
  entry: ['id', 'time'],
  change: ['field'],
  standby: [],
  chunk: ['metadata'],
  thread: ['id'],
};

/** The documented members of a container that stand around its content. */
function envelope(container: Container, source: EventSource): JsonRecord {
  const { kind, record } = container;
  if (kind === 'value') return valueEnvelope(container, source);
  const members: JsonRecord = contactsOfUser(container, source);
  for (const key of documentedKeys[kind]) {
    const value = record[key];
    const isUsable = key === 'metadata' ? isRecord(value) : isPlain(value);
    if (value !== undefined && isUsable) members[key] = value;
  }
  return members;
}

function valueEnvelope(container: Container, source: EventSource): JsonRecord {
  const { messaging_product, metadata } = container.record;
  const members: JsonRecord = {};
  if (messaging_product !== undefined) members['messaging_product'] = messaging_product;
  if (isRecord(metadata)) members['metadata'] = metadata;
  return Object.assign(members, contactsOfUser(container, source));
}

function contactsOfUser({ contacts }: Container, source: EventSource): JsonRecord {
  if (!contacts || contacts.records.length === 0) return {};
  const user = readUser(source);
  const contact = user && contacts.find(user);
  return { contacts: contact ? [contact] : contacts.records };
}

/** The members of a container that no documentation names, which its first event carries. */
function unknownMembers({ kind }: Container, { undocumented }: WhatsAppEvent): JsonRecord | undefined {
  return kind === 'body' || kind === 'entry' || kind === 'change' ? undocumented?.[kind] : undefined;
}

const userReaders: ReadonlyMap<string, IdentityReader> = new Map([
  ['messages', readSender],
  ['statuses', readRecipient],
  ['message_echoes', readEchoRecipient],
  ['calls', readCaller],
  ['user_preferences', readPreferenceUser],
]);

function readUser({ container, key, part }: EventSource): ReturnType<IdentityReader> | undefined {
  if (!isRecord(part)) return undefined;
  if (container?.kind === 'thread') return readThreadUser(part, container.record);
  return container?.kind === 'value' || container?.kind === 'standby' ? userReaders.get(key)?.(part) : undefined;
}
