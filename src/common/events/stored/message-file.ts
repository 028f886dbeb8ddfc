/** The file of a message, as Meta names it in a webhook. */
import { defined } from '../../schema/defined.js';
import { asText, isRecord } from '../json.js';
import type { WireMedia } from '../wire/index.js';

/** What Meta says of a file. */
interface MessageFile {
  /** The member of the message that has it. */
  kind: string;
  /** The id of the media object. */
  id: string;
  mimeType?: string;
  sha256?: string;
  caption?: string;
  filename?: string;
}

/** A file, and Meta's own object of it. */
export interface FoundFile {
  file: MessageFile;
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

function readFile(kind: string, { id, mime_type, sha256, caption, filename }: WireMedia): MessageFile | undefined {
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
