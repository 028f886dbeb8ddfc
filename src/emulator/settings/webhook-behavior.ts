/**
 * How webhooks come: together, more than once, out of order, and again after a failure.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 * @see "Throughput" https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (read 2026-11)
 */
import { z } from 'zod';

const windowMs = z.number().min(0).max(60_000);
const seed = z.number().int().default(1);

/**
 * @see "Create a webhook endpoint" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11): up
 * to 1000 updates in one POST
 */
const batchSchema = z.strictObject({
  /** Events in one POST, 1 to 1000. A batch of as many is posted at once. @default 1 */
  maxItems: z.number().int().min(1).max(1000).default(1),
  /** How long the first event of a batch waits for others, in milliseconds. @default 100 */
  windowMs: windowMs.default(100),
});

const duplicatesSchema = z.strictObject({
  /** More deliveries of each: 2 is two more, 0.1 one more in a tenth of all cases, 1.5 one or two more. */
  copies: z.number().min(0).max(100),
  /** How long after the first the copies are posted, in milliseconds; 0: at the same time. @default 0 */
  delayMs: z.number().min(0).max(86_400_000).default(0),
  /** Decides which deliveries get a copy. @default 1 */
  seed,
});

const reorderSchema = z.strictObject({
  /** Deliveries that begin within so many milliseconds are posted in another order; 0: none. */
  windowMs,
  /** Another seed, another order. @default 1 */
  seed,
});

/** Without a member: one event a POST, each once, in order, and redeliveries in real time. */
export const webhookBehavior = {
  /** Puts events that come within a window into one POST, over several entries and changes where they belong to different ones. */
  webhookBatch: batchSchema.optional(),
  /** Posts webhooks more than once, byte for byte the same. A number is `{ copies }`, 0 none. */
  webhookDuplicates: z
    .union([duplicatesSchema.shape.copies, duplicatesSchema])
    .transform((given) => (typeof given === 'number' ? duplicatesSchema.parse({ copies: given }) : given))
    .optional(),
  /** Posts webhooks in another order than they happened. A number is `{ windowMs }`, 0 leaves them as they come. */
  webhookReorder: z
    .union([windowMs, reorderSchema])
    .transform((given) => (typeof given === 'number' ? reorderSchema.parse({ windowMs: given }) : given))
    .optional(),
  /** A redelivery goes to every callback that the webhook is for, also to those that have accepted it, as at Meta. @default false */
  webhookRetryAllApps: z.boolean().optional(),
  /** Factor of the pauses before redeliveries: with 0.001 an hour takes 3.6 seconds. Pauses that have begun stay as they are. @default 1 */
  timeScale: z.number().positive().max(1000).optional(),
};

export type WebhookDuplicates = z.output<typeof duplicatesSchema>;
export type WebhookReorder = z.output<typeof reorderSchema>;
export type WebhookBatch = z.output<typeof batchSchema>;
