/**
 * Splits what Meta posts into events: every entry, every change, every item, in order, each with the ids of its own change.
 * Nothing is dropped and nothing throws: what is not as documented becomes a `malformed` event, and the rest goes on.
 */
import { ContactIndex } from './identity.js';
import { echoEvent, messageEvent, setOrigin, statusEvent, type EventOrigin, type ParsedEvent } from './items.js';
import { isRecord, kindOf, textOf, type JsonRecord } from './json.js';
import type { ChangeEvent } from './types.js';

export type { ParsedEvent } from './items.js';

/** Lists whose items are events of their own, under whatever field they arrive, in the order in which they are read. */
const itemLists = { messages: messageEvent, statuses: statusEvent, message_echoes: echoEvent } as const;
type ItemList = keyof typeof itemLists;
const itemListNames = Object.keys(itemLists) as ItemList[];
const itemListKeys: ReadonlySet<string> = new Set(itemListNames);

/** Keys that say to whom the items belong and are no content by themselves. */
const contextKeys: ReadonlySet<string> = new Set(['messaging_product', 'metadata', 'contacts']);

const noContacts = new ContactIndex([]);

/**
 * @param body A webhook's parsed JSON: Meta's envelope, or the bare `{ field, value }` of the dashboard's Test button.
 * @param receivedAtMs Unix milliseconds, for every event.
 * @returns Events in Meta's order, a change's messages before its statuses, echoes and anything else it holds. A change gives
 * at least one event.
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
    const origin = { receivedAtMs: this.receivedAtMs };
    if (!isRecord(body)) return this.malformed(origin, 'body', 'must be an object', body);
    if (body['entry'] === undefined && isRecord(body['value'])) return this.readChange(body, 'body', origin);
    if (!Array.isArray(body['entry'])) {
      return this.malformed(origin, 'entry', 'must be a list', body['entry'] ?? body, kindOf(body['entry']));
    }
    body['entry'].forEach((entry: unknown, index) => this.readEntry(entry, `entry[${index}]`, origin));
  }

  private readEntry(entry: unknown, path: string, base: EventOrigin): void {
    if (!isRecord(entry)) return this.malformed(base, path, 'must be an object', entry);
    const wabaId = textOf(entry['id']);
    const origin: EventOrigin = { receivedAtMs: base.receivedAtMs };
    if (wabaId !== undefined) origin.wabaId = wabaId;
    const changes = entry['changes'];
    if (!Array.isArray(changes)) {
      return this.malformed(origin, `${path}.changes`, 'must be a list', entry, kindOf(changes));
    }
    const time = textOf(entry['time']);
    changes.forEach((change: unknown, index) => this.readChange(change, `${path}.changes[${index}]`, origin, time));
  }

  private readChange(change: unknown, path: string, base: EventOrigin, time?: string): void {
    if (!isRecord(change)) return this.malformed(base, path, 'must be an object', change);
    const origin: EventOrigin = { receivedAtMs: base.receivedAtMs };
    setOrigin(origin, base);
    const field = textOf(change['field']);
    if (field !== undefined) origin.field = field;
    const value = change['value'];
    if (!isRecord(value)) return this.malformed(origin, `${path}.value`, 'must be an object', change, kindOf(value));
    this.readMetadata(value['metadata'], path, origin);
    const contacts = this.readContacts(value['contacts'], path, origin);
    const before = this.events.length;
    for (const name of itemListNames) {
      if (value[name] !== undefined) this.readItems(value[name], name, `${path}.value.${name}`, origin, contacts);
    }
    this.readRest(value, origin, time, this.events.length > before);
  }

  private readMetadata(metadata: unknown, path: string, origin: EventOrigin): void {
    if (isRecord(metadata)) {
      const phoneNumberId = textOf(metadata['phone_number_id']);
      if (phoneNumberId !== undefined) origin.phoneNumberId = phoneNumberId;
    } else if (metadata !== undefined) {
      this.malformed(origin, `${path}.value.metadata`, 'must be an object', metadata);
    }
  }

  private readContacts(contacts: unknown, path: string, origin: EventOrigin): ContactIndex {
    if (contacts === undefined) return noContacts;
    if (!Array.isArray(contacts)) {
      this.malformed(origin, `${path}.value.contacts`, 'must be a list', contacts);
      return noContacts;
    }
    contacts.forEach((contact: unknown, index) => {
      if (!isRecord(contact)) this.malformed(origin, `${path}.value.contacts[${index}]`, 'must be an object', contact);
    });
    return new ContactIndex(contacts);
  }

  private readItems(list: unknown, name: ItemList, path: string, origin: EventOrigin, contacts: ContactIndex): void {
    if (!Array.isArray(list)) return this.malformed(origin, path, 'must be a list', list);
    const toEvent = itemLists[name];
    list.forEach((item: unknown, index) => {
      if (isRecord(item)) this.events.push(toEvent(item, origin, contacts));
      else this.malformed(origin, `${path}[${index}]`, 'must be an object', item);
    });
  }

  /** Whatever else the value holds, beside its items or instead of them: errors, calls, history, a field of its own. */
  private readRest(value: JsonRecord, origin: EventOrigin, time: string | undefined, hasItems: boolean): void {
    const hasMore = (): boolean => Object.keys(value).some((key) => !contextKeys.has(key) && !itemListKeys.has(key));
    if (hasItems && !hasMore()) return;
    const raw = hasItems ? Object.fromEntries(Object.entries(value).filter(([key]) => !itemListKeys.has(key))) : value;
    const event: ChangeEvent = { kind: 'change', receivedAtMs: origin.receivedAtMs, raw };
    setOrigin(event, origin);
    if (time !== undefined) event.timestamp = time;
    this.events.push({ event });
  }

  private malformed(origin: EventOrigin, path: string, expected: string, raw: unknown, found = kindOf(raw)): void {
    this.events.push({ event: { ...origin, kind: 'malformed', problem: `${path} ${expected}, not ${found}`, raw } });
  }
}
