/** Inputs of the media activities. */
import { z } from 'zod';
import { mediaIdSchema, phoneNumberIdSchema } from '../graph-ids.js';
import { lazy } from '../schema/lazy.js';
import { credentialSchema, mediaUriSchema, onPhoneNumber } from './shared.js';

const mimeTypeSchema = lazy(() =>
  z.string().regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w.+-]+=[\w.+"-]+)*$/, 'must be a MIME type such as "image/jpeg"'),
);

export const uploadMediaInputSchema = lazy(() =>
  z.strictObject({
    ...onPhoneNumber,
    /** Where the bytes are: a `file:` or `https:` URI that the worker's media store can read. */
    media: mediaUriSchema,
    /** The name that Meta keeps, and that a document shows. @default the last part of the URI's path */
    filename: z
      .string()
      .min(1)
      .max(240)
      .regex(/^[^/\\\r\n"]+$/, 'must be a file name without a path')
      .optional(),
    /** @default found from the first bytes, then from the file name */
    mimeType: mimeTypeSchema.optional(),
  }),
);

/** With a phone number id Meta answers only if that number uploaded (or received) the media. */
const mediaOfNumber = lazy(() => ({
  mediaId: mediaIdSchema,
  phoneNumberId: phoneNumberIdSchema.optional(),
  credential: credentialSchema.optional(),
}));

export const getMediaInputSchema = lazy(() =>
  z.strictObject({
    ...mediaOfNumber,
    /**
     * Also returns the download URL, which lives for 5 minutes and then stays in the workflow's history; `downloadWhatsAppMedia`
     * does not need it. @default false
     */
    includeUrl: z.boolean().optional(),
  }),
);

export const deleteMediaInputSchema = lazy(() => z.strictObject(mediaOfNumber));

export const downloadMediaInputSchema = lazy(() =>
  z
    .strictObject({
      /** The media to download. Every attempt asks Meta for a fresh URL. */
      mediaId: mediaIdSchema.optional(),
      /** A URL that Meta gave, instead of the id. It dies after 5 minutes, so prefer `mediaId`. The host must be Meta's. */
      url: z
        .string()
        .max(4096)
        .regex(/^https?:\/\/\S+$/, 'must be an http(s) URL that Meta returned')
        .optional(),
      phoneNumberId: phoneNumberIdSchema.optional(),
      credential: credentialSchema.optional(),
      /** Where to store the file. @default a new name in the worker's media folder */
      target: mediaUriSchema.optional(),
    })
    .refine(({ mediaId, url }) => (mediaId === undefined) !== (url === undefined), {
      message: 'must name exactly one of "mediaId" and "url"',
      path: ['mediaId'],
    }),
);

export type UploadMediaInput = z.input<typeof uploadMediaInputSchema>;
export type GetMediaInput = z.input<typeof getMediaInputSchema>;
export type DeleteMediaInput = z.input<typeof deleteMediaInputSchema>;
export type DownloadMediaInput = z.input<typeof downloadMediaInputSchema>;
