/** Several messages, one after the other. */
import type { DurationInput, SendInput, SendOptions } from '../../common/inputs/index.js';
import { WhatsAppFailureType, isWhatsAppFailure } from '../../common/failures.js';
import { send } from './send.js';
import type { SentMessage } from './sent-message.js';

/** How a sequence is sent. */
export interface SendSequenceOptions extends Omit<SendOptions, 'track'> {
  /**
   * What the message before must have reached. `delivered` keeps the order better, and waits for a phone that is off.
   *
   * @default 'sent'
   */
  after?: 'sent' | 'delivered';
  /** How long one message holds up the next. Then the next leaves all the same. @default '30 seconds' */
  maxWait?: DurationInput;
  /** Whether a message that was not accepted, or failed, ends the sequence. @default true */
  stopOnFailure?: boolean;
}

/**
 * Sends messages so that they arrive in order, as far as that can be had. Meta keeps no order between two calls. So
 * each message waits until the one before was sent (or delivered), but not longer than `maxWait`. A phone may still
 * show them in another order.
 *
 * Each message costs one action for the activity, and one for each status that comes.
 *
 * @returns what became of each message that was sent, in order; shorter than the input when one failed and
 * `stopOnFailure` is on.
 */
export async function sendSequence(
  inputs: readonly SendInput[],
  { after = 'sent', maxWait = '30 seconds', stopOnFailure = true, ...options }: SendSequenceOptions = {},
): Promise<SentMessage[]> {
  const sent: SentMessage[] = [];
  for (const [index, input] of inputs.entries()) {
    const last = index === inputs.length - 1;
    const message = await send(input, { ...options, ...(!last && { track: after }) });
    sent.push(message);
    const failed = message.outcome.kind !== 'accepted' || (!last && !(await hasArrived(message, after, maxWait)));
    if (failed && stopOnFailure) break;
  }
  return sent;
}

/** Whether the next message may leave: the one before arrived, or took too long. */
export async function hasArrived(
  message: SentMessage,
  after: 'sent' | 'delivered',
  maxWait: DurationInput,
): Promise<boolean> {
  try {
    await message.reached(after, maxWait);
    return true;
  } catch (error) {
    if (isWhatsAppFailure(error, WhatsAppFailureType.MessageFailed)) return false;
    if (isWhatsAppFailure(error, WhatsAppFailureType.StatusTimeout)) return true;
    throw error;
  }
}
