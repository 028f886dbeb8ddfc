/** What can be put into a webhook by hand: any event in a short form, anything else as it is. */
import { z } from 'zod';
import { inboundMessageSchema } from '../users/inbound-content.js';

const timestamp = z.union([z.string(), z.number()]).optional();

const statusSchema = z.strictObject({
  /** Of a message that was sent through the emulator, whose record gets the status, too; or any other id. */
  messageId: z.string(),
  status: z.string(),
  /** Members of the webhook's status; they win over the usual ones. */
  fields: z.record(z.string(), z.unknown()).optional(),
});

/** A message that the business sends from its phone app: a text, or `type` and the member of that name. */
const echoSchema = z.looseObject({
  /** Phone number in any notation, or business-scoped user id in `userId`. */
  to: z.string().optional(),
  userId: z.string().optional(),
  /** @default a new one */
  messageId: z.string().optional(),
  /** Unix seconds. @default now */
  timestamp,
  /** @default 'text' */
  type: z.string().optional(),
});

/** A whole change: of an account, a template, a call, …, or of a field that nobody knows. */
const changeSchema = z.strictObject({
  field: z.string(),
  /** With the item's `phoneNumberId` it also gets the metadata of that number. */
  value: z.unknown(),
  /** `time` of the entry, in Unix seconds. @default now, but none in a value with metadata */
  time: z.number().optional(),
});

/** Anything in a place where something else belongs. */
const rawSchema = z.strictObject({
  /** In place of an entry, of a change, or of an item in the list `list` of a change of the field `field`. */
  at: z.enum(['entry', 'change', 'item']),
  value: z.unknown(),
  /** @default 'messages' */
  field: z.string().default('messages'),
  /** @default 'messages' */
  list: z.string().default('messages'),
});

const kinds = {
  message: inboundMessageSchema,
  status: statusSchema,
  echo: echoSchema,
  change: changeSchema,
  raw: rawSchema,
};

const itemSchema = z
  .strictObject({
    /** @default the account of the number */
    wabaId: z.string().optional(),
    /** @default the emulator's first number; for a change none */
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

/** One event of a webhook. */
export type WebhookItem = z.input<typeof itemSchema>;
export type ParsedWebhookItem = z.output<typeof itemSchema>;
export type ParsedEcho = z.output<typeof echoSchema>;
export type ParsedChange = z.output<typeof changeSchema>;
