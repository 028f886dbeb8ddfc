/** Events of the items that are no messages: calls, groups, preferences. */
import { readErrors } from './errors.js';
import { addContact, readCaller, readPreferenceUser } from './identity.js';
import { asText } from './json.js';
import type { ItemReader } from './message-items.js';
import { setBase } from './parsed-event.js';
import type {
  WhatsAppCallEvent,
  WhatsAppGroupEvent,
  WhatsAppUserPreferenceEvent,
  WireCall,
  WireGroup,
  WireUserPreference,
} from './types.js';

/** The event of a call. */
export const readCall: ItemReader = (raw, base, contacts, source) => {
  const user = readCaller(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppCallEvent = { kind: 'call', receivedAtMs: base.receivedAtMs, user, raw: raw as WireCall };
  setBase(event, base);
  const callId = asText(raw['id']) ?? asText(raw['wacid']);
  const name = asText(raw['event']);
  const direction = asText(raw['direction']);
  const timestamp = asText(raw['timestamp']);
  const errors = readErrors(raw);
  if (callId !== undefined) event.callId = callId;
  if (name !== undefined) event.event = name;
  if (direction !== undefined) event.direction = direction;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
  return { event, source };
};

/** The event of an item of any of the four group fields. */
export const readGroup: ItemReader = (raw, base, _contacts, source) => {
  const event: WhatsAppGroupEvent = { kind: 'group', receivedAtMs: base.receivedAtMs, raw: raw as WireGroup };
  setBase(event, base);
  const groupId = asText(raw['group_id']);
  const type = asText(raw['type']);
  const requestId = asText(raw['request_id']) ?? asText(raw['join_request_id']);
  const timestamp = asText(raw['timestamp']);
  const errors = readErrors(raw);
  if (groupId !== undefined) event.groupId = groupId;
  if (type !== undefined) event.type = type;
  if (requestId !== undefined) event.requestId = requestId;
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
  return { event, source };
};

/** The event of a user who stops or resumes something. */
export const readPreference: ItemReader = (raw, base, contacts, source) => {
  const user = readPreferenceUser(raw);
  addContact(user, contacts.find(user));
  const event: WhatsAppUserPreferenceEvent = {
    kind: 'user_preference',
    receivedAtMs: base.receivedAtMs,
    user,
    raw: raw as WireUserPreference,
  };
  setBase(event, base);
  const category = asText(raw['category']);
  const value = asText(raw['value']);
  const timestamp = asText(raw['timestamp']);
  if (category !== undefined) event.category = category;
  if (value !== undefined) event.value = value;
  if (timestamp !== undefined) event.timestamp = timestamp;
  return { event, source };
};
