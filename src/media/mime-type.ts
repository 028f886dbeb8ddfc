import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { fileTypeStream } from 'file-type';
import { extension, lookup } from 'mime-types';

/** The MIME type of bytes of which nothing is known. */
export const unknownMimeType = 'application/octet-stream';

/** Containers whose first bytes do not tell what is inside: there the name knows better. */
const containers = new Set(['application/zip', 'application/x-cfb', unknownMimeType]);

/** Names for types that WhatsApp knows under another one. */
const whatsAppNames: Readonly<Record<string, string>> = { 'audio/x-m4a': 'audio/mp4', 'video/x-m4v': 'video/mp4' };

/** Enough for the table of contents of an office file, in bytes. */
const sampleSize = 16_384;

/** Bytes with their MIME type. */
export interface TypedContent {
  content: Readable;
  mimeType: string;
}

/**
 * Finds the MIME type of a file without reading more than its beginning. The given type counts first, then the first
 * bytes, the name, and what the source says. Parameters such as `codecs=opus` are dropped.
 */
export async function withMimeType(
  content: Readable,
  known: { given?: string | undefined; filename: string; named?: string | undefined },
): Promise<TypedContent> {
  if (known.given !== undefined) return { content, mimeType: known.given };
  // A stream that broke off already would not say so again.
  if (content.errored) throw content.errored;
  const typed = await fileTypeStream(content, { sampleSize });
  const fromBytes = typed.fileType?.mime;
  const fromName = lookup(extname(known.filename)) || undefined;
  const certain = fromBytes !== undefined && !containers.has(bare(fromBytes)) ? fromBytes : undefined;
  const found = bare(certain ?? fromName ?? known.named ?? fromBytes ?? unknownMimeType);
  return { content: typed, mimeType: whatsAppNames[found] ?? found };
}

/** The extension of a new file, with a dot; `.bin` for a type that nobody knows. */
export function extensionFor(mimeType: string): string {
  return `.${extension(mimeType) || 'bin'}`;
}

function bare(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase();
}
