/**
 * Splits what Meta posts into events: every entry, every change, every item, in order, each with the ids of its own change.
 * Nothing is dropped and nothing throws: what is not as documented becomes an `unknown` event, and the rest goes on.
 */
import { errorEvent } from './errors.js';
import { isWholeValue, valueEvent } from './fields.js';
import { HistoryReader } from './history.js';
import { ContactIndex } from './identity.js';
import { isPlain, isRecord, notAs, pick, textOf, type JsonRecord } from './json.js';
import { readEcho, readMessage, readStatus, type ItemReader } from './message-items.js';
import { unknownPart, type EventOrigin, type EventSource, type ParsedEvent, type Place } from './origin.js';
import { readCall, readGroup, readPreference } from './other-items.js';
import { valueRest } from './value-rest.js';

export type { ParsedEvent } from './origin.js';

const valuePath = 'entry[].changes[].value';

const noContacts = new ContactIndex([]);

/**
 * Reads every event of a webhook. Never throws for what a webhook may hold.
 *
 * @param body A webhook's parsed JSON: Meta's envelope, or the bare `{ field, value }` of the dashboard's Test button.
 * @param receivedAtMs Unix milliseconds, for every event.
 * @returns Events in Meta's order; of one change its messages, statuses, echoes, calls, history, groups, preferences, errors,
 * and then whatever else it holds. A change gives at least one event.
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
export function parseWebhook(body: unknown, receivedAtMs: number): ParsedEvent[] {
  const parser = new WebhookParser(receivedAtMs);
  parser.readBody(body);
  return parser.events;
}

class WebhookParser {
  readonly events: ParsedEvent[] = [];
  private readonly receivedAtMs: number;

  constructor(receivedAtMs: number) {
    this.receivedAtMs = receivedAtMs;
  }

  readBody(body: unknown): void {
    const origin = this.origin();
    if (!isRecord(body)) return this.malformed(origin, notAs('body', 'an object', body), undefined, '', body);
    const { entry } = body;
    if (entry === undefined) return this.readBare(body, origin);
    if (!Array.isArray(entry)) return this.malformed(origin, notAs('entry', 'a list', entry), undefined, '', body);
    const place: Place = { level: 'body', record: body, parent: undefined, contacts: undefined };
    for (const item of entry) this.readEntry(item, place, origin);
    const beside = besideOf(body, 'entry', 'object');
    if (!beside) return;
    if (this.events.length > 0) return this.addBeside(0, 'body', beside);
    this.empty(origin, 'entry', { place: undefined, key: '', listed: false, part: body });
  }

  /** The change that the dashboard posts without an envelope. */
  private readBare(body: JsonRecord, origin: EventOrigin): void {
    if (isRecord(body['value'])) return this.readChange(body, undefined, origin);
    const wrapped = wrappedBody(body);
    const [problem, part] = wrapped
      ? [notAs('body', 'an object', wrapped.body), wrapped.body]
      : [notAs('entry', 'a list', undefined), body];
    this.malformed(origin, problem, undefined, '', part);
  }

  private readEntry(entry: unknown, body: Place, base: EventOrigin): void {
    if (!isRecord(entry)) return this.malformed(base, notAs('entry[]', 'an object', entry), body, 'entry', entry, true);
    const { changes } = entry;
    const origin = this.origin(textOf(entry['id']), textOf(entry['time']));
    if (!Array.isArray(changes)) {
      return this.malformed(origin, notAs('entry[].changes', 'a list', changes), body, 'entry', entry, true);
    }
    const before = this.events.length;
    const place: Place = { level: 'entry', record: entry, parent: body, contacts: undefined };
    for (const change of changes) this.readChange(change, place, origin);
    const beside = besideOf(entry, 'changes', 'id', 'time');
    if (!beside) return;
    if (this.events.length > before) return this.addBeside(before, 'entry', beside);
    this.empty(origin, 'entry[].changes', { place: body, key: 'entry', listed: true, part: entry });
  }

  private readChange(change: unknown, entry: Place | undefined, base: EventOrigin): void {
    if (!isRecord(change)) {
      return this.malformed(base, notAs('entry[].changes[]', 'an object', change), entry, 'changes', change, true);
    }
    const { value } = change;
    const { wabaId, timestamp } = base;
    const field = textOf(change['field']);
    if (!isRecord(value)) {
      const problem = notAs(valuePath, 'an object', value);
      return this.malformed(this.origin(wabaId, timestamp, field), problem, entry, 'changes', change, true);
    }
    const before = this.events.length;
    const place: Place = { level: 'change', record: change, parent: entry, contacts: undefined };
    const { metadata } = value;
    const phoneNumberId = isRecord(metadata) ? textOf(metadata['phone_number_id']) : undefined;
    this.readValue(value, place, this.origin(wabaId, timestamp, field, phoneNumberId));
    const beside = besideOf(change, 'value', 'field');
    if (beside) this.addBeside(before, 'change', beside);
  }

  private readValue(value: JsonRecord, change: Place, origin: EventOrigin): void {
    const contacts = Array.isArray(value['contacts']) ? new ContactIndex(value['contacts']) : noContacts;
    const place: Place = { level: 'value', record: value, parent: change, contacts };
    const before = this.events.length;
    this.readContext(value, place, origin);
    const { messages, statuses, message_echoes, calls, history, groups, user_preferences, errors } = value;
    if (messages !== undefined) this.readItems(messages, 'messages', readMessage, place, origin);
    if (statuses !== undefined) this.readItems(statuses, 'statuses', readStatus, place, origin);
    if (message_echoes !== undefined) this.readItems(message_echoes, 'message_echoes', readEcho, place, origin);
    if (calls !== undefined) this.readItems(calls, 'calls', readCall, place, origin);
    if (history !== undefined) new HistoryReader(this.events, place, origin, contacts).read(history);
    if (groups !== undefined) this.readItems(groups, 'groups', readGroup, place, origin);
    if (user_preferences !== undefined)
      this.readItems(user_preferences, 'user_preferences', readPreference, place, origin);
    const isWhole = isWholeValue(origin.field);
    if (errors !== undefined && !isWhole) this.readItems(errors, 'errors', readError, place, origin);
    const rest = this.events.length === before ? value : valueRest(value, isWhole);
    if (rest) {
      const source = { place: change, key: 'value', listed: false, part: rest };
      this.events.push({ event: valueEvent(rest, origin), source });
    }
  }

  /** Keeps what is malformed around the items. */
  private readContext(value: JsonRecord, place: Place, origin: EventOrigin): void {
    const { metadata, contacts } = value;
    if (metadata !== undefined && !isRecord(metadata)) {
      this.malformed(origin, notAs(`${valuePath}.metadata`, 'an object', metadata), place, 'metadata', metadata);
    }
    if (contacts === undefined) return;
    if (!Array.isArray(contacts)) {
      return this.malformed(origin, notAs(`${valuePath}.contacts`, 'a list', contacts), place, 'contacts', contacts);
    }
    if (place.contacts?.records.length === contacts.length) return;
    for (const contact of contacts) {
      if (isRecord(contact)) continue;
      this.malformed(origin, notAs(`${valuePath}.contacts[]`, 'an object', contact), place, 'contacts', contact, true);
    }
  }

  private readItems(list: unknown, key: string, read: ItemReader, place: Place, origin: EventOrigin): void {
    if (!Array.isArray(list)) {
      return this.malformed(origin, notAs(`${valuePath}.${key}`, 'a list', list), place, key, list);
    }
    const contacts = place.contacts ?? noContacts;
    for (const item of list as unknown[]) {
      if (isRecord(item)) this.events.push(read(item, origin, contacts, { place, key, listed: true, part: item }));
      else this.malformed(origin, notAs(`${valuePath}.${key}[]`, 'an object', item), place, key, item, true);
    }
  }

  private addBeside(index: number, part: 'body' | 'entry' | 'change', beside: JsonRecord): void {
    const event = this.events[index]?.event;
    if (event) event.undocumented = { ...event.undocumented, [part]: beside };
  }

  private origin(wabaId?: string, timestamp?: string, field?: string, phoneNumberId?: string): EventOrigin {
    return { receivedAtMs: this.receivedAtMs, wabaId, timestamp, field, phoneNumberId };
  }

  /** A part without content, kept for what is around it. */
  private empty(origin: EventOrigin, path: string, source: EventSource): void {
    const problem = `${path} is empty, and members that this version does not know stand beside it`;
    this.events.push(unknownPart('field-unknown', origin, problem, source));
  }

  private malformed(
    origin: EventOrigin,
    problem: string,
    place: Place | undefined,
    key: string,
    part: unknown,
    listed = false,
  ): void {
    this.events.push(unknownPart('malformed', origin, problem, { place, key, listed, part }));
  }
}

const readError: ItemReader = (raw, origin, _contacts, source) => ({ event: errorEvent(raw, origin), source });

/** What stands in a part of the envelope beside its content and what is known of it. */
function besideOf(record: JsonRecord, content: string, ...known: string[]): JsonRecord | undefined {
  for (const key of Object.keys(record)) {
    if (key === content || (known.includes(key) && isPlain(record[key]))) continue;
    return pick(record, (each, value) => each !== content && !(known.includes(each) && isPlain(value)));
  }
  return undefined;
}

/** What `isolate` makes of a body that is no object. */
function wrappedBody(body: JsonRecord): { body: unknown } | undefined {
  return Object.keys(body).length === 1 && 'body' in body && !isRecord(body['body'])
    ? { body: body['body'] }
    : undefined;
}
