import {
  CredentialNotFoundError,
  defaultCredential,
  SecretNotFoundError,
  type CredentialProvider,
  type GraphCredential,
  type SecretProvider,
} from './credentials.js';

/** Variable names hold capitals, digits and "_" only, so `store-12.pin` is looked up as `STORE_12_PIN`. */
function variable(prefix: string, name: string): string {
  return `${prefix}_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/**
 * Credentials and secrets from environment variables, handed over as a plain record.
 *
 * - default credential: `WHATSAPP_ACCESS_TOKEN`, `WHATSAPP_APP_SECRET`
 * - credential `<name>`: `WHATSAPP_ACCESS_TOKEN_<NAME>`, `WHATSAPP_APP_SECRET_<NAME>` (without one of its own, the app secret of the default)
 * - secret `<name>`: `WHATSAPP_SECRET_<NAME>`
 */
export class EnvironmentCredentialProvider implements CredentialProvider, SecretProvider {
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  getCredential(reference: string): GraphCredential {
    const own = reference === defaultCredential ? undefined : reference;
    const tokenVariable = own === undefined ? 'WHATSAPP_ACCESS_TOKEN' : variable('WHATSAPP_ACCESS_TOKEN', own);
    const accessToken = this.#environment[tokenVariable];
    if (!accessToken) throw new CredentialNotFoundError(reference, `set ${tokenVariable}`);
    const ownSecret = own === undefined ? undefined : this.#environment[variable('WHATSAPP_APP_SECRET', own)];
    const appSecret = ownSecret || this.#environment['WHATSAPP_APP_SECRET'];
    return { accessToken, ...(appSecret && { appSecret }) };
  }

  getSecret(name: string): string {
    const secretVariable = variable('WHATSAPP_SECRET', name);
    const value = this.#environment[secretVariable];
    if (!value) throw new SecretNotFoundError(name, `set ${secretVariable}`);
    return value;
  }
}
