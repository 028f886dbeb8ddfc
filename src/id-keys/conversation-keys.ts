/** The keys of conversations where an id key is set: HMACs hide the ids of users in workflow ids. */
import { createHmac } from 'node:crypto';
import type { UserIdentity } from '../common/events/types.js';
import { listConversationKeys, listGroupKeys, type IdHmac } from '../common/ids/conversation-keys.js';

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
  return listConversationKeys(user, hmacWith(idKey));
}

/** The key of a group's conversation, in a list as above: `group:`, and the id or its HMAC. */
export function groupConversationKeys(groupId: string, idKey?: string): string[] {
  return listGroupKeys(groupId, idKey === undefined ? undefined : hmacWith(idKey));
}

function hmacWith(idKey: string): IdHmac {
  return (id) => createHmac('sha256', idKey).update(id).digest('base64url');
}
