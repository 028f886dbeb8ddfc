/** A receiver of one's own, made from the environment variables that the command `webhook` reads. */
import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { Environment } from '../environment/config-error.js';
import { loadConfig } from '../environment/config.js';
import { configuredReceiver } from './configured-receiver.js';
import type { WebhookHandlerOptions } from './options.js';
import type { WebhookServerOptions } from './server/options.js';

/** What {@link fromEnvironment} makes of the variables: the options of a connection, a receiver and its server. */
export interface ReceiverEnvironment {
  /** Options of `Connection.connect()`: `TEMPORAL_ADDRESS` and the other variables of Temporal. */
  connectionOptions: ClientConnectConfig['connectionOptions'];
  /** The namespace of the `Client`. */
  namespace: string;
  /** Options of `createWebhookRouter()` and its siblings, which need a `client` besides. */
  receiverOptions: Omit<WebhookHandlerOptions, 'client'>;
  /** The address to listen on, for `startWebhookServer()` or a server of yours. */
  serverOptions: Required<Pick<WebhookServerOptions, 'host' | 'port' | 'path'>>;
}

/**
 * Reads the variables of the command `temporal-whatsapp webhook`, for a receiver of yours. `.env.example` lists all of
 * them. Metrics are left out: they need an object of prom-client.
 *
 * ```ts
 * const { connectionOptions, namespace, receiverOptions, serverOptions } = fromEnvironment(process.env);
 * ```
 *
 * @param env Variables by name. An empty one counts as not set.
 * @throws ConfigError that names every variable which is missing or malformed
 */
export function fromEnvironment(env: Environment): ReceiverEnvironment {
  const config = loadConfig(env, 'webhook');
  const { connectionOptions, namespace } = config.temporal;
  const { host, port, path } = config.webhook;
  return {
    connectionOptions,
    namespace,
    receiverOptions: configuredReceiver(config),
    serverOptions: { host, port, path },
  };
}
