/** The whole body of `POST /{phone-number-id}/messages`. */
import { z } from 'zod';
import { messageIdSchema } from '../ids/graph-ids.js';
import { limits } from '../limits.js';
import { defined } from '../schema/defined.js';
import { delegate } from '../schema/delegate.js';
import { filled, mustBe, object } from '../schema/fields.js';
import { describeInput, inputJsonSchema } from '../schema/json-schema.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor, type SchemaFor } from '../schema/schema-for.js';
import { contentSchema, type OutboundMessage } from './outbound-message.js';

/** The message that another one quotes. */
interface MessageContext {
  /** Id of the quoted message. */
  message_id: string;
}

/**
 * Who gets a message, and what travels with it.
 *
 * @see "Send messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages (read 2026-11)
 */
interface GraphEnvelope {
  /** Always `whatsapp`. */
  messaging_product: 'whatsapp';
  /** Whether `to` is a user or a group. @default 'individual' */
  recipient_type?: 'individual' | 'group' | null | undefined;
  /** A phone number with country code, a wa_id or a group id. Required unless `recipient` is set. */
  to?: string | null | undefined;
  /** A business-scoped user id. */
  recipient?: string | null | undefined;
  /** An earlier message of the conversation, which this one quotes. */
  context?: MessageContext | null | undefined;
  /** What Meta returns with every status of the message, of at most 512 UTF-16 units. */
  biz_opaque_callback_data?: string | null | undefined;
  /** Hash of the user's identity. Meta refuses to send with code 137000 once it differs. */
  recipient_identity_key_hash?: string | null | undefined;
}

/** A message to send: envelope and content. */
export type GraphMessage = GraphEnvelope & OutboundMessage & { status?: null | undefined };

/** What the user sees while an answer is being written. */
interface TypingIndicator {
  /** The kind of answer. */
  type: 'text';
}

/** What marks an inbound message as read, and may show "typing…". */
export interface GraphReadReceipt {
  /** Always `whatsapp`. */
  messaging_product: 'whatsapp';
  /** Always `read`. */
  status: 'read';
  /** Id of the inbound message. */
  message_id: string;
  /** "typing…", for up to 25 seconds or until the next message. */
  typing_indicator?: TypingIndicator | null | undefined;
}

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

type EnvelopeInput = Omit<GraphEnvelope, 'to'> & { to?: string | number | null | undefined };

const envelopeSchema = schemaFor<EnvelopeInput, GraphEnvelope>()(
  lazy(() =>
    object({
      messaging_product: product,
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
  ),
);

const readReceiptSchema = schemaFor<GraphReadReceipt>()(
  lazy(() =>
    object({
      messaging_product: product,
      status: z.literal('read', 'must be "read"'),
      message_id: messageIdSchema,
      typing_indicator: object({ type: z.literal('text', 'must be "text"') }).nullish(),
    }),
  ),
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

/**
 * What `POST /{phone-number-id}/messages` takes: a message, or a read receipt, which has `status: 'read'`. The schema
 * is as tolerant as Graph. `to` can be a number, and members can be null. `contacts` can be a JSON string, and types of
 * template parts can be upper-case. The output has the documented form.
 */
export const graphMessageSchema: SchemaFor<Input, GraphMessage | GraphReadReceipt> = lazy(() => {
  const schema = z.looseObject({}, mustBe('an object')).transform((body: Input, context) => {
    const isSend = body['status'] === undefined || body['status'] === null;
    return isSend ? parseSend(body, context) : delegate(readReceiptSchema, body, context);
  });
  describeInput(schema, () => ({
    anyOf: [
      { allOf: [inputJsonSchema(envelopeSchema), inputJsonSchema(contentSchema)] },
      inputJsonSchema(readReceiptSchema),
    ],
  }));
  return schema as unknown as SchemaFor<Input, GraphMessage | GraphReadReceipt>;
});

/** What `toGraphMessage` takes: the members of a send that reach Meta. */
export interface GraphMessageInput {
  /** A phone number with country code, a wa_id or a group id. */
  to?: string | undefined;
  /** A business-scoped user id. */
  recipient?: string | undefined;
  /** Whether `to` is a user or a group. @default 'individual' */
  recipientType?: 'individual' | 'group' | undefined;
  /** An earlier message of the conversation, which this one quotes. */
  context?: MessageContext | undefined;
  /** Hash of the user's identity. */
  recipientIdentityKeyHash?: string | undefined;
  /** The content. */
  message: OutboundMessage;
}

/**
 * Builds the body of `POST /{phone-number-id}/messages`. Pure; expects input that was checked.
 *
 * @param callbackData What Meta returns with every status of the message, at most 512 characters.
 */
export function toGraphMessage(input: GraphMessageInput, callbackData?: string): GraphMessage {
  const { to, recipient, recipientType = 'individual', context, recipientIdentityKeyHash, message } = input;
  const optional = {
    to,
    recipient,
    context,
    recipient_identity_key_hash: recipientIdentityKeyHash,
    biz_opaque_callback_data: callbackData,
  };
  return { ...message, messaging_product: 'whatsapp', recipient_type: recipientType, ...defined(optional) };
}
