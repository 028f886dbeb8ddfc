/** A webhook around events that were parsed: what a dead letter keeps, and what a redrive parses again. */
import { readThreadUser, userReaders } from './identity.js';
import { isPlain, isRecord, type JsonRecord } from './json.js';
import type { Container, EventSource, ParsedEvent } from './parsed-event.js';
import type { UserIdentity, WhatsAppEvent } from './types.js';

/**
 * Rebuilds a webhook in Meta's envelope that holds this one event's part, as it came, in its place. Around the part
 * stand its entry's id and time, its field, its metadata, and the contact of its user. All contacts of the change stand
 * there when none is the user's, unless the only one is of another user. Parsing the webhook gives the same event, and
 * no other.
 *
 * @returns References into the parsed body, not copies. A body that is no object is wrapped: `{ body }`.
 */
export function rebuildWebhook(parsed: ParsedEvent): JsonRecord {
  const builder = new WebhookBuilder(() => 0);
  builder.add(parsed, 0);
  return builder.build();
}

/**
 * Puts the parts of several events of one body back into one envelope, in time that grows with their number. Parsing
 * the result gives the same events in the same order, when they were added in the order in which they were parsed.
 */
export class WebhookBuilder {
  /** How long the webhook is as JSON in bytes, but for a few bytes around each part. */
  bytes = 0;
  private readonly measure: (value: unknown) => number;
  private readonly open = new Map<Container, Frame>();
  private root: Frame | undefined;
  private whole: { part: unknown } | undefined;

  /** @param measure The length of a value as JSON, in bytes. */
  constructor(measure: (value: unknown) => number) {
    this.measure = measure;
  }

  /**
   * Adds the part of one event.
   *
   * @param partBytes The length of the part as JSON.
   * @returns False when this webhook has no place for it beside what it holds. Another one has.
   */
  add({ event, source }: ParsedEvent, partBytes: number): boolean {
    const { container, key, isItem, part } = source;
    if (this.whole) return false;
    if (!container) {
      if (this.root) return false;
      this.whole = { part };
    } else {
      const frame = this.frameWithRoom(container, event, key, isItem);
      if (!frame) return false;
      frame.put(key, isItem, part);
      this.bytes += addContacts(frame, source, this.measure);
    }
    this.bytes += partBytes + key.length + 6;
    return true;
  }

  /** The webhook. It has references into the parsed body, not copies. */
  build(): JsonRecord {
    if (this.root) return this.root.build();
    return isRecord(this.whole?.part) ? this.whole.part : { body: this.whole?.part };
  }

  /** The object for a container in which a member is free, or is a list that takes one more item. */
  private frameWithRoom(container: Container, event: WhatsAppEvent, key: string, isItem: boolean): Frame | undefined {
    const frame = this.open.get(container);
    if (frame?.hasRoom(key, isItem)) return frame;
    if (frame && !this.close(container)) return undefined;
    return this.openFrame(container, event);
  }

  /** Lets the next part have a new object for the container. The body is the only one that cannot be there twice. */
  private close(container: Container): boolean {
    for (let each: Container | undefined = container; each?.parent; each = each.parent) {
      this.open.delete(each);
      if (isListed[each.kind]) return true;
    }
    return false;
  }

  private openFrame(container: Container, event: WhatsAppEvent): Frame | undefined {
    const { kind, parent } = container;
    const frame = new Frame(container, unknownMembers(container, event));
    if (parent) {
      const around = this.frameWithRoom(parent, event, keys[kind], isListed[kind]);
      if (!around) return undefined;
      around.put(keys[kind], isListed[kind], frame);
      frame.parent = around;
    } else {
      this.root = frame;
    }
    this.open.set(container, frame);
    this.bytes += this.measure(frame.members) + keys[kind].length + 6;
    return frame;
  }
}

/** One object of the webhook while it is put together. */
class Frame {
  readonly container: Container;
  /** What stands around the content, but for contacts. */
  readonly members: JsonRecord;
  parent: Frame | undefined;
  /** The contacts of those whose parts are here. */
  private contacts: Set<JsonRecord> | 'all' | undefined;
  private readonly content = new Map<string, { isList: boolean; parts: unknown[] }>();

  constructor(container: Container, undocumented: JsonRecord | undefined) {
    this.container = container;
    this.members = { ...envelope(container), ...undocumented };
  }

  /** What is wrong among the contacts stands alone, as its place is that of the contacts. */
  hasRoom(key: string, isItem: boolean): boolean {
    const member = this.content.get(key);
    if (member) return isItem && member.isList;
    return this.content.size === 0 || (key !== 'contacts' && !this.content.has('contacts'));
  }

  put(key: string, isList: boolean, part: unknown): void {
    const member = this.content.get(key);
    if (member) member.parts.push(part);
    else this.content.set(key, { isList, parts: [part] });
  }

  /** @returns what was not here before */
  addContacts(found: JsonRecord | undefined): readonly JsonRecord[] {
    const { records = [], isOfSome = false } = this.container.contacts ?? {};
    if (this.contacts === 'all' || records.length === 0) return [];
    if (!found) {
      // Here it would be the contact of the only user.
      if (isOfSome) return [];
      this.contacts = 'all';
      return records;
    }
    this.contacts ??= new Set();
    if (this.contacts.has(found)) return [];
    this.contacts.add(found);
    return [found];
  }

  build(): JsonRecord {
    const content: JsonRecord = {};
    for (const [key, { isList, parts }] of this.content) {
      const built: unknown[] = parts.map((part) => (part instanceof Frame ? part.build() : part));
      content[key] = isList ? built : built[0];
    }
    const { contacts } = this;
    if (!contacts) return { ...this.members, ...content };
    const records = this.container.contacts?.records ?? [];
    const kept = contacts === 'all' ? records : records.filter((record) => contacts.has(record));
    return { ...this.members, contacts: kept, ...content };
  }
}

/** @returns how many bytes they take */
function addContacts(frame: Frame, source: EventSource, measure: (value: unknown) => number): number {
  let bytes = 0;
  const user = readUser(source);
  for (let each: Frame | undefined = frame; each; each = each.parent) {
    const added = each.addContacts(user && each.container.contacts?.find(user));
    if (added.length > 0) bytes += measure(added);
  }
  return bytes;
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

/** Documented members of each kind beside its content. Those of a value are its product and its metadata. */
const documentedKeys: Record<Kind, readonly string[]> = {
  body: ['object'],
  entry: ['id', 'time'],
  change: ['field'],
  value: ['messaging_product', 'metadata'],
  standby: [],
  chunk: ['metadata'],
  thread: ['id'],
};

/** The documented members of a container that stand around its content, but for contacts. */
function envelope({ kind, record }: Container): JsonRecord {
  const members: JsonRecord = {};
  for (const key of documentedKeys[kind]) {
    const value = record[key];
    if (value !== undefined && isUsable(key, value)) members[key] = value;
  }
  return members;
}

function isUsable(key: string, value: unknown): boolean {
  if (key === 'metadata') return isRecord(value);
  return key === 'messaging_product' || isPlain(value);
}

/** The members of a container that no documentation names, which its first event carries. */
function unknownMembers({ kind }: Container, { undocumented }: WhatsAppEvent): JsonRecord | undefined {
  return kind === 'body' || kind === 'entry' || kind === 'change' ? undocumented?.[kind] : undefined;
}

function readUser({ container, key, part }: EventSource): UserIdentity | undefined {
  if (!isRecord(part)) return undefined;
  if (container?.kind === 'thread') return readThreadUser(part, container.record);
  return container?.kind === 'value' || container?.kind === 'standby' ? userReaders.get(key)?.(part) : undefined;
}
