/** Input of the activity that writes into the store of consent. */
import { z } from 'zod';
import { phoneNumberIdSchema } from '../ids/graph-ids.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** What a user has said about messages: all of it, and not only the latest change. */
export interface ConsentStatement {
  /** The time of the latest change, in Unix milliseconds. Of two statements about a user the newer one holds. */
  changedAtMs: number;
  /** The user wrote STOP: the time, in Unix milliseconds. @default the user did not, or wrote START since then */
  stoppedAtMs?: number | undefined;
  /** The user stopped marketing, or Meta withheld it for that reason: the time, in Unix milliseconds. */
  marketingStoppedAtMs?: number | undefined;
}

/** Input of the activity `storeWhatsAppConsent`. */
export interface StoreConsentInput extends ConsentStatement {
  /** The business number: its phone number id. */
  phoneNumberId: string;
  /** The ids of the user, 1 to 10: business-scoped ids, and the digits of WhatsApp id and phone number. */
  users: string[];
}

/** Longest id of a user, in characters. */
const maxUserId = 200;

const maxUserIds = 10;

export const storeConsentInputSchema = schemaFor<StoreConsentInput>()(
  lazy(() => {
    const timeMs = z.number().int().min(0);
    return z.strictObject({
      phoneNumberId: phoneNumberIdSchema,
      users: z.array(z.string().min(1).max(maxUserId)).min(1).max(maxUserIds),
      changedAtMs: timeMs,
      stoppedAtMs: ifGiven(() => timeMs),
      marketingStoppedAtMs: ifGiven(() => timeMs),
    });
  }),
);
