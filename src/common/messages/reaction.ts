/** Reactions to a message. */
import { z } from 'zod';
import { messageIdSchema } from '../ids/graph-ids.js';
import { mustBe, object } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** An emoji, and the message that it stands on. */
export interface ReactionContent {
  /** Id of the message reacted to, which is at most 30 days old. */
  message_id: string;
  /** One emoji. An empty text takes an earlier reaction back. */
  emoji: string;
}

/**
 * An emoji on a message of the conversation. Only the status `sent` follows. {@link reaction} makes it.
 *
 * @see "Reaction messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages (read 2026-11)
 */
export interface ReactionMessage {
  /** The kind of the message. */
  type: 'reaction';
  /** The content. */
  reaction: ReactionContent;
}

/** The schema of a {@link ReactionMessage}. */
export const reactionMessageSchema = schemaFor<ReactionMessage>()(
  lazy(() =>
    object({
      type: z.literal('reaction'),
      reaction: object({
        message_id: messageIdSchema,
        emoji: z.string(mustBe('an emoji, or empty to take a reaction back')),
      }),
    }),
  ),
);

/**
 * Builds a reaction to a message.
 *
 * @param messageId Id of the message reacted to.
 * @param emoji One emoji; an empty text takes an earlier reaction back.
 * @example reaction('wamid.HBgLM…', '👍')
 */
export function reaction(messageId: string, emoji: string): ReactionMessage {
  return { type: 'reaction', reaction: { message_id: messageId, emoji } };
}
