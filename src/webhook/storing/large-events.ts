/** Events that no signal can hold: they go into a media store, and their workflow gets a reference. */
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { shrinkEvent } from '../../common/events/stored/shrink-event.js';
import type { StoredContent } from '../../common/events/stored-content.js';
import type { WhatsAppEvent } from '../../common/events/types.js';

/** What takes events that are too large. A `MediaStore`, as `createMediaStore()` makes one, fits as it is. */
export interface WebhookEventStore {
  /** Begins a new file, under this name where the store keeps new ones. A file of the same name is replaced. */
  create(target: undefined, media: { filename: string; mimeType: string }): Promise<WebhookEventFile>;
}

/** A file that is being written. */
export interface WebhookEventFile {
  /** Takes the bytes. */
  content: Writable;
  /** Makes the file visible, once `content` has finished. @returns its URI */
  commit(): Promise<string>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/**
 * Stores an event, and gives what is sent in its place.
 *
 * The file lacks the time of arrival. So the same event that comes again is the same file, and is recognized.
 */
export async function storeEvent(event: WhatsAppEvent, store: WebhookEventStore): Promise<WhatsAppEvent> {
  const { receivedAtMs: _receivedAtMs, ...content } = event;
  const bytes = Buffer.from(JSON.stringify(content));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = await store.create(undefined, { filename: `event-${sha256}.json`, mimeType: 'application/json' });
  try {
    await pipeline([bytes], file.content);
    const stored: StoredContent = { ref: await file.commit(), bytes: bytes.length, sha256 };
    return shrinkEvent(event, stored);
  } catch (error) {
    await file.discard();
    throw error;
  }
}
