/** Events of the items that are no messages: calls, groups, preferences. */
import { errorsOf } from './errors.js';
import { addContact, callerOf, preferenceUserOf } from './identity.js';
import { textOf } from './json.js';
import type { ItemReader } from './message-items.js';
import { setOrigin } from './origin.js';
import type {
  WhatsAppCallEvent,
  WhatsAppGroupEvent,
  WhatsAppUserPreferenceEvent,
  WireCall,
  WireGroup,
  WireUserPreference,
} from './types.js';

export const readCall: ItemReader = (raw, origin, contacts, source) => {
  const user = callerOf(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppCallEvent = { kind: 'call', receivedAtMs: origin.receivedAtMs, user, raw: raw as WireCall };
  setOrigin(event, origin);
  const callId = textOf(raw['id']) ?? textOf(raw['wacid']);
  const name = textOf(raw['event']);
  const direction = textOf(raw['direction']);
  const timestamp = textOf(raw['timestamp']);
  const errors = errorsOf(raw);
  if (callId !== undefined) event.callId = callId;
  if (name !== undefined) event.event = name;
  if (direction !== undefined) event.direction = direction;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
  return { event, source };
};

export const readGroup: ItemReader = (raw, origin, _contacts, source) => {
  const event: WhatsAppGroupEvent = { kind: 'group', receivedAtMs: origin.receivedAtMs, raw: raw as WireGroup };
  setOrigin(event, origin);
  const groupId = textOf(raw['group_id']);
  const type = textOf(raw['type']);
  const requestId = textOf(raw['request_id']) ?? textOf(raw['join_request_id']);
  const timestamp = textOf(raw['timestamp']);
  const errors = errorsOf(raw);
  if (groupId !== undefined) event.groupId = groupId;
  if (type !== undefined) event.type = type;
  if (requestId !== undefined) event.requestId = requestId;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
  return { event, source };
};

export const readPreference: ItemReader = (raw, origin, contacts, source) => {
  const user = preferenceUserOf(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppUserPreferenceEvent = {
    kind: 'user_preference',
    receivedAtMs: origin.receivedAtMs,
    user,
    raw: raw as WireUserPreference,
  };
  setOrigin(event, origin);
  const category = textOf(raw['category']);
  const value = textOf(raw['value']);
  const timestamp = textOf(raw['timestamp']);
  if (category !== undefined) event.category = category;
  if (value !== undefined) event.value = value;
  if (timestamp !== undefined) event.timestamp = timestamp;
  return { event, source };
};
