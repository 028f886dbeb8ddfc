/** Inputs of the phone number activities. */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { onPhoneNumber, secretReferenceSchema } from './shared.js';

export const codeMethods = ['SMS', 'VOICE'] as const;

/**
 * Where Meta stores the number's data at rest.
 *
 * @see "Local storage" https://developers.facebook.com/docs/whatsapp/cloud-api/overview/local-storage (read 2026-11)
 */
export const dataLocalizationRegions = [
  'AU', 'ID', 'IN', 'JP', 'SG', 'KR', 'DE', 'CH', 'GB', 'BR', 'BH', 'ZA', 'AE', 'CA',
] as const; // prettier-ignore

export const verificationCodeOptions = lazy(() => ({
  /** How Meta sends the code. */
  codeMethod: z.enum(codeMethods, `must be one of ${codeMethods.join(', ')}`),
  /** Language of the code message: two letters, or a locale such as `en_US`. @default 'en' */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be a language code such as "en" or "en_US"')
    .optional(),
}));

/** How to send a new code, where that differs from the first one. */
export const newVerificationCodeSchema = lazy(() => z.strictObject(verificationCodeOptions).partial().optional());

export type NewVerificationCodeOptions = z.input<typeof newVerificationCodeSchema>;

/** The digits that Meta sent; a dash or spaces between them are accepted, as people type them. */
export const verificationCodeSchema = lazy(() =>
  z
    .string()
    .transform((code) => code.replace(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, 'must be the 6 digits of the verification code')),
);

export const requestVerificationCodeInputSchema = lazy(() =>
  z.strictObject({ ...onPhoneNumber, ...verificationCodeOptions }),
);

export const verifyCodeInputSchema = lazy(() => z.strictObject({ ...onPhoneNumber, code: verificationCodeSchema }));

export const registrationOptions = lazy(() => ({
  /**
   * The six-digit two-step verification PIN, by reference. A number that has none gets this one; a number that has one needs
   * it. Wrong guesses lock the number.
   */
  pin: secretReferenceSchema,
  /** Stores the number's data at rest in this country. Changing it later needs deregistration first. */
  dataLocalizationRegion: z
    .enum(dataLocalizationRegions, `must be one of ${dataLocalizationRegions.join(', ')}`)
    .optional(),
}));

export const registerPhoneNumberInputSchema = lazy(() => z.strictObject({ ...onPhoneNumber, ...registrationOptions }));

export const deregisterPhoneNumberInputSchema = lazy(() => z.strictObject(onPhoneNumber));

export const getPhoneNumberInputSchema = lazy(() =>
  z.strictObject({
    ...onPhoneNumber,
    /** Fields to read. @default id, display_phone_number, verified_name, status, code_verification_status, quality_rating, platform_type, name_status */
    fields: z
      .array(z.string().regex(/^[\w.(){},]+$/, 'must be a field name of a phone number'))
      .min(1)
      .optional(),
  }),
);

export type RequestVerificationCodeInput = z.input<typeof requestVerificationCodeInputSchema>;
export type VerifyCodeInput = z.input<typeof verifyCodeInputSchema>;
export type RegisterPhoneNumberInput = z.input<typeof registerPhoneNumberInputSchema>;
export type DeregisterPhoneNumberInput = z.input<typeof deregisterPhoneNumberInputSchema>;
export type GetPhoneNumberInput = z.input<typeof getPhoneNumberInputSchema>;
