/** Who a message, a status or an echo is about. Every id may be missing, and a business-scoped id may sit in a phone field. */
import { isRecord, textOf, type JsonRecord } from './json.js';
import type { UserIdentity } from './types.js';

/**
 * A business-scoped user id: two letters of a country, a dot, then characters without meaning. A parent's id has `ENT.` after
 * the first dot.
 *
 * @see "Business-scoped user IDs" https://developers.facebook.com/docs/whatsapp/business-scoped-user-ids (read 2026-11)
 */
const businessScopedId = /^[A-Z]{2}\.\S+$/;

/** The contacts of one change, found by either id. */
export class ContactIndex {
  private readonly only: JsonRecord | undefined;
  private readonly byId = new Map<string, JsonRecord>();

  constructor(contacts: readonly unknown[]) {
    const records = contacts.filter(isRecord);
    this.only = records.length === 1 ? records[0] : undefined;
    if (this.only) return;
    for (const contact of records) {
      for (const id of [textOf(contact['wa_id']), textOf(contact['user_id'])]) {
        if (id !== undefined && !this.byId.has(id)) this.byId.set(id, contact);
      }
    }
  }

  /**
   * The contact that belongs to these ids. A change's only contact belongs to every item, even when the phone is written
   * differently in it, except to one that names another user id.
   */
  find({ userId, phone }: UserIdentity): JsonRecord | undefined {
    if (this.only) {
      const contactUserId = textOf(this.only['user_id']);
      return userId !== undefined && contactUserId !== undefined && contactUserId !== userId ? undefined : this.only;
    }
    return (
      (userId === undefined ? undefined : this.byId.get(userId)) ??
      (phone === undefined ? undefined : this.byId.get(phone))
    );
  }
}

/** The sender of a message. */
export function senderOf(message: JsonRecord, contacts: ContactIndex): UserIdentity {
  const user: UserIdentity = {};
  setId(user, 'phone', textOf(message['from']));
  setId(user, 'userId', textOf(message['from_user_id']));
  setId(user, 'parentUserId', textOf(message['from_parent_user_id']));
  if (isRecord(message['system'])) addPrevious(user, message['system']);
  addContact(user, contacts);
  return user;
}

/** The user whom a status is about; in a group the participant, never the group. */
export function recipientOf(status: JsonRecord, contacts: ContactIndex): UserIdentity {
  const user: UserIdentity = {};
  if (status['recipient_type'] === 'group') {
    setId(user, 'phone', textOf(status['recipient_participant_id'] ?? status['participant_recipient_id']));
    setId(user, 'userId', textOf(status['recipient_participant_user_id']));
    setId(user, 'parentUserId', textOf(status['recipient_participant_parent_user_id']));
  } else {
    setId(user, 'phone', textOf(status['recipient_id']));
    setId(user, 'userId', textOf(status['recipient_user_id']));
    setId(user, 'parentUserId', textOf(status['parent_recipient_user_id'] ?? status['recipient_parent_user_id']));
  }
  setId(user, 'identityKeyHash', textOf(status['recipient_identity_key_hash']));
  addContact(user, contacts);
  return user;
}

/** The user to whom the business wrote from its phone app. */
export function echoRecipientOf(echo: JsonRecord, contacts: ContactIndex): UserIdentity {
  const user: UserIdentity = {};
  setId(user, 'phone', textOf(echo['to']));
  setId(user, 'userId', textOf(echo['to_user_id']));
  setId(user, 'parentUserId', textOf(echo['to_parent_user_id']));
  addContact(user, contacts);
  return user;
}

/**
 * A system message about a changed id belongs to the conversation under the old one. Only a message that names nobody else is
 * about the new one.
 */
function addPrevious(user: UserIdentity, system: JsonRecord): void {
  setId(user, 'userId', textOf(system['previous_user_id']));
  setId(user, 'parentUserId', textOf(system['previous_parent_user_id']));
  if (user.phone !== undefined || user.userId !== undefined) return;
  setId(user, 'userId', textOf(system['user_id']));
  setId(user, 'parentUserId', textOf(system['parent_user_id']));
  setId(user, 'waId', textOf(system['wa_id']));
}

function addContact(user: UserIdentity, contacts: ContactIndex): void {
  const contact = contacts.find(user);
  if (!contact) return;
  setId(user, 'userId', textOf(contact['user_id']));
  setId(user, 'waId', textOf(contact['wa_id']));
  setId(user, 'parentUserId', textOf(contact['parent_user_id']));
  setId(user, 'identityKeyHash', textOf(contact['identity_key_hash']));
  const profile = contact['profile'];
  if (!isRecord(profile)) return;
  setId(user, 'name', textOf(profile['name']));
  setId(user, 'username', textOf(profile['username']));
}

/** Sets what is not known yet; a business-scoped id in a phone field goes where it belongs. */
function setId(user: UserIdentity, key: keyof UserIdentity, value: string | undefined): void {
  if (value === undefined) return;
  const misplaced = (key === 'phone' || key === 'waId') && value.charCodeAt(2) === 46 && businessScopedId.test(value);
  const target = misplaced ? 'userId' : key;
  user[target] ??= value;
}
