/** How much traffic there is, and of what. */
import { z } from 'zod';

const weight = z.number().min(0).optional();

/** How often each kind comes, in proportion to the others. */
const mixSchema = z
  .strictObject({
    /** Messages of users: every fifth user has no phone number, only a business-scoped user id. */
    message: weight,
    /** Statuses, each of another message. */
    status: weight,
    /** Messages that the business sends from its phone app. */
    echo: weight,
    /** Template status changes. */
    template: weight,
    /** Changes of a field that nobody knows. */
    unknown: weight,
    /** Texts where a message should be. */
    malformed: weight,
  })
  .refine((mix) => Object.values(mix).some((share) => (share ?? 0) > 0), { error: 'must have a kind that comes' });

export const trafficSchema = z.strictObject({
  eventsPerSecond: z.number().positive().max(1000),
  /** Decides the order of kinds and users; ids are always new ones. @default 1 */
  seed: z.number().int().default(1),
  /** How many users there are. @default 100 */
  users: z.number().int().min(1).max(1_000_000).default(100),
  /**
   * @default { message: 1, status: 3 }, as Meta says that receivers should expect
   *
   * @see "Throughput" https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (read 2026-11)
   */
  mix: mixSchema.default({ message: 1, status: 3 }),
  /** Ends by itself after so many events; their ids stay in memory. @default 1_000_000 */
  maxEvents: z.number().int().min(1).max(10_000_000).default(1_000_000),
  /** Numbers that the users write to, each user always to the same one. @default the emulator's first number */
  phoneNumberIds: z.array(z.string()).min(1).optional(),
  /** `biz_opaque_callback_data` of the statuses. @default none */
  callbackData: z.string().optional(),
});

export type TrafficOptions = z.input<typeof trafficSchema>;
export type ParsedTraffic = z.output<typeof trafficSchema>;
export type TrafficKind = keyof ParsedTraffic['mix'];

export const trafficKinds: readonly TrafficKind[] = ['message', 'status', 'echo', 'template', 'unknown', 'malformed'];
