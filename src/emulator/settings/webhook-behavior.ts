/**
 * How webhooks come: together, more than once, out of order, and again after a failure.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 * @see "Throughput" https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (read 2026-11)
 */
import { z } from 'zod';

/**
 * How events come together in one POST. Meta puts up to 1000 into one.
 *
 * @see "Create a webhook endpoint"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11)
 */
export interface WebhookBatch {
  /** Most events in one POST, 1 to 1000. A batch of as many is posted at once. @default 1 */
  maxItems?: number;
  /** How long the first event of a batch waits for others, in milliseconds, up to 60,000. @default 100 */
  windowMs?: number;
}

/** How often deliveries are repeated, byte for byte the same. */
export interface WebhookDuplicates {
  /** More deliveries of each, 0 to 100: 2 is two more, 0.1 one more in a tenth of all cases, 1.5 one or two more. */
  copies: number;
  /** How long after the first the copies are posted, in milliseconds, up to one day; 0: at the same time. @default 0 */
  delayMs?: number;
  /** Decides which deliveries get a copy. @default 1 */
  seed?: number;
}

/** How long deliveries are held back to be posted in another order. */
export interface WebhookReorder {
  /** Deliveries that begin within so many milliseconds, up to 60,000, are posted in another order; 0: none. */
  windowMs: number;
  /** Another seed, another order. @default 1 */
  seed?: number;
}

/** How webhooks come. Without a member: one event a POST, each once, in order, and redeliveries in real time. */
export interface WebhookBehavior {
  /**
   * Puts events of a time into one POST, in several entries and changes where they differ in account, number or field.
   */
  webhookBatch?: WebhookBatch;
  /** Posts webhooks more than once. A number is `{ copies }`, 0 none. */
  webhookDuplicates?: number | WebhookDuplicates;
  /** Posts webhooks in another order than they happened. A number is `{ windowMs }`, 0 leaves them as they come. */
  webhookReorder?: number | WebhookReorder;
  /**
   * A redelivery goes to every callback of the webhook, also to one that has accepted it, as at Meta. @default false
   */
  webhookRetryAllApps?: boolean;
  /**
   * Factor of the pauses before redeliveries, above 0, up to 1000: with 0.001 an hour takes 3.6 seconds. Pauses that
   * have begun stay as they are. @default 1
   */
  timeScale?: number;
}

const windowMs = z.number().min(0).max(60_000);
const seed = z.number().int().default(1);

const batchSchema = z.strictObject({
  maxItems: z.number().int().min(1).max(1000).default(1),
  windowMs: windowMs.default(100),
});

const duplicatesSchema = z.strictObject({
  copies: z.number().min(0).max(100),
  delayMs: z.number().min(0).max(86_400_000).default(0),
  seed,
});

const reorderSchema = z.strictObject({ windowMs, seed });

/** The members of `WebhookBehavior`, each with its schema. */
export const webhookBehavior = {
  webhookBatch: batchSchema.optional(),
  webhookDuplicates: z
    .union([duplicatesSchema.shape.copies, duplicatesSchema])
    .transform((given) => (typeof given === 'number' ? duplicatesSchema.parse({ copies: given }) : given))
    .optional(),
  webhookReorder: z
    .union([windowMs, reorderSchema])
    .transform((given) => (typeof given === 'number' ? reorderSchema.parse({ windowMs: given }) : given))
    .optional(),
  webhookRetryAllApps: z.boolean().optional(),
  timeScale: z.number().positive().max(1000).optional(),
};
