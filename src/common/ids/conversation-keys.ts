/** The keys of a user in workflow ids. The receiver routes by them, and clients look a conversation up by them. */
import type { UserIdentity } from '../events/types.js';
import { isUsableId } from './workflow-ids.js';

/**
 * The HMAC-SHA256 of an id with the id key, in base64url. Node's `createHmac` makes it, which this folder must not
 * import.
 */
export type IdHmac = (id: string) => string;

const hmacPrefix = 'h1-';
const hmacLength = 32;

/**
 * Every key that a user's conversation may have, the preferred one first. That is the business-scoped user id, which
 * survives a change of the phone number. The WhatsApp id, the phone and the parent's id follow. Ids that no workflow id
 * can hold are left out.
 *
 * @param hmac With it, a key is `h1-` and the first 32 characters of the id's HMAC. @default the ids as they are
 */
export function listConversationKeys(user: UserIdentity, hmac?: IdHmac): string[] {
  const { userId, waId, phone, parentUserId } = user;
  const first = toKey(userId, hmac);
  const second = toKey(waId, hmac);
  // Phone and WhatsApp id mostly are the same.
  const third = phone === waId ? undefined : toKey(phone, hmac);
  const fourth = toKey(parentUserId, hmac);
  // Nearly every message is of a user with these two. A set for each takes a tenth of the routing's time.
  const isUsual = first !== second && third === undefined && fourth === undefined;
  if (isUsual && first !== undefined && second !== undefined) return [first, second];
  return [...new Set([first, second, third, fourth])].filter((key) => key !== undefined);
}

/**
 * The keys of a group's conversation: one, or none where its id cannot be part of a workflow id.
 *
 * @param hmac With it, the key hides the id, as that of a user does.
 */
export function listGroupKeys(groupId: string, hmac?: IdHmac): string[] {
  return listConversationKeys({ userId: groupId }, hmac).map(toGroupKey).filter(isUsableId);
}

/**
 * The key of a group, made of what would be the key of a user with the same id. Meta gives ids of both kinds, and some
 * look alike: without the prefix a group and a user would share a conversation.
 */
export function toGroupKey(key: string): string {
  return `group:${key}`;
}

function toKey(id: string | undefined, hmac: IdHmac | undefined): string | undefined {
  if (id === undefined || !isUsableId(id)) return undefined;
  return hmac ? hmacPrefix + hmac(id).slice(0, hmacLength) : id;
}
