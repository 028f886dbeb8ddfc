/** Parts that the inputs of several activities share. */
import { z } from 'zod';
import { phoneNumberIdSchema } from '../ids/graph-ids.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';

/** Names a secret that the worker's `SecretProvider` resolves, so that the secret itself never reaches a history. */
export interface SecretReference {
  /** The name: 1 to 128 letters, digits, `_`, `-` and `.`. Never the secret itself. */
  secret: string;
}

/** A business number, and the credential to use for it. */
export interface PhoneNumberTarget {
  /**
   * The phone number id: 5 to 20 digits. The app dashboard shows it beside the number; it is not the phone number.
   *
   * @see "Phone numbers" https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers (read 2026-11)
   */
  phoneNumberId: string;
  /**
   * The name of a credential that the worker's `CredentialProvider` knows. Never a token.
   *
   * @default the phone number id, then the provider's default
   */
  credential?: string | undefined;
}

export const credentialSchema: z.ZodType<string, string> = lazy(() =>
  z
    .string()
    .regex(
      /^[\w.-]{1,128}$/,
      'must be the name of a credential (letters, digits, "_", "-", "."), never an access token',
    ),
);

export const secretReferenceSchema: z.ZodType<SecretReference, SecretReference> = lazy(() =>
  z.strictObject(
    { secret: z.string().regex(/^[\w.-]{1,128}$/, 'must be the name of a secret: letters, digits, "_", "-", "."') },
    'must be a secret reference such as { "secret": "store-12-pin" }, not the secret itself',
  ),
);

/** Longest URI that is taken, in characters. */
const maxUriLength = 2048;

export const mediaUriSchema: z.ZodType<string, string> = lazy(() =>
  z
    .string()
    .regex(
      /^[a-z][a-z0-9+.-]*:\S+$/,
      'must be a media URI such as "file:///var/media/a.jpg" or "https://example.com/a.jpg"',
    )
    .max(maxUriLength),
);

export const phoneNumberTarget = lazy(() => ({
  phoneNumberId: phoneNumberIdSchema,
  credential: ifGiven(() => credentialSchema),
}));
