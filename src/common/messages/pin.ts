/** Pins of a message in a group. */
import { z } from 'zod';
import { messageIdSchema } from '../ids/graph-ids.js';
import { limits } from '../limits.js';
import { mustBe, object, wholeNumber } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** What is pinned or unpinned, and for how long. */
export interface PinContent {
  /** Whether the message is pinned or unpinned. */
  type: 'pin' | 'unpin';
  /** Id of the message to pin. */
  message_id: string;
  /** How long the message stays pinned, in days, 1 to 30. */
  expiration_days?: number | null | undefined;
}

/**
 * A pin on a message in a group, or the end of one.
 *
 * @see "Groups API" https://developers.facebook.com/documentation/business-messaging/whatsapp/groups (read 2026-11)
 */
export interface PinMessage {
  /** The kind of the message. */
  type: 'pin';
  /** The content. */
  pin: PinContent;
}

/** The schema of a {@link PinMessage}. */
export const pinMessageSchema = schemaFor<PinMessage>()(
  lazy(() =>
    object({
      type: z.literal('pin'),
      pin: object({
        type: z.enum(['pin', 'unpin'], mustBe('"pin" or "unpin"')),
        message_id: messageIdSchema,
        expiration_days: wholeNumber(limits.pin.expirationDays).nullish(),
      }),
    }),
  ),
);
