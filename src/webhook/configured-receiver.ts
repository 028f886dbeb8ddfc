/** What a configuration says about a receiver. */
import type { Config } from '../environment/config.js';
import type { WebhookHandlerOptions } from './options.js';

/** The options of a receiver as the configuration wants them. */
export function configuredReceiver({ webhook, taskQueue }: Config): Omit<WebhookHandlerOptions, 'client'> {
  const { host: _host, port: _port, path: _path, metrics: _metrics, ...receiver } = webhook;
  return { ...receiver, taskQueue };
}
