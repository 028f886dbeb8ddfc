/** The activities that keep what is too large for a workflow to carry in the media store. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { LoadedContent, WhatsAppActivities } from '../common/activity-contract.js';
import type { StoredContent } from '../common/events/stored-content.js';
import { maxPayloadBytes } from '../common/json-bytes.js';
import { loadContentInputSchema, storeContentInputSchema } from '../common/inputs/index.js';
import type { MediaStore } from '../media/store.js';
import { defineActivity, type Attempt } from './attempt/activity.js';
import { mediaFailure } from './attempt/failure.js';
import { metered } from './form-files.js';
import { store } from './store-response.js';

export function contentActivities(
  media: MediaStore,
): Pick<WhatsAppActivities, 'storeWhatsAppContent' | 'loadWhatsAppContent'> {
  return {
    storeWhatsAppContent: defineActivity('storeWhatsAppContent', storeContentInputSchema, ({ content }, attempt) =>
      storeContent(media, content, attempt),
    ),
    loadWhatsAppContent: defineActivity('loadWhatsAppContent', loadContentInputSchema, (stored, attempt) =>
      loadContent(media, stored, attempt),
    ),
  };
}

/** The name comes from the content, so that a repeated attempt replaces its own file and no other one. */
async function storeContent(media: MediaStore, content: unknown, attempt: Attempt): Promise<StoredContent> {
  const bytes = Buffer.from(JSON.stringify(content));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { filename: `event-${sha256}.json`, mimeType: 'application/json' };
  const expected = { size: bytes.length, sha256 };
  const { media: ref } = await store(media, Readable.from([bytes]), { ...file, expected }, attempt);
  return { ref, bytes: bytes.length, sha256 };
}

/** The receiver stores what no payload can hold. */
function tooLarge(bytes: number, { activity }: Attempt): Error {
  const advice = 'read the file in an activity of yours: `media.open(stored.ref)` of the media store';
  return mediaFailure(
    `${activity}: ${bytes} bytes are more than a result can hold (${maxPayloadBytes}); ${advice}`,
    false,
  );
}

async function loadContent(media: MediaStore, stored: StoredContent, attempt: Attempt): Promise<LoadedContent> {
  const { ref, bytes, sha256 } = stored;
  if (bytes > maxPayloadBytes) throw tooLarge(bytes, attempt);
  const { content } = await media.open(ref, attempt.signal);
  const replaced = (): Error =>
    mediaFailure(`${attempt.activity}: the file is not the one that was stored; it was changed or replaced`, false);
  const meter = metered(content, { maxBytes: bytes, onTooLarge: replaced });
  const file = await buffer(meter);
  // The digest also keeps a reference of somebody else's from reading a file that is none of ours.
  if (meter.bytes !== bytes || meter.sha256 !== sha256) throw replaced();
  return { content: JSON.parse(file.toString()) as unknown };
}
