/** A worker of one's own, made from the environment variables that the command `worker` reads. */
import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { WorkerOptions } from '@temporalio/worker';
import type { WhatsAppActivityDependencies } from './activities/index.js';
import { attemptTimeoutMs } from './common/attempt-timeout.js';
import { defined } from './common/schema/defined.js';
import { configuredDependencies, deploymentOptions } from './worker-configuration.js';
import type { Environment } from './environment/config-error.js';
import { loadConfig } from './environment/config.js';

/** What {@link fromEnvironment} makes of the variables: the options of a connection, a worker and the plugin. */
export interface WorkerEnvironment {
  /** Options of `NativeConnection.connect()`: `TEMPORAL_ADDRESS` and the other variables of Temporal. */
  connectionOptions: ClientConnectConfig['connectionOptions'];
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
