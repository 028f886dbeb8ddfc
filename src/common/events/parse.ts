/**
 * Splits what Meta posts into events: every entry, every change, every item, in order, each with the ids of its own
 * change. Nothing is dropped and nothing throws. What is not as documented becomes an `unknown` event, and the rest
 * goes on.
 */
import { errorEvent } from './errors.js';
import { EventList } from './event-list.js';
import { isSingleEventField, valueEvent } from './fields.js';
import { HistoryReader } from './history.js';
import { ContactIndex } from './identity.js';
import { asText, isPlain, isRecord, pick, type JsonRecord } from './json.js';
import { readEcho, readMessage, readStatus, type ItemReader } from './message-items.js';
import { readCall, readGroup, readPreference } from './other-items.js';
import {
  bodySource,
  itemSource,
  memberSource,
  unknownEvent,
  type BaseMembers,
  type Container,
  type EventSource,
  type ParsedEvent,
} from './parsed-event.js';
import { readStandby, remainingValue } from './remaining-value.js';

export type { ParsedEvent } from './parsed-event.js';

const valuePath = 'entry[].changes[].value';

const noContacts = new ContactIndex([]);

/**
 * Splits the body of a webhook into events.
 *
 * @param body A webhook's parsed JSON: Meta's envelope, or the bare `{ field, value }` of the dashboard's Test button.
 * @param receivedAtMs When the receiver got the body, in Unix milliseconds. Every event carries it.
 * @returns Events in Meta's order. Those of one change are its messages, statuses, echoes, calls, history, groups,
 * preferences and errors, and then whatever else it holds. A change gives at least one event. Of far more parts than
 * Meta ever posts, the last event is the whole body.
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
export function parseWebhook(body: unknown, receivedAtMs: number): ParsedEvent[] {
  return new WebhookParser(receivedAtMs).parse(body);
}

class WebhookParser {
  private readonly list = new EventList();
  private readonly receivedAtMs: number;

  constructor(receivedAtMs: number) {
    this.receivedAtMs = receivedAtMs;
  }

  parse(body: unknown): ParsedEvent[] {
    const base = this.base();
    this.readBody(body, base);
    return this.list.end(body, base);
  }

  private readBody(body: unknown, base: BaseMembers): void {
    if (!isRecord(body)) return this.list.addMalformed('body', 'an object', body, base, bodySource(body));
    const { entry } = body;
    if (entry === undefined) return this.readBareChange(body, base);
    if (!Array.isArray(entry)) return this.list.addMalformed('entry', 'a list', entry, base, bodySource(body));
    const container: Container = { kind: 'body', record: body, parent: undefined, contacts: undefined };
    for (const item of entry) this.readEntry(item, container, base);
    const unknown = unknownMembers(body, 'entry', 'object');
    if (!unknown) return;
    if (this.list.events.length > 0) return this.addUnknownMembers(0, 'body', unknown);
    this.empty('entry', base, bodySource(body));
  }

  /** Reads the change that the dashboard posts without an envelope. */
  private readBareChange(body: JsonRecord, base: BaseMembers): void {
    if (isRecord(body['value'])) return this.readChange(body, undefined, base);
    const wrapped = wrappedBody(body);
    if (!wrapped) return this.list.addMalformed('entry', 'a list', undefined, base, bodySource(body));
    this.list.addMalformed('body', 'an object', wrapped.body, base, bodySource(wrapped.body));
  }

  private readEntry(entry: unknown, body: Container, base: BaseMembers): void {
    const source = itemSource(body, 'entry', entry);
    if (!isRecord(entry)) return this.list.addMalformed('entry[]', 'an object', entry, base, source);
    const { changes } = entry;
    const own = this.base(asText(entry['id']), asText(entry['time']));
    if (!Array.isArray(changes)) return this.list.addMalformed('entry[].changes', 'a list', changes, own, source);
    const first = this.list.events.length;
    const container: Container = { kind: 'entry', record: entry, parent: body, contacts: undefined };
    for (const change of changes) this.readChange(change, container, own);
    const unknown = unknownMembers(entry, 'changes', 'id', 'time');
    if (!unknown) return;
    if (this.list.events.length > first) return this.addUnknownMembers(first, 'entry', unknown);
    this.empty('entry[].changes', own, source);
  }

  private readChange(change: unknown, entry: Container | undefined, base: BaseMembers): void {
    const source = itemSource(entry, 'changes', change);
    if (!isRecord(change)) return this.list.addMalformed('entry[].changes[]', 'an object', change, base, source);
    const { value } = change;
    const { wabaId, timestamp } = base;
    const field = asText(change['field']);
    if (!isRecord(value)) {
      return this.list.addMalformed(valuePath, 'an object', value, this.base(wabaId, timestamp, field), source);
    }
    const first = this.list.events.length;
    const container: Container = { kind: 'change', record: change, parent: entry, contacts: undefined };
    const { metadata } = value;
    const phoneNumberId = isRecord(metadata) ? asText(metadata['phone_number_id']) : undefined;
    this.readValue(value, container, this.base(wabaId, timestamp, field, phoneNumberId));
    const unknown = unknownMembers(change, 'value', 'field');
    if (unknown) this.addUnknownMembers(first, 'change', unknown);
  }

  private readValue(value: JsonRecord, change: Container, base: BaseMembers): void {
    const contacts = Array.isArray(value['contacts']) ? new ContactIndex(value['contacts'], value) : noContacts;
    const container: Container = { kind: 'value', record: value, parent: change, contacts };
    const first = this.list.events.length;
    this.readContext(value, container, base);
    const { messages, statuses, message_echoes, calls, history, groups, user_preferences, errors } = value;
    if (messages !== undefined) this.readItems(messages, 'messages', readMessage, container, base);
    if (statuses !== undefined) this.readItems(statuses, 'statuses', readStatus, container, base);
    if (message_echoes !== undefined) this.readItems(message_echoes, 'message_echoes', readEcho, container, base);
    if (calls !== undefined) this.readItems(calls, 'calls', readCall, container, base);
    if (history !== undefined) new HistoryReader(this.list, container, base, contacts).read(history);
    if (groups !== undefined) this.readItems(groups, 'groups', readGroup, container, base);
    if (user_preferences !== undefined)
      this.readItems(user_preferences, 'user_preferences', readPreference, container, base);
    const standby = readStandby(value, base.field);
    if (standby) this.readStandby(standby, container, base);
    const isSingleEvent = isSingleEventField(base.field);
    if (errors !== undefined && !isSingleEvent) this.readItems(errors, 'errors', readError, container, base);
    const remaining = this.list.events.length === first ? value : remainingValue(value, isSingleEvent, standby);
    if (!remaining) return;
    this.list.add({ event: valueEvent(remaining, base), source: memberSource(change, 'value', remaining) });
  }

  /** Meta nests the lists of the field `standby` one level deeper than those of other fields. */
  private readStandby(record: JsonRecord, value: Container, base: BaseMembers): void {
    const { messages, statuses, message_echoes, errors } = record;
    const contacts = Array.isArray(record['contacts']) ? new ContactIndex(record['contacts'], record) : noContacts;
    const container: Container = { kind: 'standby', record, parent: value, contacts };
    this.readContacts(record['contacts'], container, base);
    if (messages !== undefined) this.readItems(messages, 'messages', readMessage, container, base);
    if (statuses !== undefined) this.readItems(statuses, 'statuses', readStatus, container, base);
    if (message_echoes !== undefined) this.readItems(message_echoes, 'message_echoes', readEcho, container, base);
    if (errors !== undefined) this.readItems(errors, 'errors', readError, container, base);
  }

  /** Keeps what is malformed around the items. */
  private readContext(value: JsonRecord, container: Container, base: BaseMembers): void {
    const { metadata, contacts } = value;
    if (metadata !== undefined && !isRecord(metadata)) {
      const source = memberSource(container, 'metadata', metadata);
      this.list.addMalformed(`${valuePath}.metadata`, 'an object', metadata, base, source);
    }
    this.readContacts(contacts, container, base);
  }

  private readContacts(contacts: unknown, container: Container, base: BaseMembers): void {
    if (contacts === undefined) return;
    if (!Array.isArray(contacts)) {
      const source = memberSource(container, 'contacts', contacts);
      return this.list.addMalformed(`${valuePath}.contacts`, 'a list', contacts, base, source);
    }
    if (container.contacts?.records.length === contacts.length) return;
    for (const contact of contacts) {
      if (isRecord(contact)) continue;
      const source = itemSource(container, 'contacts', contact);
      this.list.addMalformed(`${valuePath}.contacts[]`, 'an object', contact, base, source);
    }
  }

  private readItems(list: unknown, key: string, read: ItemReader, container: Container, base: BaseMembers): void {
    if (!Array.isArray(list)) {
      const source = memberSource(container, key, list);
      return this.list.addMalformed(`${valuePath}.${key}`, 'a list', list, base, source);
    }
    const contacts = container.contacts ?? noContacts;
    for (const item of list as unknown[]) {
      const source = itemSource(container, key, item);
      if (!isRecord(item)) this.list.addMalformed(`${valuePath}.${key}[]`, 'an object', item, base, source);
      else if (this.list.isFull) this.list.skip();
      else this.list.add(read(item, base, contacts, source));
    }
  }

  private addUnknownMembers(index: number, part: 'body' | 'entry' | 'change', unknown: JsonRecord): void {
    const event = this.list.events[index]?.event;
    if (event) event.undocumented = { ...event.undocumented, [part]: unknown };
  }

  private base(wabaId?: string, timestamp?: string, field?: string, phoneNumberId?: string): BaseMembers {
    return { receivedAtMs: this.receivedAtMs, wabaId, timestamp, field, phoneNumberId };
  }

  /** Keeps a part without content for what is around it. */
  private empty(path: string, base: BaseMembers, source: EventSource): void {
    const problem = `${path} is empty, and members that this version does not know stand beside it`;
    this.list.add(unknownEvent('field-unknown', base, problem, source));
  }
}

const readError: ItemReader = (raw, base, _contacts, source) => ({ event: errorEvent(raw, base), source });

/** The members of a part of the envelope beside its content and what is known of it. */
function unknownMembers(record: JsonRecord, content: string, first: string, second = first): JsonRecord | undefined {
  for (const key in record) {
    if (key === content || ((key === first || key === second) && isPlain(record[key]))) continue;
    return pick(record, (each, value) => each !== content && !((each === first || each === second) && isPlain(value)));
  }
  return undefined;
}

/** The wrapped body that `rebuildWebhook` makes of a body that is no object. */
function wrappedBody(body: JsonRecord): { body: unknown } | undefined {
  return Object.keys(body).length === 1 && 'body' in body && !isRecord(body['body'])
    ? { body: body['body'] }
    : undefined;
}
