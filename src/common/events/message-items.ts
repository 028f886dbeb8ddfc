/** Events of messages and their statuses. Fields are set one by one: objects that grow out of a spread are many times slower. */
import { decodeCallbackData, type CallbackEnvelope } from '../callback-data.js';
import { errorsOf } from './errors.js';
import { addContact, echoRecipientOf, recipientOf, senderOf, threadUserOf, type ContactIndex } from './identity.js';
import { isRecord, textOf, type JsonRecord } from './json.js';
import { setOrigin, type EventOrigin, type EventSource, type ParsedEvent } from './origin.js';
import type {
  WhatsAppEchoEvent,
  WhatsAppHistoryEvent,
  WhatsAppMessageEvent,
  WhatsAppStatusEvent,
  WireEcho,
  WireHistoryChunk,
  WireHistoryMessage,
  WireMessage,
  WireStatus,
} from './types.js';

/** Makes the event of one item of a value's list. */
export type ItemReader = (
  raw: JsonRecord,
  origin: EventOrigin,
  contacts: ContactIndex,
  source: EventSource,
) => ParsedEvent;

export const readMessage: ItemReader = (raw, origin, contacts, source) => {
  const user = senderOf(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppMessageEvent = {
    kind: 'message',
    receivedAtMs: origin.receivedAtMs,
    user,
    raw: raw as WireMessage,
  };
  setOrigin(event, origin);
  setMessageFields(event, raw);
  return { event, source };
};

export const readEcho: ItemReader = (raw, origin, contacts, source) => {
  const user = echoRecipientOf(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppEchoEvent = { kind: 'echo', receivedAtMs: origin.receivedAtMs, user, raw: raw as WireEcho };
  setOrigin(event, origin);
  setMessageFields(event, raw);
  return { event, source };
};

export const readStatus: ItemReader = (raw, origin, contacts, source) => {
  const data = raw['biz_opaque_callback_data'];
  const envelope = typeof data === 'string' ? decodeCallbackData(data) : undefined;
  const user = recipientOf(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppStatusEvent = {
    kind: 'status',
    receivedAtMs: origin.receivedAtMs,
    user,
    raw: raw as WireStatus,
  };
  setOrigin(event, origin);
  setStatusFields(event, raw);
  if (envelope) {
    setCallersOwn(event, envelope);
    return { event, envelope, source };
  }
  if (typeof data === 'string') event.callbackData = data;
  return { event, source };
};

/** Where an old message stood. */
export interface HistoryContext {
  thread: JsonRecord;
  chunk: WireHistoryChunk | undefined;
}

export function historyEvent(
  raw: JsonRecord,
  origin: EventOrigin,
  contacts: ContactIndex,
  { thread, chunk }: HistoryContext,
): WhatsAppHistoryEvent {
  const user = threadUserOf(raw, thread);
  addContact(user, contacts.find(user));
  const event: WhatsAppHistoryEvent = {
    kind: 'history',
    receivedAtMs: origin.receivedAtMs,
    user,
    raw: raw as WireHistoryMessage,
  };
  setOrigin(event, origin);
  setCommonFields(event, raw);
  const context = raw['history_context'];
  const status = isRecord(context) ? textOf(context['status']) : undefined;
  if (status !== undefined) event.status = status;
  if (chunk) event.chunk = chunk;
  return event;
}

function setMessageFields(event: WhatsAppMessageEvent | WhatsAppEchoEvent, raw: JsonRecord): void {
  setCommonFields(event, raw);
  if (event.type !== 'edit' && event.type !== 'revoke') return;
  const content = raw[event.type];
  const originalMessageId = isRecord(content) ? textOf(content['original_message_id']) : undefined;
  if (originalMessageId !== undefined) event.originalMessageId = originalMessageId;
}

function setCommonFields(
  event: WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHistoryEvent,
  raw: JsonRecord,
): void {
  const messageId = textOf(raw['id']);
  const type = textOf(raw['type']);
  const timestamp = textOf(raw['timestamp']);
  const errors = errorsOf(raw);
  if (messageId !== undefined) event.messageId = messageId;
  if (type !== undefined) event.type = type;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
}

function setStatusFields(event: WhatsAppStatusEvent, raw: JsonRecord): void {
  const messageId = textOf(raw['id']);
  const status = textOf(raw['status']);
  const timestamp = textOf(raw['timestamp']);
  if (messageId !== undefined) event.messageId = messageId;
  if (status !== undefined) event.status = status;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (Array.isArray(raw['errors'])) event.errors = raw['errors'];
}

/** Takes our envelope off, so that the caller finds its own string, or none, where it looks for it. */
function setCallersOwn(event: WhatsAppStatusEvent, { sendKey, callerData }: CallbackEnvelope): void {
  if (sendKey !== '') event.sendKey = sendKey;
  if (callerData === undefined) {
    const { biz_opaque_callback_data: _ours, ...raw } = event.raw;
    event.raw = raw;
  } else {
    event.callbackData = callerData;
    event.raw = { ...event.raw, biz_opaque_callback_data: callerData };
  }
}
