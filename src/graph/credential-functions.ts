/** Providers made of functions and of other providers. */
import {
  CredentialNotFoundError,
  SecretNotFoundError,
  type CredentialOptions,
  type CredentialProvider,
  type GraphCredential,
  type SecretProvider,
} from './credentials.js';

/** A provider that asks your own function, for a vault or a database. `undefined` means: no credential of this name. */
export function credentialsFrom(
  lookUp: (
    reference: string,
    options: CredentialOptions,
  ) => GraphCredential | undefined | Promise<GraphCredential | undefined>,
): CredentialProvider {
  return {
    async getCredential(reference, options = {}) {
      const found = await lookUp(reference, options);
      if (!found) throw new CredentialNotFoundError(reference, 'the function of credentialsFrom() found none');
      return found;
    },
  };
}

/** Like {@link credentialsFrom}, for secrets. */
export function secretsFrom(
  lookUp: (name: string) => string | undefined | Promise<string | undefined>,
): SecretProvider {
  return {
    async getSecret(name) {
      const found = await lookUp(name);
      if (found === undefined) throw new SecretNotFoundError(name, 'the function of secretsFrom() found none');
      return found;
    },
  };
}

/** Asks one provider after the other until one has the credential; any other error ends the search. */
export function chainCredentials(...providers: CredentialProvider[]): CredentialProvider {
  return {
    getCredential: (reference, options) =>
      firstFound(
        providers.map((provider) => () => provider.getCredential(reference, options)),
        (error) => (error instanceof CredentialNotFoundError ? error.advice : undefined),
        (advice) => new CredentialNotFoundError(reference, advice),
      ),
  };
}

/** Like {@link chainCredentials}, for secrets. */
export function chainSecrets(...providers: SecretProvider[]): SecretProvider {
  return {
    getSecret: (name) =>
      firstFound(
        providers.map((provider) => () => provider.getSecret(name)),
        (error) => (error instanceof SecretNotFoundError ? error.advice : undefined),
        (advice) => new SecretNotFoundError(name, advice),
      ),
  };
}

async function firstFound<Found>(
  sources: (() => Found | Promise<Found>)[],
  adviceOf: (error: unknown) => string | undefined,
  notFound: (advice: string) => Error,
): Promise<Found> {
  const advices: string[] = [];
  for (const source of sources) {
    try {
      return await source();
    } catch (error) {
      const advice = adviceOf(error);
      if (advice === undefined) throw error;
      advices.push(advice);
    }
  }
  throw notFound(advices.join(', or ') || 'configure a provider');
}
