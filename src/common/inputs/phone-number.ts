/** Inputs of the phone number activities. */
import { z } from 'zod';
import { describeInput } from '../schema/json-schema.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { phoneNumberTarget, secretReferenceSchema, type PhoneNumberTarget, type SecretReference } from './shared.js';

/** The fields that are read of a number when none are named. */
export const defaultPhoneNumberFields: readonly string[] = [
  'id',
  'display_phone_number',
  'verified_name',
  'status',
  'code_verification_status',
  'quality_rating',
  'platform_type',
  'name_status',
];

const codeMethods = ['SMS', 'VOICE'] as const;

/** How Meta sends a verification code: by text message or by a call. */
export type CodeMethod = (typeof codeMethods)[number];

/** The countries in which Meta can store data at rest. */
export const dataLocalizationRegions = [
  'AU', 'ID', 'IN', 'JP', 'SG', 'KR', 'DE', 'CH', 'GB', 'BR', 'BH', 'ZA', 'AE', 'CA',
] as const; // prettier-ignore

/**
 * A country in which Meta stores a number's data at rest.
 *
 * @see "Local storage" https://developers.facebook.com/docs/whatsapp/cloud-api/overview/local-storage (read 2026-11)
 */
export type DataLocalizationRegion = (typeof dataLocalizationRegions)[number];

/** How a verification code is requested. */
export interface VerificationCodeRequest {
  /** How Meta sends the code. */
  codeMethod: CodeMethod;
  /** Language of the code message: two letters, or a locale such as `en_US`. @default 'en' */
  language?: string | undefined;
}

/** How a new code is requested, where that differs from the first one. */
export interface NewVerificationCodeOptions {
  /** How Meta sends the code. @default as before */
  codeMethod?: CodeMethod | undefined;
  /** Language of the code message. @default as before */
  language?: string | undefined;
}

/** How a number is registered. */
export interface RegistrationDetails {
  /**
   * The six-digit PIN of two-step verification, by reference. A number without a PIN gets this one, and a number with a
   * PIN needs it. Wrong guesses lock the number.
   */
  pin: SecretReference;
  /**
   * Stores the number's data at rest in this country. A later change needs deregistration first.
   *
   * @default Meta's choice
   */
  dataLocalizationRegion?: DataLocalizationRegion | undefined;
}

/**
 * Input of the activity `requestWhatsAppVerificationCode`.
 *
 * @see "Business phone numbers" https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers (read 2026-11)
 */
export interface RequestVerificationCodeInput extends PhoneNumberTarget, VerificationCodeRequest {}

/** Input of the activity `verifyWhatsAppCode`. */
export interface VerifyCodeInput extends PhoneNumberTarget {
  /** The six digits that the number received. Dashes and spaces between them are accepted. */
  code: string;
}

/**
 * Input of the activity `registerWhatsAppPhoneNumber`.
 *
 * @see "Registration" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/registration (read 2026-11)
 */
export interface RegisterPhoneNumberInput extends PhoneNumberTarget, RegistrationDetails {
  /** Only checks that the worker knows the PIN; Meta is not asked. @default false */
  checkOnly?: boolean | undefined;
}

/** Input of the activity `deregisterWhatsAppPhoneNumber`. */
export type DeregisterPhoneNumberInput = PhoneNumberTarget;

/** Input of the activity `getWhatsAppPhoneNumber`. */
export interface GetPhoneNumberInput extends PhoneNumberTarget {
  /**
   * The fields to read, by Meta's names. @default id, display_phone_number, verified_name, status,
   * code_verification_status, quality_rating, platform_type, name_status
   */
  fields?: string[] | undefined;
}

export const verificationCodeRequest = lazy(() => ({
  codeMethod: z.enum(codeMethods, `must be one of ${codeMethods.join(', ')}`),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be a language code such as "en" or "en_US"')
    .optional(),
}));

export const newVerificationCodeSchema = schemaFor<NewVerificationCodeOptions>()(
  lazy(() => z.strictObject(verificationCodeRequest).partial()),
);

/** Six digits. Dashes and spaces between them are accepted, as people type them. */
export const verificationCodeSchema = schemaFor<string>()(
  lazy(() => {
    const digits = z.string().regex(/^\d{6}$/, 'must be the 6 digits of the verification code');
    const schema = z
      .string()
      .transform((code) => code.replace(/[\s-]/g, ''))
      .pipe(digits);
    describeInput(schema, () => ({ type: 'string', pattern: String.raw`^[\s-]*(\d[\s-]*){6}$` }));
    return schema;
  }),
);

export const requestVerificationCodeInputSchema = schemaFor<RequestVerificationCodeInput>()(
  lazy(() => z.strictObject({ ...phoneNumberTarget, ...verificationCodeRequest })),
);

export const verifyCodeInputSchema = schemaFor<VerifyCodeInput>()(
  lazy(() => z.strictObject({ ...phoneNumberTarget, code: verificationCodeSchema })),
);

export const registrationDetails = lazy(() => ({
  pin: secretReferenceSchema,
  dataLocalizationRegion: z
    .enum(dataLocalizationRegions, `must be one of ${dataLocalizationRegions.join(', ')}`)
    .optional(),
}));

export const registerPhoneNumberInputSchema = schemaFor<RegisterPhoneNumberInput>()(
  lazy(() => z.strictObject({ ...phoneNumberTarget, ...registrationDetails, checkOnly: z.boolean().optional() })),
);

export const deregisterPhoneNumberInputSchema = schemaFor<DeregisterPhoneNumberInput>()(
  lazy(() => z.strictObject(phoneNumberTarget)),
);

export const getPhoneNumberInputSchema = schemaFor<GetPhoneNumberInput>()(
  lazy(() =>
    z.strictObject({
      ...phoneNumberTarget,
      fields: z
        .array(z.string().regex(/^[\w.(){},]+$/, 'must be a field name of a phone number'))
        .min(1)
        .optional(),
    }),
  ),
);
