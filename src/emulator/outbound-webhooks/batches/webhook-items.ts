/** What can be put into a webhook by hand: any event in a short form, anything else as it is. */
import { z } from 'zod';
import { inboundMessageSchema, type InboundMessage, type ParsedInboundMessage } from '../users/inbound-content.js';

/** A status of a message. */
export interface StatusItem {
  /** Id of a message that was sent through the emulator, whose record gets the status, too; or any other id. */
  messageId: string;
  /** `sent`, `delivered`, `read`, `played`, `failed`, or anything else. */
  status: string;
  /** Members of the webhook's status; they win over the usual ones. */
  fields?: Record<string, unknown>;
}

/** A message that the business sends from its phone app: a text, or `type` and the member of that name. */
export interface EchoItem {
  /** The recipient's phone number, in any notation. */
  to?: string;
  /** The recipient's business-scoped user id. */
  userId?: string;
  /** Message id. @default a new one */
  messageId?: string;
  /** Time at which it was sent, in Unix seconds. @default now */
  timestamp?: string | number;
  /** Kind of the message. @default 'text' */
  type?: string;
  /** The text as `text`, or the member that `type` names, in Meta's shape. */
  [member: string]: unknown;
}

/** A whole change: of an account, a template, a call, …, or of a field that nobody knows. */
export interface ChangeItem {
  /** Name of the webhook field. */
  field: string;
  /** Value of the change. With the item's `phoneNumberId` it also gets the metadata of that number. */
  value: unknown;
  /** `time` of the entry, in Unix seconds. @default now, but none in a value with metadata */
  time?: number;
}

/** Anything in a place where something else belongs. */
export interface RawItem {
  /** The place: of an entry, of a change, or of an item in the list `list` of a change of the field `field`. */
  at: 'entry' | 'change' | 'item';
  /** What is put there. */
  value: unknown;
  /** Name of the webhook field. @default 'messages' */
  field?: string;
  /** Name of the list. @default 'messages' */
  list?: string;
}

/** One event of a webhook: exactly one of `message`, `status`, `echo`, `change` and `raw`. */
export interface WebhookItem {
  /** Id of the business account. @default the account of the number */
  wabaId?: string;
  /** Id of the number that the event is about. @default the emulator's first number; for a change none */
  phoneNumberId?: string;
  /** A message that a user writes: `{ from: '491701234567', text: 'Hi' }`. */
  message?: InboundMessage;
  /** A status of a message: `{ messageId, status: 'read' }`. */
  status?: StatusItem;
  /** A message that the business sends from its phone app: `{ to: '491701234567', text: 'Hi' }`. */
  echo?: EchoItem;
  /** A whole change: `{ field: 'account_update', value: { event: 'PARTNER_REMOVED' } }`. */
  change?: ChangeItem;
  /** Anything where something else belongs: `{ at: 'item', value: 'no message' }`. */
  raw?: RawItem;
}

const timestamp = z.union([z.string(), z.number()]).optional();

const statusSchema = z.strictObject({
  messageId: z.string(),
  status: z.string(),
  fields: z.record(z.string(), z.unknown()).optional(),
});

const echoSchema = z.looseObject({
  to: z.string().optional(),
  userId: z.string().optional(),
  messageId: z.string().optional(),
  timestamp,
  type: z.string().optional(),
});

const changeSchema = z.strictObject({
  field: z.string(),
  value: z.unknown(),
  time: z.number().optional(),
});

const rawSchema = z.strictObject({
  at: z.enum(['entry', 'change', 'item']),
  value: z.unknown(),
  field: z.string().default('messages'),
  list: z.string().default('messages'),
});

const kinds = {
  message: inboundMessageSchema,
  status: statusSchema,
  echo: echoSchema,
  change: changeSchema,
  raw: rawSchema,
};

/** An item that has been checked. Written by hand: inferred it would hold all shapes of a message twice. */
export interface ParsedWebhookItem {
  wabaId?: string | undefined;
  phoneNumberId?: string | undefined;
  message?: ParsedInboundMessage | undefined;
  status?: z.output<typeof statusSchema> | undefined;
  echo?: ParsedEcho | undefined;
  change?: ParsedChange | undefined;
  raw?: z.output<typeof rawSchema> | undefined;
}

export const itemSchema: z.ZodType<ParsedWebhookItem> = z
  .strictObject({
    wabaId: z.string().optional(),
    phoneNumberId: z.string().optional(),
    message: kinds.message.optional(),
    status: kinds.status.optional(),
    echo: kinds.echo.optional(),
    change: kinds.change.optional(),
    raw: kinds.raw.optional(),
  })
  .refine((item) => Object.keys(kinds).filter((kind) => kind in item).length === 1, {
    error: `must have exactly one of ${Object.keys(kinds).join(', ')}`,
  });

export const itemsSchema = z.array(itemSchema).min(1);

export type ParsedEcho = z.output<typeof echoSchema>;
export type ParsedChange = z.output<typeof changeSchema>;
