/** How a file goes to Meta: as which type and kind, under which name, and with which limit. */
import type { UploadMediaInput } from '../../common/inputs/index.js';
import { findMediaKind, mediaLimits, staticStickerMaxBytes, stickerSide, type MediaKind } from '../../common/limits.js';
import { agrees, isToldByBytes, nameFor, type TypedContent } from '../../media/mime-type.js';
import { readSticker } from '../../media/sticker.js';
import { shownUri } from '../../media/store.js';
import { mediaFailure } from '../attempt/failure.js';

/** A decision about one file. */
export interface UploadPlan {
  mimeType: string;
  kind: MediaKind;
  filename: string;
  maxBytes: number;
}

/** What is known about a file before it is sent. */
export interface FileFacts extends Omit<TypedContent, 'content'> {
  filename: string;
  /** The number of bytes, where the store knows it. */
  size: number | undefined;
}

interface Wanted extends Pick<UploadMediaInput, 'media' | 'mimeType' | 'kind' | 'documentFallback'> {
  /** The name of the activity, for failures. @default 'uploadWhatsAppMedia' */
  activity?: string;
}

/**
 * The type of a document that WhatsApp takes whatever is in it. Meta applies the limits of a type at the upload, where
 * a film above 16 MB would be refused. A phone opens a document by its name.
 */
const anyDocument = 'text/plain';

/** Meta keeps names of this length, in characters. */
const maxFilename = 240;

/** Decides how a file is uploaded. @throws ApplicationFailure `WhatsApp.Media` for a file that does not fit */
export function planUpload(wanted: Wanted, facts: FileFacts): UploadPlan {
  const { mimeType } = facts;
  const filename = shortened(nameFor(facts.filename, mimeType));
  if (wanted.mimeType !== undefined) refuseOtherBytes(wanted, facts);
  const { kind = wanted.kind ?? 'document', problem } = judge(wanted, facts);
  if (problem === undefined) return { mimeType, kind, filename, maxBytes: largestSize(mimeType) };
  const isTooLarge = (facts.size ?? 0) > mediaLimits.document.maxBytes;
  if (isTooLarge) throw refusal(wanted, problem);
  if (wanted.documentFallback !== true) throw refusal(wanted, problem + wayOut(wanted));
  return { mimeType: anyDocument, kind: 'document', filename, maxBytes: mediaLimits.document.maxBytes };
}

/** The failure for a file of which more bytes came than may be. */
export function tooManyBytes(wanted: Wanted, { mimeType, maxBytes }: UploadPlan, bytes: number): Error {
  const fitsDocument = bytes <= mediaLimits.document.maxBytes;
  return refusal(wanted, tooLarge(mimeType, bytes, maxBytes) + (fitsDocument ? wayOut(wanted) : ''));
}

/** Only uploads for messages know documents. */
function wayOut({ activity, documentFallback }: Wanted): string {
  return activity === undefined && documentFallback !== true ? '; "documentFallback": true sends it as a document' : '';
}

function judge(wanted: Wanted, facts: FileFacts): { kind?: MediaKind; problem?: string } {
  const { mimeType, size } = facts;
  const fitting = findMediaKind(mimeType);
  if (fitting === undefined) {
    const taken = Object.values(mediaLimits).flatMap(({ mimeTypes }) => mimeTypes);
    return { problem: `is ${mimeType}, which WhatsApp does not take; it takes ${taken.join(', ')}` };
  }
  const kind = wanted.kind ?? fitting;
  if (kind !== fitting && kind !== 'document') return { problem: misfit(mimeType, kind, fitting) };
  const maxBytes = largestSize(mimeType);
  if (size !== undefined && size > maxBytes) return { problem: tooLarge(mimeType, size, maxBytes) };
  const problem = (kind === 'sticker' && stickerProblem(facts)) || contentProblem(facts);
  return problem ? { problem } : { kind };
}

function misfit(mimeType: string, kind: MediaKind, fitting: MediaKind): string {
  const others = mediaLimits[kind].mimeTypes.join(' or ');
  return `is ${mimeType}, which WhatsApp does not show as ${kind}. Send it as ${fitting} or document, or convert it to ${others}`;
}

function contentProblem({ mimeType, fromBytes }: FileFacts): string | undefined {
  if (!agrees(mimeType, fromBytes)) return `is ${mimeType} by its name, but its bytes are ${shownType(fromBytes)}`;
  // Meta takes the upload, and fails the message later.
  if (fromBytes === 'audio/ogg') return 'is Ogg without Opus, which WhatsApp does not play; encode it with Opus';
  return undefined;
}

function stickerProblem({ sample, size }: FileFacts): string | undefined {
  const sticker = readSticker(sample);
  if (sticker === undefined) return undefined;
  const { width, height, isAnimated } = sticker;
  if (width !== stickerSide || height !== stickerSide) {
    return `has ${width} x ${height} pixels; a sticker has ${stickerSide} x ${stickerSide}`;
  }
  if (isAnimated || size === undefined || size <= staticStickerMaxBytes) return undefined;
  return `has ${size} bytes; a sticker that is not animated has at most ${staticStickerMaxBytes}`;
}

function refuseOtherBytes(wanted: Wanted, { mimeType, fromBytes }: FileFacts): void {
  if (agrees(mimeType, fromBytes) && !(fromBytes === undefined && isToldByBytes(mimeType))) return;
  throw refusal(wanted, `was declared as ${mimeType}, but its bytes are ${shownType(fromBytes)}`);
}

function shownType(fromBytes: string | undefined): string {
  return fromBytes ?? 'of no known type';
}

function largestSize(mimeType: string): number {
  return mediaLimits[findMediaKind(mimeType) ?? 'document'].maxBytes;
}

function tooLarge(mimeType: string, bytes: number, maxBytes: number): string {
  return `has at least ${bytes} bytes; WhatsApp takes at most ${maxBytes} bytes of ${mimeType}`;
}

function refusal({ media, activity = 'uploadWhatsAppMedia' }: Wanted, problem: string): Error {
  return mediaFailure(`${activity}: ${shownUri(media)} ${problem}`, false);
}

/** A name that is short enough, with its extension. */
function shortened(filename: string): string {
  const characters = [...filename];
  if (characters.length <= maxFilename) return filename;
  const extension = [...(/\.[^.]{1,16}$/.exec(filename)?.[0] ?? '')];
  return [...characters.slice(0, maxFilename - extension.length), ...extension].join('');
}
