/**
 * Events of messages and their statuses. Members are set one by one: objects that grow out of a spread are many times
 * slower.
 */
import { decodeCallbackData, type CallbackEnvelope } from '../sending/callback-data.js';
import { readErrors } from './errors.js';
import {
  addContact,
  readEchoContent,
  readEchoRecipient,
  readGroupId,
  readRecipient,
  readRecipientGroupId,
  readSender,
  readThreadUser,
  type ContactIndex,
} from './identity.js';
import { asText, isRecord, type JsonRecord } from './json.js';
import { setBase, type BaseMembers, type EventSource, type ParsedEvent } from './parsed-event.js';
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
  base: BaseMembers,
  contacts: ContactIndex,
  source: EventSource,
) => ParsedEvent;

/** The event of a message from a user. */
export const readMessage: ItemReader = (raw, base, contacts, source) => {
  const user = readSender(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppMessageEvent = {
    kind: 'message',
    receivedAtMs: base.receivedAtMs,
    user,
    raw: raw as WireMessage,
  };
  setBase(event, base);
  setMessageFields(event, raw);
  return { event, source };
};

/** The event of a message that the business sent from its phone app, or that Meta's own agent sent. */
export const readEcho: ItemReader = (raw, base, contacts, source) => {
  const user = readEchoRecipient(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppEchoEvent = { kind: 'echo', receivedAtMs: base.receivedAtMs, user, raw: raw as WireEcho };
  setBase(event, base);
  setMessageFields(event, raw);
  const content = readEchoContent(raw);
  if (content !== raw) setEchoContent(event, content);
  return { event, source };
};

function setEchoContent(event: WhatsAppEchoEvent, content: JsonRecord): void {
  const type = asText(content['type']);
  const groupId = readGroupId(content);
  if (type !== undefined) event.type = type;
  if (groupId !== undefined) event.groupId = groupId;
}

/** The event of a status, and the envelope in its callback data, if it is ours. */
export const readStatus: ItemReader = (raw, base, contacts, source) => {
  const data = raw['biz_opaque_callback_data'];
  const envelope = typeof data === 'string' ? decodeCallbackData(data) : undefined;
  const user = readRecipient(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppStatusEvent = {
    kind: 'status',
    receivedAtMs: base.receivedAtMs,
    user,
    raw: raw as WireStatus,
  };
  setBase(event, base);
  setStatusFields(event, raw);
  if (envelope) {
    setCallersOwn(event, envelope);
    return { event, envelope, source };
  }
  if (typeof data === 'string') event.callbackData = data;
  return { event, source };
};

/** The places in which an old message stood. */
export interface HistoryContext {
  thread: JsonRecord;
  /** The metadata of the thread's chunk. */
  chunk: WireHistoryChunk | undefined;
}

/** The event of an old message. */
export function historyEvent(
  raw: JsonRecord,
  base: BaseMembers,
  contacts: ContactIndex,
  { thread, chunk }: HistoryContext,
): WhatsAppHistoryEvent {
  const user = readThreadUser(raw, thread);
  addContact(user, contacts.find(user));
  const event: WhatsAppHistoryEvent = {
    kind: 'history',
    receivedAtMs: base.receivedAtMs,
    user,
    raw: raw as WireHistoryMessage,
  };
  setBase(event, base);
  setCommonFields(event, raw);
  const context = raw['history_context'];
  const status = isRecord(context) ? asText(context['status']) : undefined;
  if (status !== undefined) event.status = status;
  if (chunk) event.chunk = chunk;
  return event;
}

function setMessageFields(event: WhatsAppMessageEvent | WhatsAppEchoEvent, raw: JsonRecord): void {
  setCommonFields(event, raw);
  if (event.type !== 'edit' && event.type !== 'revoke') return;
  const content = raw[event.type];
  const originalMessageId = isRecord(content) ? asText(content['original_message_id']) : undefined;
  if (originalMessageId !== undefined) event.originalMessageId = originalMessageId;
}

function setCommonFields(
  event: WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHistoryEvent,
  raw: JsonRecord,
): void {
  const messageId = asText(raw['id']);
  const type = asText(raw['type']);
  const timestamp = asText(raw['timestamp']);
  const errors = readErrors(raw);
  const groupId = readGroupId(raw);
  if (messageId !== undefined) event.messageId = messageId;
  if (type !== undefined) event.type = type;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
  if (groupId !== undefined) event.groupId = groupId;
}

function setStatusFields(event: WhatsAppStatusEvent, raw: JsonRecord): void {
  const messageId = asText(raw['id']);
  const status = asText(raw['status']);
  const timestamp = asText(raw['timestamp']);
  const groupId = readRecipientGroupId(raw);
  if (messageId !== undefined) event.messageId = messageId;
  if (status !== undefined) event.status = status;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (groupId !== undefined) event.groupId = groupId;
  if (raw['type'] === 'call' && messageId !== undefined) event.callId = messageId;
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
