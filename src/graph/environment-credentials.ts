import {
  defaultCredential,
  type CredentialProvider,
  type GraphCredential,
  type SecretProvider,
} from './credentials.js';

/**
 * Credentials and secrets from environment variables, handed over as a plain record.
 *
 * - The credential `default`: `WHATSAPP_ACCESS_TOKEN` and `WHATSAPP_APP_SECRET`.
 * - A credential `<name>`: `WHATSAPP_ACCESS_TOKEN_<NAME>` and `WHATSAPP_APP_SECRET_<NAME>`. Without an app secret of
 *   its own it has the one of the default.
 * - A secret `<name>`: `WHATSAPP_SECRET_<NAME>`.
 *
 * A name is written in capitals, with "_" for what is neither letter nor digit: `store-12.pin` is `STORE_12_PIN`.
 */
export class EnvironmentCredentialProvider implements CredentialProvider, SecretProvider {
  readonly #environment: Readonly<Record<string, string | undefined>>;

  /** @param environment Variables by name, such as `process.env`. An empty one counts as not set. */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  /** Looks the credential up; `undefined` when its variable is not set. */
  getCredential(reference: string): GraphCredential | undefined {
    const accessToken = this.#environment[tokenVariable(reference)];
    if (!accessToken) return undefined;
    const named = reference !== defaultCredential;
    const ownSecret = named ? this.#environment[variable('WHATSAPP_APP_SECRET', reference)] : undefined;
    const appSecret = ownSecret || this.#environment['WHATSAPP_APP_SECRET'];
    return { accessToken, ...(appSecret && { appSecret }) };
  }

  /** Names the variable of the credential's access token. */
  howToAddCredential(reference: string): string {
    return `set ${tokenVariable(reference)}`;
  }

  /** Looks the secret up; `undefined` when its variable is not set. */
  getSecret(name: string): string | undefined {
    return this.#environment[variable('WHATSAPP_SECRET', name)] || undefined;
  }

  /** Names the variable of the secret. */
  howToAddSecret(name: string): string {
    return `set ${variable('WHATSAPP_SECRET', name)}`;
  }
}

function tokenVariable(reference: string): string {
  return reference === defaultCredential ? 'WHATSAPP_ACCESS_TOKEN' : variable('WHATSAPP_ACCESS_TOKEN', reference);
}

/** Names of variables hold capitals, digits and "_" only. */
function variable(prefix: string, name: string): string {
  return `${prefix}_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
