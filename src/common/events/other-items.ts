/** Events of the items that are no messages: calls, groups, preferences. */
import { defined } from '../schema/defined.js';
import { readErrors } from './errors.js';
import { addContact, readCaller, readMember } from './identity.js';
import { asText, isRecord, type JsonRecord } from './json.js';
import type { ItemReader } from './message-items.js';
import { setBase } from './parsed-event.js';
import type {
  GroupParticipant,
  GroupSetting,
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
  setOutcome(event, raw);
  if (timestamp !== undefined) event.timestamp = timestamp;
  if (errors) event.errors = errors;
  return { event, source };
};

function setOutcome(event: WhatsAppCallEvent, raw: JsonRecord): void {
  const status = asText(raw['status']);
  const duration = Number(asText(raw['duration']));
  const callbackData = asText(raw['biz_opaque_callback_data']);
  if (status !== undefined) event.status = status;
  if (Number.isFinite(duration)) event.durationSeconds = duration;
  if (callbackData !== undefined) event.callbackData = callbackData;
}

/** The event of an item of any of the four group fields. */
export const readGroup: ItemReader = (raw, base, _contacts, source) => {
  const event: WhatsAppGroupEvent = { kind: 'group', receivedAtMs: base.receivedAtMs, raw: raw as WireGroup };
  setBase(event, base);
  Object.assign(
    event,
    defined({
      groupId: asText(raw['group_id']),
      type: asText(raw['type']),
      requestId: asText(raw['request_id']) ?? asText(raw['join_request_id']),
      timestamp: asText(raw['timestamp']),
      errors: readErrors(raw),
      ...readGroupItself(raw),
      ...readPeople(raw),
      settings: readSettings(raw),
    }),
  );
  return { event, source };
};

function readGroupItself(raw: JsonRecord): Record<string, string | undefined> {
  return {
    subject: asText(raw['subject']),
    description: asText(raw['description']),
    inviteLink: asText(raw['invite_link']),
    joinApprovalMode: asText(raw['join_approval_mode']),
    initiatedBy: asText(raw['initiated_by']),
    reason: asText(raw['reason']),
  };
}

function readPeople(raw: JsonRecord): Record<string, unknown> {
  const requester = readMember(raw);
  return {
    requester: Object.keys(requester).length === 0 ? undefined : requester,
    added: readParticipants(raw['added_participants']),
    removed: readParticipants(raw['removed_participants']),
    failed: readParticipants(raw['failed_participants']),
  };
}

function readParticipants(list: unknown): GroupParticipant[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.filter(isRecord).map((participant) => ({
    ...readMember(participant),
    ...defined({ input: asText(participant['input']), errors: readErrors(participant) }),
  }));
}

function readSettings(raw: JsonRecord): WhatsAppGroupEvent['settings'] {
  const settings = defined({
    subject: readSetting(raw['group_subject']),
    description: readSetting(raw['group_description']),
    picture: readSetting(raw['profile_picture']),
  });
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function readSetting(value: unknown): GroupSetting | undefined {
  if (!isRecord(value)) return undefined;
  const members = { text: asText(value['text']), sha256: asText(value['sha256']), errors: readErrors(value) };
  return { isChanged: value['update_successful'] === true, ...defined(members) };
}

/** The event of a user who stops or resumes something. */
export const readPreference: ItemReader = (raw, base, contacts, source) => {
  const user = readMember(raw);
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
