/**
 * The whole body of `POST /{phone-number-id}/messages`.
 *
 * @see "Send messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages (read 2026-11)
 */
import { z } from 'zod';
import { messageIdSchema } from '../graph-ids.js';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { delegate } from '../schema/delegate.js';
import { filled, mustBe, object } from '../schema/fields.js';
import { contentSchema, type OutboundMessage } from './outbound-message.js';

const product = lazy(() => z.literal('whatsapp', 'must be "whatsapp"'));

/** Graph takes a number, too. */
const toSchema = lazy(() =>
  z
    .union([z.string().min(1), z.int()], mustBe('a phone number with country code, a wa_id or a group id'))
    .transform(String),
);

/** Counted in UTF-16 units, as the envelope in it is. */
const callbackDataSchema = lazy(() =>
  z.string(mustBe('a text')).max(limits.callbackData, `must be at most ${limits.callbackData} characters`),
);

const envelopeSchema = lazy(() =>
  object({
    messaging_product: product,
    /** @default 'individual' */
    recipient_type: z.enum(['individual', 'group'], mustBe('"individual" or "group"')).nullish(),
    to: toSchema.nullish(),
    recipient: filled('a business-scoped user id').nullish(),
    context: object({ message_id: messageIdSchema }).nullish(),
    biz_opaque_callback_data: callbackDataSchema.nullish(),
    recipient_identity_key_hash: filled('the hash of an identity').nullish(),
  }).refine(({ to, recipient }) => Boolean(to ?? recipient), {
    message: 'must be set, or "recipient"',
    path: ['to'],
  }),
);

const readReceiptSchema = lazy(() =>
  object({
    messaging_product: product,
    status: z.literal('read', 'must be "read"'),
    message_id: messageIdSchema,
    /** Shows "typing…" for up to 25 seconds, or until the next message. */
    typing_indicator: object({ type: z.literal('text', 'must be "text"') }).nullish(),
  }),
);

type Input = Record<string, unknown>;

/** Graph takes the list of contacts as a JSON string, too. */
function withParsedContacts(body: Input): Input {
  if (typeof body['contacts'] !== 'string') return body;
  try {
    return { ...body, contacts: JSON.parse(body['contacts']) as unknown };
  } catch {
    return body;
  }
}

/** Envelope and content are both checked, so that one answer names the problems of both. */
function parseSend(body: Input, context: z.core.$RefinementCtx): unknown {
  const parsed = withParsedContacts(body);
  const enveloped = delegate(envelopeSchema, parsed, context);
  const wrong = context.issues.length > 0;
  return delegate(contentSchema, wrong ? parsed : enveloped, context);
}

/** Who gets a message, and what travels with it. */
export type GraphEnvelope = z.output<typeof envelopeSchema>;

/** A message to send: envelope and content. */
export type GraphMessage = GraphEnvelope & OutboundMessage & { status?: null | undefined };

/** Marks an inbound message as read, and may show "typing…". */
export type GraphReadReceipt = z.output<typeof readReceiptSchema>;

/**
 * What `POST /{phone-number-id}/messages` takes: a message, or a read receipt, which has `status: 'read'`. As tolerant as Graph:
 * `to` can be a number, members can be null, `contacts` can be a JSON string, types of template parts can be upper-case.
 * The output has the documented form.
 */
export const graphMessageSchema = lazy(
  () =>
    z.looseObject({}, mustBe('an object')).transform((body: Input, context) => {
      const isSend = body['status'] === undefined || body['status'] === null;
      return isSend ? parseSend(body, context) : delegate(readReceiptSchema, body, context);
    }) as unknown as z.ZodType<GraphMessage | GraphReadReceipt, Input>,
);

/** What `toGraphMessage` takes: the members of a send that reach Meta. */
export interface GraphMessageInput {
  to?: string | undefined;
  recipient?: string | undefined;
  /** @default 'individual' */
  recipientType?: 'individual' | 'group' | undefined;
  context?: { message_id: string } | undefined;
  recipientIdentityKeyHash?: string | undefined;
  message: OutboundMessage;
}

/**
 * Builds the body of `POST /{phone-number-id}/messages`. Pure; expects input that was checked.
 *
 * @param callbackData what Meta returns with every status of the message, at most 512 characters
 */
export function toGraphMessage(input: GraphMessageInput, callbackData?: string): GraphMessage {
  const { to, recipient, recipientType = 'individual', context, recipientIdentityKeyHash: hash, message } = input;
  return {
    ...message,
    messaging_product: 'whatsapp',
    recipient_type: recipientType,
    ...(to !== undefined && { to }),
    ...(recipient !== undefined && { recipient }),
    ...(context !== undefined && { context }),
    ...(hash !== undefined && { recipient_identity_key_hash: hash }),
    ...(callbackData !== undefined && { biz_opaque_callback_data: callbackData }),
  };
}
