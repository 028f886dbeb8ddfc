/** What can be changed while the emulator runs: limits, the service window, reviews, how statuses and webhooks come. */
import { z } from 'zod';
import { parseInput } from '../../common/schema/parse-input.js';
import {
  webhookBehavior,
  type WebhookBatch,
  type WebhookDuplicates,
  type WebhookBehavior,
  type WebhookReorder,
} from './webhook-behavior.js';

/**
 * A status that a user's phone reports by itself. A message fails only by a fault, by the service window or by hand.
 */
export type AutoStatus = 'sent' | 'delivered' | 'read' | 'played';

/**
 * Disorder among the statuses of one message: in every run the same for the same message, and a fault can bring it to
 * single messages. `webhookReorder` and `webhookDuplicates` hit whatever is posted at a time.
 */
export interface StatusChaos {
  /**
   * Posts the statuses of a message in another order than they happened, once all of them have happened. The seed
   * decides which order; it may be the right one. @default false
   */
  reorder?: boolean;
  /** How many more times each status is posted, byte for byte the same, 0 to 100. @default 0 */
  duplicates?: number;
  /**
   * Another seed, another order. The same seed gives the same order to a message with the same send key, or without one
   * to the same recipient. @default 1
   */
  seed?: number;
}

/**
 * The pace at which one number may write to one user. Within the first `perMs` of a burst, messages can be borrowed
 * from the future. Then nothing passes until the burst has taken as long as its messages cost.
 *
 * @see "About the platform" https://developers.facebook.com/docs/whatsapp/cloud-api/overview (read 2026-11)
 */
export interface PairLimit {
  /** Most messages of a burst, at least 1. @default 45 */
  messages?: number;
  /** Milliseconds that each message costs, at least 1. @default 6000 */
  perMs?: number;
}

/**
 * The limits on sends.
 *
 * @see "About the platform" https://developers.facebook.com/docs/whatsapp/cloud-api/overview (read 2026-11)
 */
export interface EmulatorLimits {
  /**
   * Refuses with 131056 what one number sends too fast to one user; `true` is Meta's own limit. Not for groups.
   * @default false
   */
  pair?: boolean | PairLimit;
  /**
   * Refuses with 130429 what one number sends beyond so many messages a second. Messages from users count, too, as at
   * Meta, where a number starts with 80. @default no limit
   */
  throughputPerSecond?: number;
}

/** What Meta's review decides about every new or edited template, and when. */
export interface TemplateReviewPlan {
  /** What it decides. @default 'APPROVED' */
  event?: 'APPROVED' | 'REJECTED';
  /** Why a template is refused, as Meta names it, such as `INVALID_FORMAT`. @default 'NONE' */
  reason?: string;
  /** How long the template is `PENDING`, in milliseconds. @default 10 */
  delayMs?: number;
}

/** Limits, the service window, and how statuses and webhooks come. An absent member has its default. */
export interface EmulatorBehavior extends WebhookBehavior {
  /**
   * Statuses that users' phones report of every message, in this order. A reaction is only ever `sent`, and only a
   * voice message is `played`. @default ['sent', 'delivered']
   */
  autoStatuses?: readonly AutoStatus[];
  /** Pause before each automatic status, in milliseconds. @default 10 */
  statusDelayMs?: number;
  /** Answers a send only after its statuses were posted. @default false */
  statusBeforeAnswer?: boolean;
  /** Posts the statuses of each message out of order or more than once. @default false */
  statusChaos?: false | StatusChaos;
  /** Limits on sends. @default no limits */
  limits?: EmulatorLimits;
  /**
   * Only templates reach a user who has not written to the number within 24 hours. Anything else is refused with
   * 131047; with `'webhook'` it is accepted, then reported as failed with that code. `false` lets everything through.
   * Not for groups.
   *
   * @default true
   * @see "Send messages" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages (read 2026-11)
   */
  enforceWindow?: boolean | 'webhook';
  /**
   * Reviews new and edited templates by itself, and tells it by webhook. `true` approves them. With `false` they have
   * `templateStatus` at once, without a webhook; `reviewTemplate()` changes that.
   *
   * @default false
   */
  templateReview?: boolean | TemplateReviewPlan;
}

type Defaulted = 'autoStatuses' | 'statusDelayMs' | 'statusBeforeAnswer' | 'enforceWindow';
type Undefaulted = 'webhookRetryAllApps' | 'timeScale';

/** The behavior in force: `EmulatorBehavior` with its defaults, and with every short form written out. */
export interface Behavior extends Required<Pick<EmulatorBehavior, Defaulted>>, Pick<EmulatorBehavior, Undefaulted> {
  /** Disorder among the statuses of each message; false for none. */
  statusChaos: false | Required<StatusChaos>;
  /** Limits on sends. */
  limits: LimitsInForce;
  /** The review of new and edited templates; false for none. */
  templateReview: false | Required<TemplateReviewPlan>;
  /** How events come together in one POST. Absent: one event a POST. */
  webhookBatch?: Required<WebhookBatch>;
  /** How often deliveries are repeated. Absent: each once. */
  webhookDuplicates?: Required<WebhookDuplicates>;
  /** How long deliveries are held back to be posted in another order. Absent: not at all. */
  webhookReorder?: Required<WebhookReorder>;
}

/** The limits on sends that are in force. */
export interface LimitsInForce {
  /** The pace at which one number may write to one user; false for none. */
  pair: false | Required<PairLimit>;
  /** Messages a second of one number. Absent: no limit. */
  throughputPerSecond?: number;
}

export const statusChaosSchema = z.strictObject({
  reorder: z.boolean().default(false),
  duplicates: z.number().int().min(0).max(100).default(0),
  seed: z.number().int().default(1),
});

const pairLimitSchema = z.strictObject({
  messages: z.number().int().min(1).default(45),
  perMs: z.number().min(1).default(6000),
});

const reviewPlanSchema = z.strictObject({
  event: z.enum(['APPROVED', 'REJECTED']).default('APPROVED'),
  reason: z.string().min(1).default('NONE'),
  delayMs: z.number().min(0).default(10),
});

const limitsSchema = z.strictObject({
  pair: z
    .union([z.boolean(), pairLimitSchema])
    .transform((pair) => (pair === true ? pairLimitSchema.parse({}) : pair))
    .default(false),
  throughputPerSecond: z.number().int().min(1).optional(),
});

export const behaviorSchema = z.strictObject({
  autoStatuses: z
    .array(z.enum(['sent', 'delivered', 'read', 'played']))
    .readonly()
    .default(['sent', 'delivered']),
  statusDelayMs: z.number().min(0).default(10),
  statusBeforeAnswer: z.boolean().default(false),
  statusChaos: z.union([z.literal(false), statusChaosSchema]).default(false),
  limits: limitsSchema.default({ pair: false }),
  enforceWindow: z.union([z.boolean(), z.literal('webhook')]).default(true),
  templateReview: z
    .union([z.boolean(), reviewPlanSchema])
    .transform((plan) => (plan === true ? reviewPlanSchema.parse({}) : plan))
    .default(false),
  ...webhookBehavior,
});

export const behaviorKeys: readonly string[] = Object.keys(behaviorSchema.shape);

/** @throws InvalidInputError for unknown members and values out of range. */
export function behaviorFrom(given: unknown, operation: string): Behavior {
  return parseInput(behaviorSchema, given, operation) as Behavior;
}
