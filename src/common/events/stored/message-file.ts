/** The file of a message, as a dialogue reads it and as Meta names it in a webhook. */
import { defined } from '../../schema/defined.js';
import { asText, isRecord } from '../json.js';
import type { LostMedia, StoredMedia } from '../stored-content.js';
import type { WireMedia } from '../wire/index.js';

/** A file that a user sent. */
export interface IncomingMedia {
  /** The type of the message: `image`, `video`, `audio`, `voice`, `document` or `sticker`. */
  kind: string;
  /** The id of the media object at Meta. Meta keeps it for 7 days. */
  id: string;
  /** The MIME type, as Meta says it. */
  mimeType?: string;
  /** SHA-256 of the file in Base64. */
  sha256?: string;
  /** The text below the file. */
  caption?: string;
  /** The name of a document. */
  filename?: string;
  /** The file in the media store, in conversations with `storeMedia`. */
  stored?: StoredMedia;
  /** Why the file could not be stored, in conversations with `storeMedia`. The dialogue goes on all the same. */
  lost?: LostMedia;
}

/** A file, and Meta's own object of it. */
export interface FoundFile {
  file: IncomingMedia;
  raw: WireMedia;
}

const mediaTypes = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;

/** The file of a message. Nothing of `content` was checked. @returns undefined when it has none */
export function findMessageFile(content: unknown): FoundFile | undefined {
  if (!isRecord(content)) return undefined;
  for (const kind of mediaTypes) {
    const raw = content[kind];
    const file = isRecord(raw) ? readFile(kind, raw) : undefined;
    if (file) return { file, raw: raw as WireMedia };
  }
  return undefined;
}

function readFile(kind: string, { id, mime_type, sha256, caption, filename }: WireMedia): IncomingMedia | undefined {
  const mediaId = asText(id);
  if (mediaId === undefined) return undefined;
  const texts = {
    mimeType: asText(mime_type),
    sha256: asText(sha256),
    caption: asText(caption),
    filename: asText(filename),
  };
  return { kind, id: mediaId, ...defined(texts) };
}
