/** One event from one item of a change. Fields are set one by one: objects that grow out of a spread are many times slower. */
import { decodeCallbackData, type CallbackEnvelope } from '../callback-data.js';
import { echoRecipientOf, recipientOf, senderOf, type ContactIndex } from './identity.js';
import { textOf, type JsonRecord } from './json.js';
import type { EchoEvent, MessageEvent, StatusEvent, WhatsAppEvent } from './types.js';

/** The ids that every event of a change carries. */
export type EventOrigin = Pick<WhatsAppEvent, 'receivedAtMs' | 'wabaId' | 'phoneNumberId' | 'field'>;

/** An event, and beside it what only routing needs: the envelope names a workflow and is no business of another one. */
export interface ParsedEvent {
  event: WhatsAppEvent;
  /** Our part of a status' `biz_opaque_callback_data`; absent when the data is not ours. */
  envelope?: CallbackEnvelope;
}

export function messageEvent(raw: JsonRecord, origin: EventOrigin, contacts: ContactIndex): ParsedEvent {
  const user = senderOf(raw, contacts);
  const event: MessageEvent = { kind: 'message', receivedAtMs: origin.receivedAtMs, user, raw };
  setOrigin(event, origin);
  setMessageFields(event, raw);
  return { event };
}

export function echoEvent(raw: JsonRecord, origin: EventOrigin, contacts: ContactIndex): ParsedEvent {
  const user = echoRecipientOf(raw, contacts);
  const event: EchoEvent = { kind: 'echo', receivedAtMs: origin.receivedAtMs, user, raw };
  setOrigin(event, origin);
  setMessageFields(event, raw);
  return { event };
}

export function statusEvent(raw: JsonRecord, origin: EventOrigin, contacts: ContactIndex): ParsedEvent {
  const data = raw['biz_opaque_callback_data'];
  const envelope = typeof data === 'string' ? decodeCallbackData(data) : undefined;
  const user = recipientOf(raw, contacts);
  const event: StatusEvent = { kind: 'status', receivedAtMs: origin.receivedAtMs, user, raw };
  setOrigin(event, origin);
  setStatusFields(event, raw);
  if (envelope) {
    setCallersOwn(event, envelope);
    return { event, envelope };
  }
  if (typeof data === 'string') event.callbackData = data;
  return { event };
}

export function setOrigin(event: EventOrigin, { wabaId, phoneNumberId, field }: EventOrigin): void {
  if (wabaId !== undefined) event.wabaId = wabaId;
  if (phoneNumberId !== undefined) event.phoneNumberId = phoneNumberId;
  if (field !== undefined) event.field = field;
}

function setMessageFields(event: MessageEvent | EchoEvent, raw: JsonRecord): void {
  const messageId = textOf(raw['id']);
  const type = textOf(raw['type']);
  const timestamp = textOf(raw['timestamp']);
  if (messageId !== undefined) event.messageId = messageId;
  if (type !== undefined) event.type = type;
  if (timestamp !== undefined) event.timestamp = timestamp;
}

function setStatusFields(event: StatusEvent, raw: JsonRecord): void {
  const messageId = textOf(raw['id']);
  const status = textOf(raw['status']);
  const timestamp = textOf(raw['timestamp']);
  if (messageId !== undefined) event.messageId = messageId;
  if (status !== undefined) event.status = status;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (Array.isArray(raw['errors'])) event.errors = raw['errors'];
}

/** Takes our envelope off, so that the caller finds its own string, or none, where it looks for it. */
function setCallersOwn(event: StatusEvent, { sendKey, callerData }: CallbackEnvelope): void {
  if (sendKey !== '') event.sendKey = sendKey;
  if (callerData === undefined) {
    const { biz_opaque_callback_data: _ours, ...raw } = event.raw;
    event.raw = raw;
  } else {
    event.callbackData = callerData;
    event.raw = { ...event.raw, biz_opaque_callback_data: callerData };
  }
}
