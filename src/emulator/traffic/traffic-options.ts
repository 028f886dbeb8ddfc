/** How much traffic there is, and of what. */
import { z } from 'zod';

/** A kind of event in traffic. */
export type TrafficKind = 'message' | 'status' | 'echo' | 'template' | 'unknown' | 'malformed';

export const trafficKinds: readonly TrafficKind[] = ['message', 'status', 'echo', 'template', 'unknown', 'malformed'];

/** How often each kind comes, in proportion to the others; an absent one never comes. At least one has to come. */
export interface TrafficMix {
  /** Messages of users: every fifth user has no phone number, only a business-scoped user id. */
  message?: number;
  /** Statuses, each of another message. */
  status?: number;
  /** Messages that the business sends from its phone app. */
  echo?: number;
  /** Template status changes. */
  template?: number;
  /** Changes of a field that nobody knows. */
  unknown?: number;
  /** Texts where a message should be. */
  malformed?: number;
}

/** How much traffic there is, and of what. */
export interface TrafficOptions {
  /** Events a second, above 0, up to 1000. */
  eventsPerSecond: number;
  /** Decides the order of kinds and users, a whole number; ids are always new ones. @default 1 */
  seed?: number;
  /** How many users there are, 1 to 1,000,000. @default 100 */
  users?: number;
  /**
   * How often each kind comes.
   *
   * @default { message: 1, status: 3 }, as Meta says that receivers should expect
   * @see "Throughput" https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (read
   * 2026-11)
   */
  mix?: TrafficMix;
  /** Traffic ends by itself after so many events, 1 to 10,000,000; their ids stay in memory. @default 1_000_000 */
  maxEvents?: number;
  /**
   * Ids of the numbers that the users write to, each user always to the same one. @default the emulator's first number
   */
  phoneNumberIds?: string[];
  /** `biz_opaque_callback_data` of the statuses. @default none */
  callbackData?: string;
}

const weight = z.number().min(0).optional();

const mixSchema = z
  .strictObject({
    message: weight,
    status: weight,
    echo: weight,
    template: weight,
    unknown: weight,
    malformed: weight,
  })
  .refine((mix) => Object.values(mix).some((share) => (share ?? 0) > 0), { error: 'must have a kind that comes' });

export const trafficSchema = z.strictObject({
  eventsPerSecond: z.number().positive().max(1000),
  seed: z.number().int().default(1),
  users: z.number().int().min(1).max(1_000_000).default(100),
  mix: mixSchema.default({ message: 1, status: 3 }),
  maxEvents: z.number().int().min(1).max(10_000_000).default(1_000_000),
  phoneNumberIds: z.array(z.string()).min(1).optional(),
  callbackData: z.string().optional(),
});

export type ParsedTraffic = z.output<typeof trafficSchema>;
