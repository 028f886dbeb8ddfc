/** What every event of a change carries, and where in the body each was. */
import type { CallbackEnvelope } from '../callback-data.js';
import type { ContactIndex } from './identity.js';
import type { JsonRecord } from './json.js';
import type { WhatsAppUnknownEvent, WhatsAppEvent } from './types.js';

/** Every member is there, so that all origins are objects of one shape. */
export interface EventOrigin {
  readonly receivedAtMs: number;
  readonly wabaId: string | undefined;
  readonly timestamp: string | undefined;
  readonly field: string | undefined;
  readonly phoneNumberId: string | undefined;
}

/** An object of the body that holds others. A body that is one bare change has no place above it. */
export interface Place {
  readonly level: 'body' | 'entry' | 'change' | 'value' | 'chunk' | 'thread';
  readonly record: JsonRecord;
  readonly parent: Place | undefined;
  /** Of a value only. */
  readonly contacts: ContactIndex | undefined;
}

/** References into the parsed body: what `isolate` needs, and nothing that costs before it is asked for. */
export interface EventSource {
  /** The object that holds the part; undefined when the part is the whole body. */
  readonly place: Place | undefined;
  readonly key: string;
  /** Whether the part is an item of a list under that key. */
  readonly listed: boolean;
  /** As it was parsed, never changed. */
  readonly part: unknown;
}

/** An event, and beside it what only the receiver needs. */
export interface ParsedEvent {
  event: WhatsAppEvent;
  /**
   * Our part of a status' `biz_opaque_callback_data`; absent when the data is not ours. It names a workflow and is no business
   * of another one, so it is not in the event.
   */
  envelope?: CallbackEnvelope;
  source: EventSource;
}

export function setOrigin(event: WhatsAppEvent, { wabaId, phoneNumberId, field, timestamp }: EventOrigin): void {
  if (wabaId !== undefined) event.wabaId = wabaId;
  if (phoneNumberId !== undefined) event.phoneNumberId = phoneNumberId;
  if (field !== undefined) event.field = field;
  if (timestamp !== undefined) event.timestamp = timestamp;
}

/** A part that nobody knows, kept as it came. `problem` holds no content and no positions. */
export function unknownPart(
  reason: WhatsAppUnknownEvent['reason'],
  origin: EventOrigin,
  problem: string,
  source: EventSource,
): ParsedEvent {
  const event: WhatsAppUnknownEvent = {
    kind: 'unknown',
    reason,
    receivedAtMs: origin.receivedAtMs,
    problem,
    raw: source.part,
  };
  setOrigin(event, origin);
  return { event, source };
}
