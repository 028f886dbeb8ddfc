/** Messages that carry a file: image, video, audio, document, sticker. */
import { z } from 'zod';
import { mediaIdSchema } from '../ids/graph-ids.js';
import { limits } from '../limits.js';
import { defined } from '../schema/defined.js';
import { absent, httpUrl, mustBe, object, textUpTo } from '../schema/fields.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

/** The file of a message in Meta's wire shape: exactly one of `id` and `link`. */
export interface MediaFile {
  /** Id of an uploaded file. Only the number that uploaded the file can send it, for 30 days. */
  id?: string | null | undefined;
  /** URL from which Meta fetches the file, without credentials. Meta caches the file for 10 minutes. */
  link?: string | null | undefined;
}

/** The file and caption of an image. */
export interface ImageContent extends MediaFile {
  /** Text below the image, of at most 1024 characters. */
  caption?: string | null | undefined;
}

/** The file and caption of a video. */
export interface VideoContent extends MediaFile {
  /** Text below the video, of at most 1024 characters. */
  caption?: string | null | undefined;
}

/** The file of an audio message. */
export interface AudioContent extends MediaFile {
  /** Whether WhatsApp shows a voice message. The file must then be OGG with Opus. @default false */
  voice?: boolean | null | undefined;
  /** Always absent: WhatsApp shows no caption with audio. */
  caption?: null | undefined;
}

/** The file, caption and name of a document. */
export interface DocumentContent extends MediaFile {
  /** Text below the document, of at most 1024 characters. */
  caption?: string | null | undefined;
  /** Name that the user sees. Its extension chooses the icon. */
  filename?: string | null | undefined;
}

/** The file of a sticker. */
export interface StickerContent extends MediaFile {
  /** Always absent: WhatsApp shows no caption with a sticker. */
  caption?: null | undefined;
}

/**
 * A JPEG or PNG of up to 5 MB. {@link image} makes it.
 *
 * @see "Image messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/image-messages (read 2026-11)
 */
export interface ImageMessage {
  /** The kind of the message. */
  type: 'image';
  /** The content. */
  image: ImageContent;
}

/**
 * An MP4 or 3GP of up to 16 MB, H.264 with AAC. {@link video} makes it.
 *
 * @see "Media"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11)
 */
export interface VideoMessage {
  /** The kind of the message. */
  type: 'video';
  /** The content. */
  video: VideoContent;
}

/**
 * A sound file of up to 16 MB. {@link audio} makes it.
 *
 * @see "Audio messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/audio-messages (read 2026-11)
 */
export interface AudioMessage {
  /** The kind of the message. */
  type: 'audio';
  /** The content. */
  audio: AudioContent;
}

/**
 * A file of up to 100 MB. {@link document} makes it.
 *
 * @see "Document messages"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/document-messages (read 2026-11)
 */
export interface DocumentMessage {
  /** The kind of the message. */
  type: 'document';
  /** The content. */
  document: DocumentContent;
}

/**
 * A WebP of up to 100 KB, or up to 500 KB when it is animated. {@link sticker} makes it.
 *
 * @see "Media"
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media (read 2026-11)
 */
export interface StickerMessage {
  /** The kind of the message. */
  type: 'sticker';
  /** The content. */
  sticker: StickerContent;
}

const file = lazy(() => ({ id: mediaIdSchema.nullish(), link: httpUrl().nullish() }));
const caption = lazy(() => ({ caption: textUpTo(limits.caption).nullish() }));

/** Exactly one of `id` and `link`. */
function requireOneSource(media: MediaFile, context: z.core.$RefinementCtx): void {
  const hasId = media.id !== undefined && media.id !== null;
  const hasLink = media.link !== undefined && media.link !== null;
  if (hasId === hasLink) {
    const message = hasId
      ? 'must not be set together with "id": use one'
      : 'must be set: a URL here, or a media id in "id"';
    context.addIssue({ code: 'custom', message, path: ['link'], input: media.link });
  }
}

/** The schema of {@link ImageContent}, which headers, cards and templates carry, too. */
export const imageSchema = schemaFor<ImageContent>()(
  lazy(() => object({ ...file, ...caption }).superRefine(requireOneSource)),
);
/** The schema of {@link VideoContent}, which headers, cards and templates carry, too. */
export const videoSchema = schemaFor<VideoContent>()(
  lazy(() => object({ ...file, ...caption }).superRefine(requireOneSource)),
);
/** The schema of {@link DocumentContent}, which headers and templates carry, too. */
export const documentSchema = schemaFor<DocumentContent>()(
  lazy(() =>
    object({ ...file, ...caption, filename: z.string(mustBe('a file name')).nullish() }).superRefine(requireOneSource),
  ),
);
const audioSchema = schemaFor<AudioContent>()(
  lazy(() =>
    object({
      ...file,
      voice: z.boolean(mustBe('true or false')).nullish(),
      caption: absent('WhatsApp shows no caption with audio'),
    }).superRefine(requireOneSource),
  ),
);
const stickerSchema = schemaFor<StickerContent>()(
  lazy(() =>
    object({ ...file, caption: absent('WhatsApp shows no caption with a sticker') }).superRefine(requireOneSource),
  ),
);

/** The schema of an {@link ImageMessage}. */
export const imageMessageSchema = schemaFor<ImageMessage>()(
  lazy(() => object({ type: z.literal('image'), image: imageSchema })),
);
/** The schema of a {@link VideoMessage}. */
export const videoMessageSchema = schemaFor<VideoMessage>()(
  lazy(() => object({ type: z.literal('video'), video: videoSchema })),
);
/** The schema of an {@link AudioMessage}. */
export const audioMessageSchema = schemaFor<AudioMessage>()(
  lazy(() => object({ type: z.literal('audio'), audio: audioSchema })),
);
/** The schema of a {@link DocumentMessage}. */
export const documentMessageSchema = schemaFor<DocumentMessage>()(
  lazy(() => object({ type: z.literal('document'), document: documentSchema })),
);
/** The schema of a {@link StickerMessage}. */
export const stickerMessageSchema = schemaFor<StickerMessage>()(
  lazy(() => object({ type: z.literal('sticker'), sticker: stickerSchema })),
);

/** A file that was uploaded to Meta. */
export interface UploadedMedia {
  /** Id of the uploaded file. Only the number that uploaded the file can send it, for 30 days. */
  id: string;
}

/** A file that Meta fetches. */
export interface LinkedMedia {
  /** URL from which Meta fetches the file, without credentials. Meta caches the file for 10 minutes. */
  link: string;
}

/** The source of a file: the id of an upload, or a public URL. */
export type MediaReference = UploadedMedia | LinkedMedia;

/** Options of {@link image} and {@link video}. */
export interface CaptionOptions {
  /** Text below the file, of at most 1024 characters. @default none */
  caption?: string | undefined;
}

/** Options of {@link audio}. */
export interface AudioOptions {
  /**
   * Whether WhatsApp shows a voice message. The file must then be OGG with Opus; up to 512 KB it plays without a
   * download.
   *
   * @default false
   */
  voice?: boolean | undefined;
}

/** Options of {@link document}. */
export interface DocumentOptions extends CaptionOptions {
  /** Name that the user sees. Its extension chooses the icon. */
  filename?: string | undefined;
}

/**
 * Builds an image message.
 *
 * @example image({ link: 'https://example.com/menu.jpg' }, { caption: 'The menu of today' })
 */
export function image(source: MediaReference, options: CaptionOptions = {}): ImageMessage {
  return { type: 'image', image: { ...source, ...defined({ caption: options.caption }) } };
}

/**
 * Builds a video message.
 *
 * @example video({ id: '1013859600285441' })
 */
export function video(source: MediaReference, options: CaptionOptions = {}): VideoMessage {
  return { type: 'video', video: { ...source, ...defined({ caption: options.caption }) } };
}

/**
 * Builds an audio message, which has no caption.
 *
 * @example audio({ id: '1013859600285441' }, { voice: true })
 */
export function audio(source: MediaReference, options: AudioOptions = {}): AudioMessage {
  return { type: 'audio', audio: { ...source, ...defined({ voice: options.voice }) } };
}

/**
 * Builds a document message.
 *
 * @example document({ link: 'https://example.com/invoice-17.pdf' }, { filename: 'Invoice 17.pdf' })
 */
export function document(source: MediaReference, options: DocumentOptions = {}): DocumentMessage {
  const { caption: words, filename } = options;
  return { type: 'document', document: { ...source, ...defined({ caption: words, filename }) } };
}

/**
 * Builds a sticker message, which has no caption.
 *
 * @example sticker({ id: '798882015472548' })
 */
export function sticker(source: MediaReference): StickerMessage {
  return { type: 'sticker', sticker: { ...source } };
}
