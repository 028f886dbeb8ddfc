/** Where access tokens and secrets come from. Inputs and histories carry references; a worker's provider resolves them. */

/** What authorises a Graph request. */
export interface GraphCredential {
  accessToken: string;
  /** When known, every API request also carries an appsecret_proof. */
  appSecret?: string;
}

export interface CredentialOptions {
  /** Asks for the current value even if one is cached: Meta has just refused the token. @default false */
  reread?: boolean;
}

export interface CredentialProvider {
  /**
   * A provider that has to ask somebody answers with a promise.
   *
   * @param reference The name of a credential, a phone number id, or {@link defaultCredential}.
   * @throws CredentialNotFoundError when the provider has no credential of this name.
   */
  getCredential(reference: string, options?: CredentialOptions): GraphCredential | Promise<GraphCredential>;
}

export interface SecretProvider {
  /** @throws SecretNotFoundError when the provider has no secret of this name. */
  getSecret(name: string): string | Promise<string>;
}

/** The reference that is asked for when the phone number has no credential of its own. */
export const defaultCredential = 'default';

/** The worker cannot resolve what an input names. The worker's configuration has to change, not the input. */
export class CredentialNotFoundError extends Error {
  override readonly name = 'CredentialNotFoundError';

  readonly reference: string;
  /** What to do, in one sentence. */
  readonly advice: string;

  constructor(reference: string, advice: string) {
    // An answer more often than a mistake: each send of a number without a credential of its own makes one, and a stack is most
    // of what that costs.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`no credential "${reference}" is configured: ${advice}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.reference = reference;
    this.advice = advice;
  }
}

/** Like {@link CredentialNotFoundError}, for a secret such as a PIN. */
export class SecretNotFoundError extends Error {
  override readonly name = 'SecretNotFoundError';

  readonly secret: string;
  readonly advice: string;

  constructor(secret: string, advice: string) {
    super(`no secret "${secret}" is configured: ${advice}`);
    this.secret = secret;
    this.advice = advice;
  }
}

/** A credential was found but cannot be used. Its value is never in the message. */
export class InvalidCredentialError extends Error {
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
