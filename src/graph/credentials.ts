/**
 * The places of access tokens and secrets. Inputs and histories carry references; a worker's provider resolves them.
 */

/** What authorizes a Graph request. */
export interface GraphCredential {
  /** The access token, of a system user for instance. Printable ASCII without spaces. */
  accessToken: string;
  /**
   * The app secret of the Meta app that the token belongs to. When it is known, every API request also carries an
   * `appsecret_proof`.
   *
   * @see "Secure Graph API calls" https://developers.facebook.com/docs/graph-api/guides/secure-requests (read 2026-11)
   */
  appSecret?: string;
}

/** How a credential is asked for. */
export interface CredentialOptions {
  /** Asks for the current value even if one is cached: Meta has just refused the token. @default false */
  reread?: boolean;
}

/** Knows access tokens by reference. Write one for a vault, or make one of a function with `credentialsFrom()`. */
export interface CredentialProvider {
  /**
   * Looks a credential up. A provider that has to ask somebody answers with a promise, within 10 seconds.
   *
   * An activity asks for the phone number id first, then for `default`; for a credential that its input names, by that
   * name alone. An error means that the provider is broken: the activity fails with a retryable
   * `WhatsApp.Configuration`. So does a credential that is missing although the worker could use it before.
   *
   * @param reference The name of a credential, a phone number id, or `default`.
   * @returns `undefined` when the provider has no credential of this name.
   * @throws InvalidCredentialError when the credential is there and cannot be used. It is retried only if the worker
   * could use this credential before.
   */
  getCredential(
    reference: string,
    options?: CredentialOptions,
  ): GraphCredential | undefined | Promise<GraphCredential | undefined>;
  /**
   * Says what to do so that the provider has the credential, such as "set WHATSAPP_ACCESS_TOKEN". The failure for a
   * missing credential shows it.
   */
  howToAddCredential?(reference: string): string;
}

/** Knows secrets, such as the PIN of a phone number, by name. */
export interface SecretProvider {
  /**
   * Looks a secret up. A provider that has to ask somebody answers with a promise, within 10 seconds.
   *
   * @returns `undefined` when the provider has no secret of this name.
   * @throws Error when the provider is broken: the activity fails with a retryable `WhatsApp.Configuration`
   * @throws InvalidCredentialError when the secret is there and cannot be used. It is retried only if the worker could
   * use this secret before.
   */
  getSecret(name: string): string | undefined | Promise<string | undefined>;
  /** Says what to do so that the provider has the secret. The failure for a missing secret shows it. */
  howToAddSecret?(name: string): string;
}

/** The reference that is asked for when the phone number has no credential of its own. */
export const defaultCredential = 'default';

/** A credential was found but cannot be used. Its value is never in the message. */
export class InvalidCredentialError extends Error {
  /** `InvalidCredentialError` */
  override readonly name = 'InvalidCredentialError';
}

/** Checks that a token can be put into a header. @throws InvalidCredentialError */
export function checkCredential(reference: string, credential: GraphCredential): GraphCredential {
  const { accessToken, appSecret } = credential;
  const printable = /^[\x21-\x7e]+$/;
  if (!printable.test(accessToken)) {
    throw new InvalidCredentialError(
      `the access token of credential "${reference}" is empty or has spaces, line breaks or non-ASCII characters: copy it again`,
    );
  }
  if (appSecret !== undefined && !printable.test(appSecret)) {
    throw new InvalidCredentialError(
      `the app secret of credential "${reference}" is empty or has spaces: copy it again`,
    );
  }
  return credential;
}
