/** An event, and where in the body its part was. */
import type { CallbackEnvelope } from '../sending/callback-data.js';
import type { ContactIndex } from './identity.js';
import type { JsonRecord } from './json.js';
import type { WhatsAppUnknownEvent, WhatsAppEvent } from './types.js';

/** What every event of a change carries. Every member is there, so that all are objects of one shape. */
export interface BaseMembers {
  readonly receivedAtMs: number;
  readonly wabaId: string | undefined;
  readonly timestamp: string | undefined;
  readonly field: string | undefined;
  readonly phoneNumberId: string | undefined;
}

/** An object of the body that holds others. A body that is one bare change has no container around it. */
export interface Container {
  readonly kind: 'body' | 'entry' | 'change' | 'value' | 'standby' | 'chunk' | 'thread';
  readonly record: JsonRecord;
  /** The container around this one. */
  readonly parent: Container | undefined;
  /** The contacts of a value, or of what stands under `standby` in it. Other kinds have none. */
  readonly contacts: ContactIndex | undefined;
}

/** References into the parsed body: what `rebuildWebhook` needs, and nothing that costs before somebody asks for it. */
export interface EventSource {
  /** The object that holds the part. It is undefined when the part is the whole body. */
  readonly container: Container | undefined;
  /** The container's member that holds the part. */
  readonly key: string;
  /** Whether the part is an item of a list under that key. */
  readonly isItem: boolean;
  /** The part as it was parsed, never changed. */
  readonly part: unknown;
}

/** The source of a member of a container. */
export function memberSource(container: Container | undefined, key: string, part: unknown): EventSource {
  return { container, key, isItem: false, part };
}

/** The source of an item of a container's list. */
export function itemSource(container: Container | undefined, key: string, part: unknown): EventSource {
  return { container, key, isItem: true, part };
}

/** The source of a part that is the whole body. */
export function bodySource(part: unknown): EventSource {
  return { container: undefined, key: '', isItem: false, part };
}

/** An event, and beside it what only the receiver needs. */
export interface ParsedEvent {
  /** The event, as workflows get it. */
  event: WhatsAppEvent;
  /**
   * Our part of a status' `biz_opaque_callback_data`, absent when the data is not ours. The envelope names a workflow,
   * which is no business of another one, so the event does not have it.
   */
  envelope?: CallbackEnvelope;
  /** The part of the body that became the event. */
  source: EventSource;
}

/** Sets the base members that are known. */
export function setBase(event: WhatsAppEvent, { wabaId, phoneNumberId, field, timestamp }: BaseMembers): void {
  if (wabaId !== undefined) event.wabaId = wabaId;
  if (phoneNumberId !== undefined) event.phoneNumberId = phoneNumberId;
  if (field !== undefined) event.field = field;
  if (timestamp !== undefined) event.timestamp = timestamp;
}

/** The event of a part that nobody knows, kept as it came. `problem` holds no content and no positions. */
export function unknownEvent(
  reason: WhatsAppUnknownEvent['reason'],
  base: BaseMembers,
  problem: string,
  source: EventSource,
): ParsedEvent {
  const event: WhatsAppUnknownEvent = {
    kind: 'unknown',
    reason,
    receivedAtMs: base.receivedAtMs,
    problem,
    raw: source.part,
  };
  setBase(event, base);
  return { event, source };
}
