/** Inputs of the business profile activities. */
import { z } from 'zod';
import { businessProfileLimits as limits } from '../../limits.js';
import { ifGiven } from '../../schema/if-given.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { appIdSchema, fileToUpload, type FileToUpload } from '../media/media.js';
import { phoneNumberTarget, type PhoneNumberTarget } from '../shared.js';

/** The fields that are read of a business profile when none are named. */
export const defaultProfileFields: readonly string[] = [
  'about',
  'address',
  'description',
  'email',
  'profile_picture_url',
  'vertical',
  'websites',
];

/** Input of the activity `getWhatsAppBusinessProfile`. */
export interface GetBusinessProfileInput extends PhoneNumberTarget {
  /**
   * The fields to read, by Meta's names. @default about, address, description, email, profile_picture_url, vertical,
   * websites
   */
  fields?: string[] | undefined;
}

/** New values of a business profile, by Meta's names. What is absent stays as it is. */
export interface BusinessProfileChanges {
  /** The line below the name: 1 to 139 characters. */
  about?: string | undefined;
  /** The address: at most 256 characters. */
  address?: string | undefined;
  /** What the business does: at most 512 characters. */
  description?: string | undefined;
  /** An email address: at most 128 characters. */
  email?: string | undefined;
  /** The industry: `RETAIL`, `RESTAURANT`, `TRAVEL`, `OTHER` and so on. */
  vertical?: string | undefined;
  /** The websites: at most 2 URLs of at most 256 characters, with `http://` or `https://`. */
  websites?: string[] | undefined;
}

/** The picture of a business profile: JPEG or PNG, at most 5 MB. Meta advises a square of 640 x 640 pixels. */
export interface ProfilePicture extends Pick<FileToUpload, 'media' | 'filename' | 'mimeType'> {
  /** The id of the app that uploads the picture, 5 to 20 digits. The app dashboard shows it. */
  appId: string;
}

/**
 * Input of the activity `updateWhatsAppBusinessProfile`. At least one of `profile` and `picture` is required.
 *
 * @see "Business profiles" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/business-profiles (read
 * 2026-11)
 */
export interface UpdateBusinessProfileInput extends PhoneNumberTarget {
  /** What to change of the texts. @default nothing */
  profile?: BusinessProfileChanges | undefined;
  /** A new picture, by a media URI. @default the picture stays */
  picture?: ProfilePicture | undefined;
}

export const getBusinessProfileInputSchema = schemaFor<GetBusinessProfileInput>()(
  lazy(() =>
    z.strictObject({
      ...phoneNumberTarget,
      fields: z
        .array(z.string().regex(/^[\w.(){},]+$/, 'must be a field name of a business profile'))
        .min(1)
        .optional(),
    }),
  ),
);

const text = (max: number): z.ZodOptional<z.ZodString> => z.string().max(max).optional();

const changesSchema = lazy(() =>
  z.strictObject({
    about: z.string().min(1).max(limits.about).optional(),
    address: text(limits.address),
    description: text(limits.description),
    email: text(limits.email),
    vertical: z
      .string()
      .regex(/^[A-Z_]+$/, "must be one of Meta's industries, such as RETAIL")
      .optional(),
    websites: z
      .array(
        z
          .string()
          .max(limits.website)
          .regex(/^https?:\/\//, 'must begin with http:// or https://'),
      )
      .max(limits.websites)
      .optional(),
  }),
);

const pictureSchema = lazy(() => {
  const { media, filename, mimeType } = fileToUpload;
  return z.strictObject({ appId: appIdSchema, media, filename, mimeType });
});

export const updateBusinessProfileInputSchema = schemaFor<UpdateBusinessProfileInput>()(
  lazy(() =>
    z
      .strictObject({
        ...phoneNumberTarget,
        profile: ifGiven(() => changesSchema),
        picture: ifGiven(() => pictureSchema),
      })
      .refine(({ profile, picture }) => picture !== undefined || Object.keys(profile ?? {}).length > 0, {
        message: 'must have something to change: "profile" with a member, or "picture"',
        path: ['profile'],
      }),
  ),
);
