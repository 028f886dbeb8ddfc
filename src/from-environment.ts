/** A worker of one's own, made from the environment variables that the command `worker` reads. */
import type { WorkerDeploymentOptions, WorkerOptions } from '@temporalio/worker';
import type { WhatsAppActivityDependencies } from './activities/index.js';
import { attemptTimeoutMs } from './common/attempt-timeout.js';
import { defined } from './common/schema/defined.js';
import type { ConsentStore } from './consent/consent-store.js';
import { FileConsentStore } from './consent/file-consent-store.js';
import { PostgresConsentStore } from './consent/postgres-consent-store.js';
import { loadConfig, type Config, type Environment } from './environment/config.js';
import { chainSecrets } from './graph/credential-functions.js';
import type { CredentialProvider, SecretProvider } from './graph/credentials.js';
import { EnvironmentCredentialProvider } from './graph/environment-credentials.js';
import { JsonFileCredentialProvider } from './graph/json-file-credentials.js';
import { createMediaStore } from './media/scheme-store.js';

/** What {@link fromEnvironment} makes of the variables: the options of a connection, a worker and the plugin. */
export interface WorkerEnvironment {
  /** Options of `NativeConnection.connect()`: `TEMPORAL_ADDRESS` and the other variables of Temporal. */
  connectionOptions: Config['temporal']['connectionOptions'];
  /**
   * Options of `Worker.create()`: namespace, task queue, 45 seconds for sends that have begun when the worker stops,
   * and its version if the variables have one. Versioned workflows move to the next version unless they say otherwise.
   */
  workerOptions: Pick<WorkerOptions, 'namespace' | 'taskQueue' | 'shutdownGraceTime' | 'workerDeploymentOptions'>;
  /**
   * Options of `new WhatsAppPlugin()`: credentials and secrets, the media store, the Graph API's address and version,
   * the consent store and the id key. A consent store stays yours to close: `await pluginOptions.consent?.close()`.
   */
  pluginOptions: WhatsAppActivityDependencies;
}

/**
 * Reads the variables of the command `temporal-whatsapp worker`, for a worker of yours. `WHATSAPP_GRAPH_URL` is among
 * them: with the `.env` of an emulator, nothing reaches Meta. `.env.example` lists all of them.
 *
 * ```ts
 * const { connectionOptions, workerOptions, pluginOptions } = fromEnvironment(process.env);
 * ```
 *
 * @param env Variables by name. An empty one counts as not set.
 * @throws ConfigError that names every variable which is missing or malformed
 */
export function fromEnvironment(env: Environment): WorkerEnvironment {
  const config = loadConfig(env, 'worker');
  const { connectionOptions, namespace } = config.temporal;
  const { taskQueue } = config;
  const workerDeploymentOptions = deploymentOptions(config);
  return {
    connectionOptions,
    workerOptions: {
      namespace,
      taskQueue,
      shutdownGraceTime: attemptTimeoutMs,
      ...defined({ workerDeploymentOptions }),
    },
    pluginOptions: configuredDependencies(config),
  };
}

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
    media: createMediaStore({ ...config.media, proxy: 'environment' }),
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
