/** Parts that the inputs of several activities share. */
import { z } from 'zod';
import { phoneNumberIdSchema } from '../graph-ids.js';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';

/**
 * Which credential a Graph call uses: a name that the worker's CredentialProvider knows. Never a token.
 *
 * @default the phone number id of the same input, then the provider's default
 */
export const credentialSchema = lazy(() =>
  z
    .string()
    .regex(
      /^[\w.-]{1,128}$/,
      'must be the name of a credential (letters, digits, "_", "-", "."), never an access token',
    ),
);

/** Names a secret that the worker resolves, so that the secret itself never reaches a history. */
export const secretReferenceSchema = lazy(() =>
  z.strictObject(
    { secret: z.string().regex(/^[\w.-]{1,128}$/, 'must be the name of a secret: letters, digits, "_", "-", "."') },
    'must be a secret reference such as { "secret": "store-12-pin" }, not the secret itself',
  ),
);

/** A file outside of history: `file:///var/media/a.jpg`, `https://example.com/a.jpg`. */
export const mediaUriSchema = lazy(() =>
  z
    .string()
    .regex(
      /^[a-z][a-z0-9+.-]*:\S+$/,
      'must be a media URI such as "file:///var/media/a.jpg" or "https://example.com/a.jpg"',
    )
    .max(2048),
);

export const onPhoneNumber = lazy(() => ({
  phoneNumberId: phoneNumberIdSchema,
  credential: ifGiven(() => credentialSchema),
}));

export type SecretReference = z.infer<typeof secretReferenceSchema>;
