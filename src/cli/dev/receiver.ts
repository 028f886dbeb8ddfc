/** The receiver of `dev`, to which the emulator posts. */
import { freePort } from '../../devserver/free-port.js';
import { startWebhookServer, type WebhookServerOptions } from '../../webhook/index.js';
import { configuredReceiver } from '../../webhook/configured-receiver.js';
import { host, type DevStack } from './stack.js';

/**
 * Starts the receiver. It takes every number, as all of them are the emulator's.
 *
 * @returns its URL
 */
export async function startReceiver(
  stack: DevStack,
  routing: Pick<WebhookServerOptions, 'routes' | 'fallback' | 'conversation'>,
): Promise<string> {
  const { config, ports, client, taskQueue, emulator, log } = stack;
  const { appSecret, verifyToken } = emulator.info;
  const receiver = await startWebhookServer({
    ...configuredReceiver(config),
    ...routing,
    client,
    taskQueue,
    appSecrets: [appSecret],
    verifyTokens: [verifyToken],
    phoneNumberIds: 'any',
    host,
    port: await freePort(host, ports.webhook),
    path: config.webhook.path,
    log,
  });
  stack.beforeStop(() => receiver.close());
  emulator.setWebhookUrl(receiver.url);
  return receiver.url;
}
