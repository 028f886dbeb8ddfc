/** Inputs of the activities on `/{phone-number-id}/messages`. */
import { z } from 'zod';
import { callbackDataLimit } from '../sending/callback-data.js';
import { messageIdSchema } from '../ids/graph-ids.js';
import { messageStatuses, type MessageStatus } from '../sending/message-status.js';
import { outboundMessageSchema, type OutboundMessage } from '../messages/outbound-message.js';
import { sendKeyLimit } from '../sending/send-key.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { phoneNumberTarget, type PhoneNumberTarget } from './shared.js';

/** The message that a message quotes. */
export interface MessageContext {
  /** The id of an earlier message of the same conversation: `wamid.…`. */
  message_id: string;
}

/**
 * Who gets a message, and how. One of `to` and `recipient` is required.
 *
 * @see "Send messages" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
 */
export interface SendEnvelope extends PhoneNumberTarget {
  /**
   * A phone number with `+` and country code, a WhatsApp id, or a group id. Meta uses it when `recipient` is there,
   * too.
   */
  to?: string | undefined;
  /**
   * A business-scoped user id such as `US.13491208655302741918`, for users without a visible phone number.
   *
   * @see "Business-scoped user IDs"
   * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids (read 2026-11)
   */
  recipient?: string | undefined;
  /** What `to` names. @default 'individual' */
  recipientType?: 'individual' | 'group' | undefined;
  /** Quotes an earlier message of the conversation. @default no quote */
  context?: MessageContext | undefined;
  /** The caller's own string, at most 512 characters. It comes back unchanged with every status of the message. */
  bizOpaqueCallbackData?: string | undefined;
  /**
   * Sends only while the user's identity has this hash. Otherwise Meta refuses with code 137000. At most 256
   * characters.
   */
  recipientIdentityKeyHash?: string | undefined;
  /**
   * Names this send: 1 to 128 characters of printable ASCII, without spaces. One key is posted at most once by one
   * activity, and statuses carry it back. The keys that follow from it (`<key>~2`, `<key>~t`) always fit. One that
   * would be longer has a hash in place of its end.
   *
   * @default derived from the run id and the activity id; for a standalone activity, its activity id
   */
  sendKey?: string | undefined;
}

/** Input of the activity `sendWhatsAppMessage`. */
export interface SendMessageInput extends SendEnvelope {
  /** The content, in Meta's wire shape. The builders of `temporal-whatsapp/messages` make it. */
  message: OutboundMessage;
  /**
   * The statuses that the workflow wants as signals. Each one that comes costs a Temporal action.
   *
   * @default none: no status is forwarded, and the caller's string travels alone
   */
  wantedStatuses?: MessageStatus[] | undefined;
  /** The id of the workflow that gets the wanted statuses. @default the workflow that called the activity */
  statusWorkflowId?: string | undefined;
  /**
   * Whether an operator has reset the workflow run. Then the activity looks for this send in the runs before. What was
   * sent there is not sent again. @default false
   */
  afterReset?: boolean | undefined;
}

/** Input of the activity `markWhatsAppMessageRead`. */
export interface MarkMessageReadInput extends PhoneNumberTarget {
  /** The id of the inbound message. Meta marks the earlier messages of the thread as read, too. */
  messageId: string;
  /** Shows "typing…" for up to 25 seconds, or until the next message. @default false */
  typingIndicator?: boolean | undefined;
}

/** A phone number as a user writes it (`+`, digits, spaces, dashes, dots, brackets), a wa_id, or a group id. */
const toSchema = lazy(() =>
  z.string().regex(/^[\w+\-.() =]{3,128}$/, 'must be a phone number with country code, a wa_id or a group id'),
);

/** A business-scoped id: country code, dot, up to 128 letters and digits. A parent id has `ENT.` in between. */
const recipientSchema = lazy(() =>
  z
    .string()
    .regex(
      /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/,
      'must be a business-scoped user id such as "US.13491208655302741918"',
    ),
);

export const sendEnvelope = lazy(() => ({
  ...phoneNumberTarget,
  to: ifGiven(() => toSchema),
  recipient: ifGiven(() => recipientSchema),
  recipientType: ifGiven(() => z.enum(['individual', 'group'])),
  context: ifGiven(() => z.strictObject({ message_id: messageIdSchema })),
  bizOpaqueCallbackData: ifGiven(() =>
    z.string().max(callbackDataLimit, `must be at most ${callbackDataLimit} characters`),
  ),
  recipientIdentityKeyHash: ifGiven(() => z.string().min(1).max(256)),
  sendKey: ifGiven(() =>
    z
      .string()
      .regex(/^[\x21-\x7e]{1,128}$/, `must be 1 to ${sendKeyLimit} characters of printable ASCII, without spaces`),
  ),
}));

type Addressed = Pick<SendEnvelope, 'to' | 'recipient'>;

/** A phone number, however people write it, or a wa_id. */
const phoneNumber = /^[+\-.() ]*\d[+\d\-.() ]*$/;

/**
 * What is wrong with a `to` that names no user, nor a group. Schemas of workflows let it pass, as one that has begun
 * may have it in its input. Meta refuses it.
 */
export function wrongRecipient({ to, recipientType }: Pick<SendEnvelope, 'to' | 'recipientType'>): string | undefined {
  if (to === undefined || recipientType === 'group' || phoneNumber.test(to)) return undefined;
  return 'must be a phone number with country code; a user id stands in "recipient", a group id needs "recipientType": "group"';
}

const hasRecipient = ({ to, recipient }: Addressed): boolean => to !== undefined || recipient !== undefined;
const recipientMissing = {
  message: 'must be set: a phone number in "to" or a business-scoped user id in "recipient"',
  path: ['to'],
};

/** Adds the rule that somebody has to receive the message. */
export function requireRecipient<Schema extends z.ZodType<Addressed>>(schema: Schema): Schema {
  return schema.refine(hasRecipient, recipientMissing);
}

export const sendMessageInputSchema = schemaFor<SendMessageInput>()(
  lazy(() =>
    requireRecipient(
      z.strictObject({
        ...sendEnvelope,
        message: outboundMessageSchema,
        wantedStatuses: ifGiven(() => z.array(z.enum(messageStatuses))),
        statusWorkflowId: ifGiven(() => z.string().min(1).max(400)),
        afterReset: ifGiven(() => z.boolean()),
      }),
    ),
  ),
);

export const markMessageReadInputSchema = schemaFor<MarkMessageReadInput>()(
  lazy(() =>
    z.strictObject({
      ...phoneNumberTarget,
      messageId: messageIdSchema,
      typingIndicator: ifGiven(() => z.boolean()),
    }),
  ),
);
