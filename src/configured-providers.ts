/** The providers of access tokens and secrets that the configuration names. */
import { chainSecrets } from './graph/credential-functions.js';
import type { CredentialProvider, SecretProvider } from './graph/credentials.js';
import { EnvironmentCredentialProvider } from './graph/environment-credentials.js';
import { JsonFileCredentialProvider } from './graph/json-file-credentials.js';
import type { Config } from './config.js';

/** The providers of access tokens and secrets. */
export interface ActivityProviders {
  credentials: CredentialProvider;
  secrets: SecretProvider;
}

/** The file, where one is set, with the environment behind it for secrets; else the environment. */
export function configuredProviders({ credentials }: Pick<Config, 'credentials'>): ActivityProviders {
  const environment = new EnvironmentCredentialProvider(credentials.environment);
  if (credentials.file === undefined) return { credentials: environment, secrets: environment };
  const file = new JsonFileCredentialProvider(credentials.file);
  return { credentials: file, secrets: chainSecrets(file, environment) };
}
