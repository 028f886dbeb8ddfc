/** Inputs of the activities that put a large content into the media store, and read it back. */
import { z } from 'zod';
import type { StoredContent } from '../events/stored-content.js';
import { mustBe } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** Input of the activity `storeWhatsAppContent`. */
export interface StoreContentInput {
  /** The content: an object of plain JSON. */
  content: Record<string, unknown>;
}

/** Input of the activity `loadWhatsAppContent`: what `storeWhatsAppContent` has returned. */
export interface LoadContentInput extends StoredContent {}

export const storeContentInputSchema = schemaFor<StoreContentInput>()(
  lazy(() => z.strictObject({ content: z.record(z.string(), z.unknown(), mustBe('an object')) })),
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
