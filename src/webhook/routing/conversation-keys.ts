/** Gives events the keys by which conversations know their users. */
import { createHmac } from 'node:crypto';
import { listConversationKeys } from '../../common/ids/conversation-keys.js';
import { asText } from '../../common/events/json.js';
import type {
  UserIdentity,
  WhatsAppEchoEvent,
  WhatsAppEvent,
  WhatsAppHistoryEvent,
  WhatsAppMessageEvent,
} from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';

/**
 * Lists every key that a user's conversation may have, the preferred one first.
 *
 * The first is the business-scoped user id, as it survives a change of the phone number. Then come the WhatsApp id, the
 * phone and the parent's id. Ids that no workflow id can hold are left out.
 *
 * @param user The ids of the user that are known.
 * @param idKey The receiver's id key. With it, a key is `h1-` and the first 32 characters of the id's HMAC-SHA256 in
 * base64url.
 * @returns Keys for `conversationWorkflowId`; none when no id is usable.
 */
export function conversationKeys(user: UserIdentity, idKey?: string): string[] {
  if (idKey === undefined) return listConversationKeys(user);
  return listConversationKeys(user, (id) => createHmac('sha256', idKey).update(id).digest('base64url'));
}

/** Sets the keys of an event that is about one user or one group, and where the user has moved. */
export function setConversationKeys(event: WhatsAppEvent, idKey: string | undefined): void {
  switch (event.kind) {
    case 'message':
      event.conversationKeys = chatKeys(event, idKey);
      // A member who changes the number leaves the group where it is.
      if (event.type === 'system' && event.groupId === undefined) setMovedToKey(event, event.raw['system'], idKey);
      break;
    case 'echo':
    case 'history':
      event.conversationKeys = chatKeys(event, idKey);
      break;
    case 'call':
    case 'handover':
    case 'user_preference':
      event.conversationKeys = conversationKeys(event.user, idKey);
      break;
    default:
  }
}

/** A group is the chat, whoever of its members writes. Its key is its id, or the HMAC of it. */
function chatKeys(
  { groupId, user }: WhatsAppMessageEvent | WhatsAppEchoEvent | WhatsAppHistoryEvent,
  idKey: string | undefined,
): string[] {
  return conversationKeys(groupId === undefined ? user : { userId: groupId }, idKey);
}

const moves: ReadonlySet<unknown> = new Set(['user_changed_number', 'user_changed_user_id']);

/**
 * The system object names the user's new ids; the message's own user is known by the old ones. A user id that stays
 * keeps its conversation, which learns the new number as one more key.
 */
function setMovedToKey(event: WhatsAppMessageEvent, system: unknown, idKey: string | undefined): void {
  if (typeof system !== 'object' || system === null) return;
  const { type, user_id, wa_id, new_wa_id, parent_user_id, previous_user_id } = system as Record<string, unknown>;
  if (!moves.has(type)) return;
  const newIds = { userId: asText(user_id), waId: asText(wa_id ?? new_wa_id), parentUserId: asText(parent_user_id) };
  const newKeys = conversationKeys(defined(newIds), idKey);
  const keys = event.conversationKeys ?? [];
  const [key] = newKeys;
  const userIdStays = event.user.userId !== undefined && user_id === undefined && previous_user_id === undefined;
  if (userIdStays) event.conversationKeys = [...new Set([...keys, ...newKeys])];
  else if (key !== undefined && key !== keys[0]) event.movedToKey = key;
}
