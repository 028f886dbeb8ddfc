/** Where an event came from, as the address of a message. */
import type { UserIdentity } from '../events/types.js';
import { defined } from '../schema/defined.js';

/** What an address is read from: any event about a user or a group has it. */
export interface AnsweredEvent {
  /** The business number. */
  phoneNumberId?: string;
  /** The user, or the participant of the group. */
  user: UserIdentity;
  /** The id of the group, where the event is of one. */
  groupId?: string;
  /** The id of the message. */
  messageId?: string;
}

/** How the answer looks. */
export interface ReplyAddressOptions {
  /** Whether the answer quotes the message. @default false */
  quote?: boolean;
}

/** The members of a send that say from where it goes to whom. */
export interface ReplyAddress {
  /** The business number that got the event. Empty when Meta named none, which every send refuses. */
  phoneNumberId: string;
  /** The phone number or WhatsApp id of the user, or the id of the group. */
  to?: string;
  /** The business-scoped user id of a user without a visible phone number. */
  recipient?: string;
  /** `group` when `to` is one. */
  recipientType?: 'group';
  /** The message that is quoted. */
  context?: { message_id: string };
}

/**
 * The address of an answer to where an event came from: its group, or its user. A route of the receiver can start a
 * workflow of yours with the event, and that one answers.
 *
 * It never throws. Of an event that names neither, the address is empty, and `send()` refuses it.
 *
 * @example await send({ ...replyAddress(event), message: text('Got it.') });
 */
export function replyAddress(event: AnsweredEvent, { quote = false }: ReplyAddressOptions = {}): ReplyAddress {
  const { phoneNumberId = '', groupId, user, messageId } = event;
  const context = quote && messageId !== undefined ? { message_id: messageId } : undefined;
  if (groupId !== undefined) return { phoneNumberId, to: groupId, recipientType: 'group', ...defined({ context }) };
  const to = user.phone ?? user.waId;
  const recipient = to === undefined ? user.userId : undefined;
  return { phoneNumberId, ...defined({ to, recipient, context }) };
}
