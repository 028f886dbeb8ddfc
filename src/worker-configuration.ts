/** What a configuration says about a worker: the version, the providers, and what its activities need. */
import type { WorkerDeploymentOptions } from '@temporalio/worker';
import type { WhatsAppActivityDependencies } from './activities/index.js';
import { defined } from './common/schema/defined.js';
import { configuredMedia } from './configured-media.js';
import type { ConsentStore } from './consent/consent-store.js';
import { FileConsentStore } from './consent/file-consent-store.js';
import { PostgresConsentStore } from './consent/postgres-consent-store.js';
import type { Config } from './environment/config.js';
import { chainSecrets } from './graph/credential-functions.js';
import type { CredentialProvider, SecretProvider } from './graph/credentials.js';
import { EnvironmentCredentialProvider } from './graph/environment-credentials.js';
import { JsonFileCredentialProvider } from './graph/json-file-credentials.js';

/** The providers of access tokens and secrets. */
export interface ActivityProviders {
  credentials: CredentialProvider;
  secrets: SecretProvider;
}

/**
 * What the activities need, as the configuration wants it. Whoever calls it closes the consent store.
 *
 * @param providers others than those that the configuration names
 */
export function configuredDependencies(
  config: Config,
  providers: ActivityProviders = configuredProviders(config),
): WhatsAppActivityDependencies {
  const { requestTimeoutMs, ...graph } = config.graph;
  const { idKey } = config.webhook;
  return {
    ...providers,
    media: configuredMedia(config),
    ...defined({ idKey, consent: openConsentStore(config) }),
    graph: {
      ...graph,
      proxy: 'environment',
      ...(requestTimeoutMs !== undefined && { timeouts: { request: requestTimeoutMs } }),
    },
  };
}

/** The version of the worker, if it has one. The library's workflows move to the next version in any case. */
export function deploymentOptions({ deploymentVersion: version }: Config): WorkerDeploymentOptions | undefined {
  return version && { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}

/** The providers that the configuration names. */
export function configuredProviders({ credentials }: Config): ActivityProviders {
  const environment = new EnvironmentCredentialProvider(credentials.environment);
  if (credentials.file === undefined) return { credentials: environment, secrets: environment };
  const file = new JsonFileCredentialProvider(credentials.file);
  return { credentials: file, secrets: chainSecrets(file, environment) };
}

function openConsentStore({ consent }: Config): ConsentStore | undefined {
  const { file, postgresUrl } = consent ?? {};
  if (file !== undefined) return new FileConsentStore(file);
  if (postgresUrl === undefined) return undefined;
  return new PostgresConsentStore({ connectionString: postgresUrl, createsTable: true });
}
