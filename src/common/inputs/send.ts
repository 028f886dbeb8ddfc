/** Inputs of the activities on `/{phone-number-id}/messages`. */
import { z } from 'zod';
import { callbackDataLimit } from '../callback-data.js';
import { messageIdSchema } from '../graph-ids.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { messageStatuses } from '../message-status.js';
import { outboundMessageSchema } from '../messages/outbound-message.js';
import { onPhoneNumber } from './shared.js';

/** A phone number as a user writes it (`+`, digits, spaces, dashes, dots, brackets), a wa_id, or a group id. */
const toSchema = lazy(() =>
  z.string().regex(/^[\w+\-.() =]{3,128}$/, 'must be a phone number with country code, a wa_id or a group id'),
);

/**
 * A business-scoped user id: country code, dot, up to 128 letters and digits; a parent id has `ENT.` in between.
 *
 * @see "Business-scoped user IDs" https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
 */
const recipientSchema = lazy(() =>
  z
    .string()
    .regex(
      /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/,
      'must be a business-scoped user id such as "US.13491208655302741918"',
    ),
);

/** The fields that say who gets a message and how; shared by the send activity and the workflows that send. */
export const sendEnvelope = lazy(() => ({
  ...onPhoneNumber,
  /** Phone number (with `+` and country code), wa_id or group id. One of `to` and `recipient` is required; if both are present Meta uses `to`. */
  to: ifGiven(() => toSchema),
  /** Business-scoped user id, for users without a visible phone number. */
  recipient: ifGiven(() => recipientSchema),
  /** @default 'individual' */
  recipientType: ifGiven(() => z.enum(['individual', 'group'])),
  /** Quotes an earlier message of the conversation. */
  context: ifGiven(() => z.strictObject({ message_id: messageIdSchema })),
  /** The caller's own string, at most 512 characters. It comes back unchanged with every status of the message. */
  bizOpaqueCallbackData: ifGiven(() =>
    z.string().max(callbackDataLimit, `must be at most ${callbackDataLimit} characters`),
  ),
  /** Sends only while the user's identity still has this hash; otherwise Meta refuses with code 137000. */
  recipientIdentityKeyHash: ifGiven(() => z.string().min(1).max(256)),
  /**
   * Names this send. One key is posted at most once by one activity; statuses carry it back.
   *
   * @default run id and activity id of the calling workflow; the activity id of a standalone activity
   */
  sendKey: ifGiven(() =>
    z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 characters of printable ASCII, without spaces'),
  ),
}));

const hasRecipient = (input: { to?: string | undefined; recipient?: string | undefined }): boolean =>
  input.to !== undefined || input.recipient !== undefined;
const recipientMissing = {
  message: 'must be set: a phone number in "to" or a business-scoped user id in "recipient"',
  path: ['to'],
};

/** Adds the rule that somebody has to receive the message. */
export function requireRecipient<Shape extends z.ZodType<{ to?: string | undefined; recipient?: string | undefined }>>(
  schema: Shape,
): Shape {
  return schema.refine(hasRecipient, recipientMissing);
}

export const sendMessageInputSchema = lazy(() =>
  requireRecipient(
    z.strictObject({
      ...sendEnvelope,
      /** The content, in Meta's wire shape. The builders of `temporal-whatsapp/messages` make it. */
      message: outboundMessageSchema,
      /**
       * The statuses that the workflow below wants as signals. Empty or absent: no status is forwarded, and the
       * caller's string travels alone.
       */
      wantedStatuses: ifGiven(() => z.array(z.enum(messageStatuses))),
      /** The workflow that gets the wanted statuses. @default the workflow that called the activity */
      statusWorkflowId: ifGiven(() => z.string().min(1).max(400)),
    }),
  ),
);

export const markMessageReadInputSchema = lazy(() =>
  z.strictObject({
    ...onPhoneNumber,
    /** The id of the inbound message. Meta marks the earlier messages of the thread as read, too. */
    messageId: messageIdSchema,
    /** Shows "typing…" for up to 25 seconds, or until the next message. @default false */
    typingIndicator: ifGiven(() => z.boolean()),
  }),
);

export type SendMessageInput = z.input<typeof sendMessageInputSchema>;
export type MarkMessageReadInput = z.input<typeof markMessageReadInputSchema>;
