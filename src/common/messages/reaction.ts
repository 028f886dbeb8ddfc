/**
 * Reactions to a message, and pins of a message in a group.
 *
 * @see "Reaction messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages (read 2026-11)
 * @see "Groups API" https://developers.facebook.com/documentation/business-messaging/whatsapp/groups (read 2026-11)
 */
import { z } from 'zod';
import { messageIdSchema } from '../graph-ids.js';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { mustBe, object, wholeNumber } from '../schema/fields.js';

export const reactionMessageSchema = lazy(() =>
  object({
    type: z.literal('reaction'),
    reaction: object({
      /** The message reacted to, at most 30 days old. */
      message_id: messageIdSchema,
      /** One emoji; empty takes an earlier reaction back. */
      emoji: z.string(mustBe('an emoji, or empty to take a reaction back')),
    }),
  }),
);

export const pinMessageSchema = lazy(() =>
  object({
    type: z.literal('pin'),
    pin: object({
      type: z.enum(['pin', 'unpin'], mustBe('"pin" or "unpin"')),
      message_id: messageIdSchema,
      expiration_days: wholeNumber(limits.pin.expirationDays).nullish(),
    }),
  }),
);

/** An emoji on a message of the conversation. Only the status `sent` follows. */
export type ReactionMessage = z.output<typeof reactionMessageSchema>;

/** Pins a message in a group, or unpins it. */
export type PinMessage = z.output<typeof pinMessageSchema>;

/** A reaction with `emoji` to a message; an empty emoji takes the reaction back. */
export function reaction(messageId: string, emoji: string): ReactionMessage {
  return { type: 'reaction', reaction: { message_id: messageId, emoji } };
}
