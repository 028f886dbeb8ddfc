/** Providers made of functions and of other providers. */
import type { CredentialOptions, CredentialProvider, GraphCredential, SecretProvider } from './credentials.js';

/** Looks a credential up, in a vault or a database. `undefined` means: no credential of this name. */
export type FindCredential = (
  reference: string,
  options: CredentialOptions,
) => GraphCredential | undefined | Promise<GraphCredential | undefined>;

/** Looks a secret up, in a vault or a database. `undefined` means: no secret of this name. */
export type FindSecret = (name: string) => string | undefined | Promise<string | undefined>;

/** A provider that asks your own function, for a vault or a database. */
export function credentialsFrom(find: FindCredential): CredentialProvider {
  return {
    getCredential: (reference, options = {}) => find(reference, options),
    howToAddCredential: () => 'have the function of credentialsFrom() return it',
  };
}

/** A provider of secrets that asks your own function, for a vault or a database. */
export function secretsFrom(find: FindSecret): SecretProvider {
  return {
    getSecret: (name) => find(name),
    howToAddSecret: () => 'have the function of secretsFrom() return it',
  };
}

/** Asks one provider after the other until one has the credential. An error of a provider ends the search. */
export function chainCredentials(...providers: CredentialProvider[]): CredentialProvider {
  return {
    async getCredential(reference, options) {
      for (const provider of providers) {
        const credential = await provider.getCredential(reference, options);
        if (credential) return credential;
      }
      return undefined;
    },
    howToAddCredential: (reference) =>
      alternatives(providers.map((provider) => provider.howToAddCredential?.(reference))),
  };
}

/** Asks one provider after the other until one has the secret. An error of a provider ends the search. */
export function chainSecrets(...providers: SecretProvider[]): SecretProvider {
  return {
    async getSecret(name) {
      for (const provider of providers) {
        const secret = await provider.getSecret(name);
        if (secret !== undefined) return secret;
      }
      return undefined;
    },
    howToAddSecret: (name) => alternatives(providers.map((provider) => provider.howToAddSecret?.(name))),
  };
}

function alternatives(advice: readonly (string | undefined)[]): string {
  return advice.filter((each) => each !== undefined).join(', or ') || 'configure a provider that has it';
}
