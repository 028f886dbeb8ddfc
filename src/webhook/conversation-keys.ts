/** By which keys a conversation knows its user. */
import { createHmac } from 'node:crypto';
import { asText } from '../common/events/json.js';
import type { WhatsAppMessageEvent, UserIdentity, WhatsAppEvent } from '../common/events/types.js';
import { isUsableId } from '../common/workflow-ids.js';

const hmacPrefix = 'h1-';
const hmacLength = 32;

/**
 * Every key that the user's conversation may have, the preferred one first: the business-scoped user id, which survives a
 * change of the phone number, then the WhatsApp id, the phone and the parent's id. Ids that no workflow id can hold are left
 * out.
 *
 * @param idKey With it, each id is replaced by `h1-` and the first 32 characters of its HMAC-SHA256 in base64url. The same
 * as the receiver's.
 */
export function conversationKeys(user: UserIdentity, idKey?: string): string[] {
  const { userId, waId, phone, parentUserId } = user;
  const keys: string[] = [];
  for (const id of [userId, waId, phone, parentUserId]) {
    if (!isUsableId(id)) continue;
    const key = idKey === undefined ? id : hmac(id, idKey);
    if (!keys.includes(key)) keys.push(key);
  }
  return keys;
}

function hmac(id: string, idKey: string): string {
  return hmacPrefix + createHmac('sha256', idKey).update(id).digest('base64url').slice(0, hmacLength);
}

/** Sets the keys of an event that is about one user, and where the user has moved. */
export function setConversationKeys(event: WhatsAppEvent, idKey: string | undefined): void {
  switch (event.kind) {
    case 'message':
      event.conversationKeys = conversationKeys(event.user, idKey);
      if (event.type === 'system') setMovedToKey(event, event.raw['system'], idKey);
      break;
    case 'echo':
    case 'history':
    case 'call':
    case 'user_preference':
      event.conversationKeys = conversationKeys(event.user, idKey);
      break;
    default:
  }
}

const moves: ReadonlySet<unknown> = new Set(['user_changed_number', 'user_changed_user_id']);

/**
 * The system object names the user's new ids; the message's own user is known by the old ones. A user id that stays keeps its
 * conversation, which learns the new number as one more key.
 */
function setMovedToKey(event: WhatsAppMessageEvent, system: unknown, idKey: string | undefined): void {
  if (typeof system !== 'object' || system === null) return;
  const { type, user_id, wa_id, new_wa_id, parent_user_id, previous_user_id } = system as Record<string, unknown>;
  if (!moves.has(type)) return;
  const newKeys = conversationKeys(
    { ...text('userId', user_id), ...text('waId', wa_id ?? new_wa_id), ...text('parentUserId', parent_user_id) },
    idKey,
  );
  const keys = event.conversationKeys ?? [];
  const [key] = newKeys;
  const userIdStays = event.user.userId !== undefined && user_id === undefined && previous_user_id === undefined;
  if (userIdStays) event.conversationKeys = [...new Set([...keys, ...newKeys])];
  else if (key !== undefined && key !== keys[0]) event.movedToKey = key;
}

function text(key: keyof UserIdentity, value: unknown): UserIdentity {
  const id = asText(value);
  return id === undefined ? {} : { [key]: id };
}
