/** Inputs of the media activities. */
import { z } from 'zod';
import { mediaKinds } from '../../limits.js';
import { mediaIdSchema, phoneNumberIdSchema } from '../../ids/graph-ids.js';
import { ifGiven } from '../../schema/if-given.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { credentialSchema, mediaUriSchema, phoneNumberTarget, type PhoneNumberTarget } from '../shared.js';

/** A kind of message that carries a file. */
export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker';

/** A file, its name and its type. */
export interface FileToUpload {
  /**
   * The place of the bytes: a `file:` or `https:` URI that the worker's media store can read, up to 2,048 characters.
   */
  media: string;
  /**
   * The name that Meta keeps, and that a document shows: 1 to 240 characters. An extension that does not agree with the
   * MIME type is replaced, and a missing one is added.
   *
   * @default the last part of the URI's path
   */
  filename?: string | undefined;
  /**
   * The MIME type. A file whose first bytes are of another type is refused; `text/plain` takes all.
   *
   * @default found from the first bytes, then from the file name
   */
  mimeType?: string | undefined;
  /**
   * Uploads what does not fit as a document, to be sent as such, instead of refusing it. That is a file that is too
   * large for its type, is none that WhatsApp takes, or does not fit the kind that is wanted. At most 100 MB.
   *
   * Meta is told `text/plain` for it, the only type whose contents are free. A phone opens a document by its name.
   *
   * @default false
   */
  documentFallback?: boolean | undefined;
}

/** How an uploaded file is shown. */
export interface MediaPresentation {
  /**
   * The kind of message. A file that WhatsApp does not show as this kind is refused before the upload, or goes as a
   * document with `documentFallback`.
   *
   * @default by MIME type: image, audio, video, sticker (webp), otherwise document
   */
  kind?: MediaKind | undefined;
  /** The text below an image, video or document: 1 to 1,024 characters. @default none */
  caption?: string | undefined;
  /** Sends audio as a voice message (OGG with Opus). @default false */
  voice?: boolean | undefined;
}

/** A file, and how it is shown. */
export interface FileToSend extends FileToUpload, MediaPresentation {}

/** How an upload of the same bytes is used again. */
export interface MediaReuse {
  /** A media id that Meta no longer knows. The file is uploaded again if that is the one in use. @default none */
  notMediaId?: string | undefined;
  /**
   * The task queue of the `uploadedMediaWorkflow` that knows the media id. Its worker has the library's workflows.
   *
   * @default that of the activity
   */
  taskQueue?: string | undefined;
}

/**
 * Input of the activity `uploadWhatsAppMedia`.
 *
 * @see "Media" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media (read 2026-11)
 */
export interface UploadMediaInput extends PhoneNumberTarget, FileToUpload {
  /**
   * The kind of message that the file is for. A file that WhatsApp does not show as that kind is refused before the
   * upload. @default the kind of its type
   */
  kind?: MediaKind | undefined;
  /**
   * Uses the media id of an earlier upload of the same bytes at the same number, under the same type and name. Without
   * one it uploads the file, and others use that. The file is read once more, for its SHA-256. An
   * `uploadedMediaWorkflow` knows the id for 29 days: one Temporal action for each use, and three more for the first.
   *
   * @default false
   */
  reuse?: boolean | MediaReuse | undefined;
}

/**
 * Input of the activity `uploadWhatsAppFile`.
 *
 * @see "Resumable Upload API" https://developers.facebook.com/docs/graph-api/guides/upload (read 2026-11)
 */
export interface UploadFileInput extends Pick<FileToUpload, 'media' | 'filename' | 'mimeType'> {
  /** The id of the app, 5 to 20 digits. The app dashboard shows it; the token has to be one of this app. */
  appId: string;
  /** The name of a credential. Never a token. @default the provider's default */
  credential?: string | undefined;
}

/** A media object, and the credential to reach it with. */
export interface MediaTarget {
  /** The media id that an upload or a webhook gave. */
  mediaId: string;
  /** The number that must have uploaded or received the media, else Meta refuses. @default every number of the token */
  phoneNumberId?: string | undefined;
  /** The name of a credential. Never a token. @default the phone number id, then the provider's default */
  credential?: string | undefined;
}

/** Input of the activity `getWhatsAppMedia`. */
export interface GetMediaInput extends MediaTarget {
  /**
   * Returns the download URL, too. It lives for 5 minutes, and stays in the history of the workflow.
   * `downloadWhatsAppMedia` does not need it. @default false
   */
  includeUrl?: boolean | undefined;
}

/** Input of the activity `deleteWhatsAppMedia`. */
export type DeleteMediaInput = MediaTarget;

/** Input of the activity `downloadWhatsAppMedia`. Exactly one of `mediaId` and `url` is required. */
export interface DownloadMediaInput extends Omit<MediaTarget, 'mediaId'> {
  /** The media to download. Every attempt asks Meta for a fresh URL. */
  mediaId?: string | undefined;
  /** A URL that Meta gave, of one of Meta's hosts. It dies after 5 minutes, so prefer `mediaId`. */
  url?: string | undefined;
  /** The URI under which the file is stored. @default a new name in the worker's media folder */
  target?: string | undefined;
}

const mimeTypeSchema = lazy(() =>
  z.string().regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w.+-]+=[\w.+"-]+)*$/, 'must be a MIME type such as "image/jpeg"'),
);

export const fileToUpload = lazy(() => ({
  media: mediaUriSchema,
  filename: z
    .string()
    .min(1)
    .max(240)
    .regex(/^[^/\\\r\n"]+$/, 'must be a file name without a path')
    .optional(),
  mimeType: mimeTypeSchema.optional(),
  documentFallback: z.boolean().optional(),
}));

export const mediaPresentation = lazy(() => ({
  kind: ifGiven(() => z.enum(['image', 'audio', 'video', 'document', 'sticker'])),
  caption: ifGiven(() => z.string().min(1).max(1024, 'must be at most 1024 characters')),
  voice: ifGiven(() => z.boolean()),
}));

export function refuseUnfitPresentation({ kind, caption, voice }: MediaPresentation, context: z.RefinementCtx): void {
  if (caption !== undefined && (kind === 'audio' || kind === 'sticker')) {
    const message = `must not be set: ${kind} messages have no caption`;
    context.addIssue({ code: 'custom', path: ['caption'], message });
  }
  if (voice === true && kind !== undefined && kind !== 'audio') {
    const message = `must not be set for ${kind}: only audio can be a voice message`;
    context.addIssue({ code: 'custom', path: ['voice'], message });
  }
}

const mediaReuseSchema = lazy(() =>
  z.strictObject({ notMediaId: mediaIdSchema.optional(), taskQueue: z.string().min(1).optional() }),
);

export const appIdSchema = schemaFor<string>()(
  lazy(() => z.string().regex(/^\d{5,20}$/, 'must be the id of an app: 5 to 20 digits, from the app dashboard')),
);

export const uploadFileInputSchema = schemaFor<UploadFileInput>()(
  lazy(() => {
    const { media, filename, mimeType } = fileToUpload;
    return z.strictObject({ appId: appIdSchema, media, filename, mimeType, credential: credentialSchema.optional() });
  }),
);

export const uploadMediaInputSchema = schemaFor<UploadMediaInput>()(
  lazy(() =>
    z.strictObject({
      ...phoneNumberTarget,
      ...fileToUpload,
      kind: z.enum(mediaKinds).optional(),
      reuse: z.union([z.boolean(), mediaReuseSchema]).optional(),
    }),
  ),
);

const mediaTarget = lazy(() => ({
  mediaId: mediaIdSchema,
  phoneNumberId: phoneNumberIdSchema.optional(),
  credential: credentialSchema.optional(),
}));

export const getMediaInputSchema = schemaFor<GetMediaInput>()(
  lazy(() => z.strictObject({ ...mediaTarget, includeUrl: z.boolean().optional() })),
);

export const deleteMediaInputSchema = schemaFor<DeleteMediaInput>()(lazy(() => z.strictObject(mediaTarget)));

export const downloadMediaInputSchema = schemaFor<DownloadMediaInput>()(
  lazy(() =>
    z
      .strictObject({
        ...mediaTarget,
        mediaId: mediaIdSchema.optional(),
        url: z
          .string()
          .max(4096)
          .regex(/^https?:\/\/\S+$/, 'must be an http(s) URL that Meta returned')
          .optional(),
        target: mediaUriSchema.optional(),
      })
      .refine(({ mediaId, url }) => (mediaId === undefined) !== (url === undefined), {
        message: 'must name exactly one of "mediaId" and "url"',
        path: ['mediaId'],
      }),
  ),
);
