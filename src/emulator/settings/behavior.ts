/** What can be changed while the emulator runs: limits, the service window, how statuses and webhooks come. */
import { z } from 'zod';
import { parseInput } from '../../common/schema/parse-input.js';
import { webhookBehavior } from './webhook-behavior.js';

export const statusChaosSchema = z.strictObject({
  /**
   * Posts the statuses of a message in another order than they happened; which one, the seed decides, and it may be the right one.
   * They are posted once all of them have happened. @default false
   */
  reorder: z.boolean().default(false),
  /** How many more times each status is posted, byte for byte the same. @default 0 */
  duplicates: z.number().int().min(0).max(100).default(0),
  /** Another seed, another order; the same seed gives a message with the same send key (else the same `to`) the same one. @default 1 */
  seed: z.number().int().default(1),
});

const pairLimitSchema = z.strictObject({
  /** Messages that may be borrowed from the future within `perMs`. @default 45 */
  messages: z.number().int().min(1).default(45),
  /** Milliseconds that each message costs. @default 6000 */
  perMs: z.number().min(1).default(6000),
});

/**
 * The limits on sends.
 *
 * @see "About the platform" https://developers.facebook.com/docs/whatsapp/cloud-api/overview (read 2026-11)
 */
const limitsSchema = z.strictObject({
  /** Refuses with 131056 what one number sends too fast to one user; `true` is Meta's own limit. Not for groups. @default false */
  pair: z
    .union([z.boolean(), pairLimitSchema])
    .transform((pair) => (pair === true ? pairLimitSchema.parse({}) : pair))
    .default(false),
  /**
   * Refuses with 130429 what one number sends beyond so many messages a second. Messages from users count, too, as at Meta,
   * where a number starts with 80. @default no limit
   */
  throughputPerSecond: z.number().int().min(1).optional(),
});

const behaviorSchema = z.strictObject({
  /** What users' phones report of every message, in this order. @default ['sent', 'delivered'] */
  autoStatuses: z
    .array(z.enum(['sent', 'delivered', 'read', 'played']))
    .readonly()
    .default(['sent', 'delivered']),
  /** Pause before each automatic status, in milliseconds. @default 10 */
  statusDelayMs: z.number().min(0).default(10),
  /** Answers a send only after its statuses were posted. @default false */
  statusBeforeAnswer: z.boolean().default(false),
  /** Statuses out of order and more than once. @default false */
  statusChaos: z.union([z.literal(false), statusChaosSchema]).default(false),
  /** @default no limits */
  limits: limitsSchema.default({ pair: false }),
  /**
   * Only templates reach a user who has not written to the number within 24 hours: anything else is refused with 131047, or,
   * with `'webhook'`, accepted and then reported as failed with that code. Not for groups. @default false
   */
  enforceWindow: z.union([z.boolean(), z.literal('webhook')]).default(false),
  ...webhookBehavior,
});

export type EmulatorBehavior = z.input<typeof behaviorSchema>;
export type Behavior = z.output<typeof behaviorSchema>;
export type StatusChaos = z.output<typeof statusChaosSchema>;
export type PairLimit = z.output<typeof pairLimitSchema>;

/** A status that a user's phone reports by itself. */
export type AutoStatus = Behavior['autoStatuses'][number];

export const behaviorKeys: readonly string[] = Object.keys(behaviorSchema.shape);

/** @throws InvalidInputError for unknown members and values out of range. */
export function behaviorFrom(given: unknown, operation: string): Behavior {
  return parseInput(behaviorSchema, given, operation);
}
