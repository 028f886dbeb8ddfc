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
  // The list is filled anew from its beginning: one that grows by `push` takes more memory.
  // Phone and WhatsApp id mostly are the same.
  const ids: (string | undefined)[] = [userId, waId, phone === waId ? undefined : phone, parentUserId];
  let count = 0;
  for (const id of ids) {
    if (!isUsableId(id)) continue;
    const key = hmac ? hmacPrefix + hmac(id).slice(0, hmacLength) : id;
    const place = ids.indexOf(key);
    if (place >= 0 && place < count) continue;
    ids[count] = key;
    count += 1;
  }
  return ids.slice(0, count) as string[];
}
