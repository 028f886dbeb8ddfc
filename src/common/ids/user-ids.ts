/** The ids of a user outside of Temporal, such as in a store of consent: one form for each id. */
import type { UserIdentity } from '../events/types.js';

/** A phone number, however people write it. */
const phoneNumber = /^\+?[\d\s().-]+$/;

/** A phone number or WhatsApp id as its digits. Any other id, such as a business-scoped one, stays as it is. */
export function plainUserId(id: string): string {
  return phoneNumber.test(id) ? id.replace(/\D/g, '') : id;
}

/** Every id of a user, each once: business-scoped ids, WhatsApp id and phone number. */
export function listUserIds({ userId, parentUserId, waId, phone }: UserIdentity): string[] {
  const ids = [userId, parentUserId, waId, phone].filter((id) => typeof id === 'string').map(plainUserId);
  return [...new Set(ids)].filter((id) => id !== '');
}
