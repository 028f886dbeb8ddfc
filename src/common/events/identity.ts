/** The user whom an item is about. Every id may be missing, and a business-scoped id may sit in a phone field. */
import { asText, isRecord, type JsonRecord } from './json.js';
import type { UserIdentity } from './types.js';

/**
 * A business-scoped user id: two letters of a country, a dot, then characters without meaning. A parent's id has `ENT.`
 * after the first dot.
 *
 * @see "Business-scoped user IDs" https://developers.facebook.com/docs/whatsapp/business-scoped-user-ids (read 2026-11)
 */
export const businessScopedId = /^[A-Z]{2}\.\S+$/;

/** The contacts of one change, found by either id. */
export class ContactIndex {
  /** The contacts that are objects. */
  readonly records: readonly JsonRecord[];
  private byId: Map<string, JsonRecord> | undefined;
  private isShared: boolean | undefined;
  private readonly around: JsonRecord;

  /** @param around What has the contacts beside its items. */
  constructor(contacts: readonly unknown[], around: JsonRecord = {}) {
    this.records = contacts.every(isRecord) ? contacts : contacts.filter(isRecord);
    this.around = around;
  }

  /** Whether there is one contact, and items of several users. It belongs to those alone whose ids it has. */
  get isOfSome(): boolean {
    return this.records.length === 1 && (this.isShared ??= namesSeveral(this.around));
  }

  /**
   * The contact that belongs to these ids, but none that names another user id. A change's only contact belongs to its
   * only user, even when it writes the phone number differently.
   */
  find(user: UserIdentity): JsonRecord | undefined {
    if (this.records.length === 0) return undefined;
    const contact = this.records.length === 1 ? this.findLone(user) : this.findById(user);
    if (contact === undefined || user.userId === undefined) return contact;
    const contactUserId = asText(contact['user_id']);
    return contactUserId === undefined || contactUserId === user.userId ? contact : undefined;
  }

  private findLone(user: UserIdentity): JsonRecord | undefined {
    const [contact] = this.records;
    return contact && (isLike(contact, user) || !this.isOfSome) ? contact : undefined;
  }

  private findById({ userId, phone, waId }: UserIdentity): JsonRecord | undefined {
    this.byId ??= indexById(this.records);
    const number = phone ?? waId;
    return (
      (userId === undefined ? undefined : this.byId.get(userId)) ??
      (number === undefined ? undefined : this.byId.get(number))
    );
  }
}

function indexById(contacts: readonly JsonRecord[]): Map<string, JsonRecord> {
  const byId = new Map<string, JsonRecord>();
  for (const contact of contacts) {
    const waId = asText(contact['wa_id']);
    const userId = asText(contact['user_id']);
    if (waId !== undefined && !byId.has(waId)) byId.set(waId, contact);
    if (userId !== undefined && !byId.has(userId)) byId.set(userId, contact);
  }
  return byId;
}

/** How many last digits two forms of one number share: one may lack an area code, a 9 or a 1 of the other. */
const alikeDigits = 8;

/** Whether a contact has an id of a user, as it is found among several, or the number in another form. */
function isLike(contact: JsonRecord, { userId, phone, waId }: UserIdentity): boolean {
  const contactId = asText(contact['wa_id']);
  const ids = [contactId, asText(contact['user_id'])];
  const number = phone ?? waId;
  if ([userId, number].some((id) => id !== undefined && ids.includes(id))) return true;
  if (number === undefined || contactId === undefined) return false;
  const digits = lastDigits(number);
  return digits !== '' && digits === lastDigits(contactId);
}

function lastDigits(number: string): string {
  return number.replace(/\D/g, '').slice(-alikeDigits);
}

/**
 * Whether the items of a change are of several users, or some of nobody. One whom items name by different ids counts as
 * several. So two of which the lone contact is like one alone are several in any part of the change, too.
 */
function namesSeveral(value: JsonRecord): boolean {
  const threads = listRecords(value['history']).flatMap((chunk) => listRecords(chunk['threads']));
  const users = [
    ...threads.flatMap((thread) => listRecords(thread['messages']).map((message) => readThreadUser(message, thread))),
    ...[...userReaders].flatMap(([list, read]) => listRecords(value[list]).map((item) => read(item))),
  ];
  return new Set(users.map(({ userId, phone, waId }) => JSON.stringify([userId, phone, waId]))).size > 1;
}

/** The objects of a list. One that stands in place of a list is kept with its user, too. */
function listRecords(list: unknown): JsonRecord[] {
  const items: unknown[] = Array.isArray(list) ? list : [list];
  return items.filter(isRecord);
}

/** Reads the ids that an item itself names. */
type IdentityReader = (item: JsonRecord) => UserIdentity;

/** The lists of a change whose items name a user. */
export const userReaders: ReadonlyMap<string, IdentityReader> = new Map([
  ['messages', readSender],
  ['statuses', readRecipient],
  ['message_echoes', readEchoRecipient],
  ['calls', readCaller],
  ['user_preferences', readMember],
]);

/** Reads the sender of a message. */
export function readSender(message: JsonRecord): UserIdentity {
  const user = readFrom(message);
  if (isRecord(message['system'])) addPrevious(user, message['system']);
  return user;
}

/** The group in which a message was written, or undefined for a chat with one user. */
export function readGroupId(message: JsonRecord): string | undefined {
  return asText(message['group_id']) ?? (message['recipient_type'] === 'group' ? asText(message['to']) : undefined);
}

/** The group to which the message of a status went, or undefined for a chat with one user. */
export function readRecipientGroupId(status: JsonRecord): string | undefined {
  return status['recipient_type'] === 'group' ? asText(status['recipient_id']) : undefined;
}

/**
 * The participant of a group whom an event is about, by the id that lasts longest. Undefined for a chat with one user,
 * and when Meta names nobody. The event may be whatever was signaled.
 */
export function participantId(event: { groupId?: unknown; user?: UserIdentity }): string | undefined {
  if (event.groupId === undefined) return undefined;
  const { userId, phone, waId, parentUserId } = event.user ?? {};
  return userId ?? phone ?? waId ?? parentUserId;
}

/** Reads the user whom a status is about. In a group that is the participant, never the group. */
export function readRecipient(status: JsonRecord): UserIdentity {
  const user: UserIdentity = {};
  if (status['recipient_type'] === 'group') {
    setId(user, 'phone', status['recipient_participant_id'] ?? status['participant_recipient_id']);
    setId(user, 'userId', status['recipient_participant_user_id']);
    setId(user, 'parentUserId', status['recipient_participant_parent_user_id']);
  } else {
    setId(user, 'phone', status['recipient_id']);
    setId(user, 'userId', status['recipient_user_id']);
    setId(user, 'parentUserId', status['parent_recipient_user_id'] ?? status['recipient_parent_user_id']);
  }
  setId(user, 'identityKeyHash', status['recipient_identity_key_hash']);
  return user;
}

/**
 * The part of an echo that has its type and its recipient: the echo itself, or `message` in an echo of Meta's own
 * agent.
 */
export function readEchoContent(echo: JsonRecord): JsonRecord {
  const message = echo['message'];
  return isRecord(message) && echo['type'] === undefined ? message : echo;
}

/** Reads the user to whom the business, or Meta's own agent, wrote: nobody when it wrote to a group. */
export function readEchoRecipient(echo: JsonRecord): UserIdentity {
  const content = readEchoContent(echo);
  if (readGroupId(content) !== undefined) return {};
  const user = readTo(content);
  if (content !== echo) setId(user, 'phone', content['recipient']);
  return user;
}

/** Reads the user whose thread has another owner. */
export function readHandoverUser(value: JsonRecord): UserIdentity {
  const sender = value['sender'];
  const user: UserIdentity = {};
  if (!isRecord(sender)) return user;
  setId(user, 'phone', sender['phone_number']);
  setId(user, 'waId', sender['wa_id']);
  setId(user, 'userId', sender['user_id']);
  setId(user, 'parentUserId', sender['parent_user_id']);
  return user;
}

/** Reads the user at the other end of a call. */
export function readCaller(call: JsonRecord): UserIdentity {
  return call['direction'] === 'BUSINESS_INITIATED' ? readTo(call) : readFrom(call);
}

/**
 * Reads the user with whom a thread of the history is, whoever wrote the message: `from` is the business in half of
 * them.
 */
export function readThreadUser(message: JsonRecord, thread: JsonRecord = {}): UserIdentity {
  const user: UserIdentity = {};
  setId(user, 'phone', thread['id']);
  const { phone, userId, parentUserId } = isFromBusiness(message, asText(thread['id']))
    ? readTo(message)
    : readFrom(message);
  setId(user, 'phone', phone);
  setId(user, 'userId', userId);
  setId(user, 'parentUserId', parentUserId);
  return user;
}

/** Whether the business wrote a message. Only such a message has a `to`, and a thread has the id of its user. */
function isFromBusiness(message: JsonRecord, threadId: string | undefined): boolean {
  if (asText(message['to']) !== undefined || asText(message['to_user_id']) !== undefined) return true;
  const context = message['history_context'];
  if (isRecord(context) && context['from_me'] === true) return true;
  const from = asText(message['from']);
  return threadId !== undefined && from !== undefined && from !== threadId;
}

/** Reads the user of an item that names one by its own ids: who stops something, or is in a group. */
export function readMember(item: JsonRecord): UserIdentity {
  const user: UserIdentity = {};
  setId(user, 'waId', item['wa_id']);
  setId(user, 'userId', item['user_id']);
  setId(user, 'parentUserId', item['parent_user_id']);
  return user;
}

/** Adds the ids and names of a contact that the item itself does not have. */
export function addContact(user: UserIdentity, contact: JsonRecord | undefined): void {
  if (!contact) return;
  setId(user, 'userId', contact['user_id']);
  setId(user, 'waId', contact['wa_id']);
  setId(user, 'parentUserId', contact['parent_user_id']);
  setId(user, 'identityKeyHash', contact['identity_key_hash']);
  const profile = contact['profile'];
  if (!isRecord(profile)) return;
  setId(user, 'name', profile['name']);
  setId(user, 'username', profile['username']);
}

function readFrom(item: JsonRecord): UserIdentity {
  const user: UserIdentity = {};
  setId(user, 'phone', item['from']);
  setId(user, 'userId', item['from_user_id']);
  setId(user, 'parentUserId', item['from_parent_user_id']);
  return user;
}

function readTo(item: JsonRecord): UserIdentity {
  const user: UserIdentity = {};
  setId(user, 'phone', item['to']);
  setId(user, 'userId', item['to_user_id']);
  setId(user, 'parentUserId', item['to_parent_user_id']);
  return user;
}

/**
 * A system message about a changed id belongs to the conversation under the old one. Only a message that names nobody
 * else is about the new one.
 */
function addPrevious(user: UserIdentity, system: JsonRecord): void {
  setId(user, 'userId', system['previous_user_id']);
  setId(user, 'parentUserId', system['previous_parent_user_id']);
  if (user.phone !== undefined || user.userId !== undefined) return;
  setId(user, 'userId', system['user_id']);
  setId(user, 'parentUserId', system['parent_user_id']);
  setId(user, 'waId', system['wa_id']);
}

/** Sets an id that is not known yet. A business-scoped id in a phone field goes where it belongs. */
function setId(user: UserIdentity, key: keyof UserIdentity, value: unknown): void {
  const id = asText(value);
  if (id === undefined) return;
  const misplaced = (key === 'phone' || key === 'waId') && id.charCodeAt(2) === 46 && businessScopedId.test(id);
  setMember(user, misplaced ? 'userId' : key, id);
}

/** A member by its name in the code is several times faster than one whose name is a value. */
function setMember(user: UserIdentity, key: keyof UserIdentity, id: string): void {
  switch (key) {
    case 'phone':
      user.phone ??= id;
      break;
    case 'userId':
      user.userId ??= id;
      break;
    case 'parentUserId':
      user.parentUserId ??= id;
      break;
    case 'waId':
      user.waId ??= id;
      break;
    case 'identityKeyHash':
      user.identityKeyHash ??= id;
      break;
    case 'name':
      user.name ??= id;
      break;
    case 'username':
      user.username ??= id;
  }
}
