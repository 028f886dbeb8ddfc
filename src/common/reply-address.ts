/** The address of an answer: the group or the user that an event came from. */
import type { WhatsAppMessageEvent } from './events/types.js';
import { defined } from './schema/defined.js';
import type { SendEnvelope } from './inputs/send.js';

/** What an address is read from: any event about a user or a participant of a group. */
export interface AnsweredEvent extends Pick<WhatsAppMessageEvent, 'phoneNumberId' | 'user' | 'groupId' | 'messageId'> {}

/** How the answer looks. */
export interface ReplyAddressOptions {
  /** Whether the answer quotes the message. @default false */
  quote?: boolean;
}

/** The members of a send that say from which number it goes to whom. */
export interface ReplyAddress extends Pick<
  SendEnvelope,
  'phoneNumberId' | 'to' | 'recipient' | 'recipientType' | 'context'
> {}

/**
 * The address of an answer to where an event came from: its group, or its user. A route of the receiver can start a
 * workflow of yours with the event, and that one answers.
 *
 * It never throws. Of an event that names neither, or no number, `send()` refuses the address.
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
