/** The MIME type of a file, and the name that agrees with it: both directions of one table. */
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { extension, lookup } from 'mime-types';

/** The MIME type of bytes of which nothing is known. */
export const unknownMimeType = 'application/octet-stream';

/**
 * Extensions of the types that WhatsApp takes: the first one names new files, all of them are right. The public table
 * of types knows stranger ones (`.oga`, `.mpga`, `.adts`), which phones do not open, and lacks some types.
 */
const whatsAppExtensions: ReadonlyMap<string, readonly string[]> = new Map([
  ['audio/aac', ['aac', 'adts']],
  ['audio/amr', ['amr']],
  ['audio/mpeg', ['mp3', 'mpga']],
  ['audio/mp4', ['m4a', 'mp4', 'mp4a']],
  ['audio/ogg', ['ogg', 'opus', 'oga']],
  ['application/msword', ['doc']],
  ['application/pdf', ['pdf']],
  ['application/vnd.ms-excel', ['xls']],
  ['application/vnd.ms-powerpoint', ['ppt']],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', ['pptx']],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ['xlsx']],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', ['docx']],
  ['image/jpeg', ['jpg', 'jpeg']],
  ['image/png', ['png']],
  ['image/webp', ['webp']],
  ['text/plain', ['txt']],
  ['video/3gpp', ['3gp', '3gpp']],
  // After sound, so that a name with this extension alone means a film.
  ['video/mp4', ['mp4', 'm4v']],
]);

const typeByExtension: ReadonlyMap<string, string> = new Map(
  [...whatsAppExtensions].flatMap(([mimeType, names]) => names.map((name) => [name, mimeType] as const)),
);

/** Names for types that WhatsApp knows under another one. */
const whatsAppNames: ReadonlyMap<string, string> = new Map([
  ['audio/m4a', 'audio/mp4'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/opus', 'audio/ogg; codecs=opus'],
  ['audio/x-m4a', 'audio/mp4'],
  ['image/jpg', 'image/jpeg'],
  ['video/x-m4v', 'video/mp4'],
]);

/** Containers whose first bytes do not tell what is inside: there the name knows better. */
const containers = new Set(['application/zip', 'application/x-cfb', unknownMimeType]);

/** Enough for the table of contents of an office file, in bytes. */
const sampleSize = 16_384;

/** Bytes with their MIME type. */
export interface TypedContent {
  content: Readable;
  mimeType: string;
  /** The type that the bytes alone tell, with its codec. Undefined when they tell none. */
  fromBytes: string | undefined;
  /** The first bytes, at most 16 KiB. */
  sample: Buffer;
}

/**
 * Finds the MIME type of a file without reading more than its beginning. The given type counts first, then the first
 * bytes, the name, and what the source says. Parameters such as `charset` are dropped from what is found.
 */
export async function withMimeType(
  content: Readable,
  known: { given?: string | undefined; filename: string; named?: string | undefined },
): Promise<TypedContent> {
  const { given, filename, named } = known;
  const { sample, content: whole } = await takeSample(content);
  const fromBytes = await typeOfBytes(sample);
  const typed = { content: whole, fromBytes, sample };
  if (given !== undefined) return { ...typed, mimeType: whatsAppNames.get(bare(given)) ?? given };
  const fromName = typeOfName(filename);
  const found = bare(certainType(fromBytes, fromName) ?? fromName ?? named ?? fromBytes ?? unknownMimeType);
  return { ...typed, mimeType: whatsAppNames.get(found) ?? found };
}

/** The type that the first bytes tell. The library knows no HTML, and a PDF only at its very first byte. */
async function typeOfBytes(sample: Buffer): Promise<string | undefined> {
  const found = (await fileTypeFromBuffer(sample))?.mime;
  if (found !== undefined) return found;
  const start = sample.subarray(0, 1024).toString('latin1');
  if (start.includes('%PDF-')) return 'application/pdf';
  return /^(\xef\xbb\xbf)?\s*(<!--.*?-->\s*)*<(!doctype\s+)?html\b/is.test(start) ? 'text/html' : undefined;
}

/** The first bytes of a stream, and a stream of all of them. */
async function takeSample(content: Readable): Promise<{ sample: Buffer; content: Readable }> {
  const chunks: Buffer[] = [];
  const rest = content.iterator();
  for (let size = 0; size < sampleSize; size = chunks.reduce((sum, { length }) => sum + length, 0)) {
    const { value, done } = (await rest.next()) as IteratorResult<Buffer, undefined>;
    if (done === true) break;
    chunks.push(Buffer.from(value));
  }
  const whole = Readable.from(joined(chunks, rest), { objectMode: false });
  // A stream that is given up before its first byte was read would leave the file open.
  whole.once('close', () => content.destroy());
  return { sample: Buffer.concat(chunks).subarray(0, sampleSize), content: whole };
}

async function* joined(first: Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/**
 * Whether the bytes may be of a type that was declared, or that a name claims. A text may be anything. Where the bytes
 * tell nothing, or only a container, most types may be right.
 */
export function agrees(claimed: string, fromBytes: string | undefined): boolean {
  const wanted = usualName(claimed);
  if (wanted.startsWith('text/')) return true;
  if (fromBytes === undefined) return !pictures.has(wanted);
  const found = usualName(fromBytes);
  const isAlike = found === wanted || sameContainers.some((types) => types.has(found) && types.has(wanted));
  return isAlike || (mayHold(wanted)?.has(found) ?? false);
}

/** Whether every file of a type begins with it, so that bytes that tell nothing are of another type. */
export function isToldByBytes(mimeType: string): boolean {
  const type = usualName(mimeType);
  return pictures.has(type) || type === 'application/pdf' || newOffice.test(type);
}

const pictures = new Set(['image/jpeg', 'image/png', 'image/webp']);

const newOffice = /^application\/vnd\.openxmlformats-officedocument\./;
const oldOffice = /^application\/(msword|vnd\.ms-excel|vnd\.ms-powerpoint)$/;

/** What office programs open under the types of their old files. */
const looseTypes = new Set([...containers, 'application/rtf', 'application/xml', 'text/html']);

/** The other types that a type's bytes may seem to be. */
function mayHold(wanted: string): ReadonlySet<string> | undefined {
  // An encrypted new office file is in the container of the old ones.
  if (newOffice.test(wanted)) return containers;
  return oldOffice.test(wanted) || !whatsAppExtensions.has(wanted) ? looseTypes : undefined;
}

/** Types that share a container, of which the first bytes do not always tell which it is. */
const sameContainers: readonly ReadonlySet<string>[] = [
  new Set(['video/mp4', 'audio/mp4', 'video/3gpp', 'video/quicktime']),
  new Set(['audio/aac', 'audio/mpeg']),
];

/**
 * What the bytes tell surely. The same container carries sound and films, and only the name says which. A page may be
 * meant as a text.
 */
function certainType(fromBytes: string | undefined, fromName: string | undefined): string | undefined {
  if (fromBytes === undefined || containers.has(bare(fromBytes)) || fromBytes === 'text/html') return undefined;
  return bare(fromBytes) === 'video/mp4' && fromName === 'audio/mp4' ? fromName : fromBytes;
}

/** The MIME type that a file name claims by its extension; undefined when nobody knows the extension. */
export function typeOfName(filename: string): string | undefined {
  const name = extname(filename).slice(1).toLowerCase();
  return typeByExtension.get(name) ?? (lookup(name) || undefined);
}

/** The extension of a new file, with a dot; `.bin` for a type that nobody knows. */
export function extensionFor(mimeType: string): string {
  const type = usualName(mimeType);
  return `.${whatsAppExtensions.get(type)?.[0] ?? (extension(type) || 'bin')}`;
}

/**
 * The name of a file with an extension that agrees with its MIME type, because phones open a file by its name. A wrong
 * extension is replaced, and a missing or unknown one is completed. A text may have any, such as `.csv`. Names of types
 * that WhatsApp does not take stay as they are.
 */
export function nameFor(filename: string, mimeType: string): string {
  const type = usualName(mimeType);
  const own = whatsAppExtensions.get(type);
  const found = extname(filename);
  const name = found.slice(1).toLowerCase();
  const isRight = own === undefined || own.includes(name) || typeOfName(filename) === type;
  if (isRight || (type === 'text/plain' && name !== '')) return filename;
  const stem = typeOfName(filename) === undefined ? filename : filename.slice(0, -found.length);
  return stem.replace(/\.$/, '') + extensionFor(type);
}

/** A MIME type as the table has it. Meta writes `video/3gp`. */
function usualName(mimeType: string): string {
  const type = bare(mimeType);
  return type === 'video/3gp' ? 'video/3gpp' : bare(whatsAppNames.get(type) ?? type);
}

function bare(mimeType: string): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase();
}
