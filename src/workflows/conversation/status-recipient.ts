/** What a status tells of the user of a conversation. */
import { patched } from '@temporalio/workflow';
import type { UserIdentity, WhatsAppStatusEvent } from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';
import type { Address } from '../questions/requests.js';

/** Runs that began before learn the user id from what the user writes. */
const patch = 'temporal-whatsapp-status-user';

/** What learns. */
interface Learner {
  readonly knownUser: UserIdentity;
  learnUser(user: UserIdentity, keys: readonly string[], nowMs: number): void;
}

/**
 * Tells a conversation its user's business-scoped id as soon as a status names it.
 *
 * @param address by which others have written to the user
 */
export function learnRecipient(event: WhatsAppStatusEvent, conversation: Learner, address: Address | undefined): void {
  const { waId, phone, userId } = conversation.knownUser;
  const told = readStatusRecipient(event, [waId, phone, address?.to]);
  if (!told || told.user.userId === userId || !patched(patch)) return;
  conversation.learnUser(told.user, told.keys, Date.now());
}

/** The user's ids that a status has, and the keys of the conversations in which the user's messages can come. */
interface StatusRecipient {
  user: UserIdentity;
  keys: readonly string[];
}

/**
 * Meta's answer to a send to a phone number has no business-scoped user id, but a status of the message has. A dialogue
 * can also send to others, whose statuses come here, too: only those of the numbers that are known are of the user.
 *
 * @param numbers the user's phone numbers and WhatsApp ids, in any notation
 * @param event may be whatever was signaled
 * @returns undefined when it tells nothing of the user
 * @see "Business-scoped user ids"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
 */
export function readStatusRecipient(
  event: WhatsAppStatusEvent,
  numbers: readonly (string | undefined)[],
): StatusRecipient | undefined {
  const { groupId, user, conversationKeys: keys } = event;
  if (groupId !== undefined || typeof user?.userId !== 'string' || !Array.isArray(keys)) return undefined;
  const { userId, parentUserId, phone, waId } = user;
  const recipient = digits(phone) ?? digits(waId);
  const isOfUser = recipient !== undefined && numbers.some((number) => digits(number) === recipient);
  return isOfUser ? { user: defined({ userId, parentUserId }), keys } : undefined;
}

function digits(number: unknown): string | undefined {
  return typeof number === 'string' ? number.replace(/\D/g, '') : undefined;
}
