/** Whose conversation is looked for. */
import { z } from 'zod';
import { usableIdPattern } from '../ids/workflow-ids.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** Input of the activity `listWhatsAppConversationKeys`: at least one id of a user. */
export interface ListConversationKeysInput {
  /** The business-scoped user id. */
  userId?: string | undefined;
  /** The WhatsApp id: a phone number as digits, with its country code. */
  waId?: string | undefined;
}

const idSchema = lazy(() =>
  z.string().regex(new RegExp(usableIdPattern), 'must be an id of a user: 1 to 200 characters without spaces'),
);

export const listConversationKeysInputSchema = schemaFor<ListConversationKeysInput>()(
  lazy(() =>
    z
      .strictObject({ userId: ifGiven(() => idSchema), waId: ifGiven(() => idSchema) })
      .refine(
        ({ userId, waId }) => userId !== undefined || waId !== undefined,
        'must have an id of the user: userId, waId',
      ),
  ),
);
