/** Inputs of the activities that put a large content into the media store, and read it back. */
import { z } from 'zod';
import type { StoredContent } from '../events/stored-content.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** Input of the activity `storeWhatsAppContent`. */
export interface StoreContentInput {
  /** The content: any plain JSON but `null`. */
  content: unknown;
}

/** Input of the activity `loadWhatsAppContent`: what `storeWhatsAppContent` has returned. */
export interface LoadContentInput extends StoredContent {}

export const storeContentInputSchema = schemaFor<StoreContentInput>()(
  lazy(() =>
    z
      .strictObject({ content: z.unknown() })
      .refine(({ content }) => content !== undefined && content !== null, { path: ['content'], error: 'must be JSON' }),
  ),
);

export const loadContentInputSchema = schemaFor<LoadContentInput>()(
  lazy(() =>
    z.strictObject({
      ref: z.string().min(1),
      bytes: z.number().int().min(1),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest in lower-case hex'),
    }),
  ),
);
