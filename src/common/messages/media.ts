/**
 * Messages that carry a file: image, video, audio, document, sticker.
 *
 * @see "Image messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages (read 2026-11)
 * @see "Audio messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages (read 2026-11)
 * @see "Document messages" https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/document-messages (read 2026-11)
 */
import { z } from 'zod';
import { mediaIdSchema } from '../graph-ids.js';
import { lazy } from '../schema/lazy.js';
import { limits } from '../limits.js';
import { absent, httpUrl, mustBe, object, present, textUpTo } from '../schema/fields.js';

const file = lazy(() => ({
  /** Id of an uploaded file. It can be sent only from the number that uploaded it, for 30 days. */
  id: mediaIdSchema.nullish(),
  /** URL from which Meta fetches the file, without credentials. Meta caches it for 10 minutes. */
  link: httpUrl().nullish(),
}));

const caption = lazy(() => ({
  /** At most 1024 characters. */
  caption: textUpTo(limits.caption).nullish(),
}));

/** Exactly one of `id` and `link`. */
function requireOneSource(media: { id?: unknown; link?: unknown }, context: z.core.$RefinementCtx): void {
  const hasId = media.id !== undefined && media.id !== null;
  const hasLink = media.link !== undefined && media.link !== null;
  if (hasId === hasLink) {
    const message = hasId
      ? 'must not be set together with "id": use one'
      : 'must be set: a URL here, or a media id in "id"';
    context.addIssue({ code: 'custom', message, path: ['link'], input: media.link });
  }
}

export const imageSchema = lazy(() => object({ ...file, ...caption }).superRefine(requireOneSource));
export const videoSchema = lazy(() => object({ ...file, ...caption }).superRefine(requireOneSource));
export const documentSchema = lazy(() =>
  object({
    ...file,
    ...caption,
    /** Name that the user sees; its extension chooses the icon. */
    filename: z.string(mustBe('a file name')).nullish(),
  }).superRefine(requireOneSource),
);
const audioSchema = lazy(() =>
  object({
    ...file,
    /** Shows it as a voice message. The file must be OGG with Opus. @default false */
    voice: z.boolean(mustBe('true or false')).nullish(),
    caption: absent('WhatsApp shows no caption with audio'),
  }).superRefine(requireOneSource),
);
const stickerSchema = lazy(() =>
  object({ ...file, caption: absent('WhatsApp shows no caption with a sticker') }).superRefine(requireOneSource),
);

export const imageMessageSchema = lazy(() => object({ type: z.literal('image'), image: imageSchema }));
export const videoMessageSchema = lazy(() => object({ type: z.literal('video'), video: videoSchema }));
export const audioMessageSchema = lazy(() => object({ type: z.literal('audio'), audio: audioSchema }));
export const documentMessageSchema = lazy(() => object({ type: z.literal('document'), document: documentSchema }));
export const stickerMessageSchema = lazy(() => object({ type: z.literal('sticker'), sticker: stickerSchema }));

/** A JPEG or PNG of up to 5 MB. */
export type ImageMessage = z.output<typeof imageMessageSchema>;
/** An MP4 or 3GP of up to 16 MB. */
export type VideoMessage = z.output<typeof videoMessageSchema>;
/** A sound file of up to 16 MB. */
export type AudioMessage = z.output<typeof audioMessageSchema>;
/** A file of up to 100 MB. */
export type DocumentMessage = z.output<typeof documentMessageSchema>;
/** A WebP of up to 100 KB, animated 500 KB. */
export type StickerMessage = z.output<typeof stickerMessageSchema>;

/** Where a file comes from: the id of an upload, or a public URL. */
export type MediaReference = { id: string } | { link: string };

export interface CaptionOptions {
  /** At most 1024 characters. */
  caption?: string | undefined;
}

export interface AudioOptions {
  /** Shows it as a voice message. The file must be OGG with Opus; up to 512 KB it plays without a download. @default false */
  voice?: boolean | undefined;
}

export interface DocumentOptions extends CaptionOptions {
  /** Name that the user sees; its extension chooses the icon. */
  filename?: string | undefined;
}

/** An image message. @see {@link CaptionOptions} */
export function image(source: MediaReference, options: CaptionOptions = {}): ImageMessage {
  return { type: 'image', image: { ...source, ...present({ caption: options.caption }) } };
}

/** A video message. @see {@link CaptionOptions} */
export function video(source: MediaReference, options: CaptionOptions = {}): VideoMessage {
  return { type: 'video', video: { ...source, ...present({ caption: options.caption }) } };
}

/** An audio message. It has no caption. @see {@link AudioOptions} */
export function audio(source: MediaReference, options: AudioOptions = {}): AudioMessage {
  return { type: 'audio', audio: { ...source, ...present({ voice: options.voice }) } };
}

/** A document message. @see {@link DocumentOptions} */
export function document(source: MediaReference, options: DocumentOptions = {}): DocumentMessage {
  const { caption: words, filename } = options;
  return { type: 'document', document: { ...source, ...present({ caption: words, filename }) } };
}

/** A sticker message. It has no caption. */
export function sticker(source: MediaReference): StickerMessage {
  return { type: 'sticker', sticker: { ...source } };
}
