/** `dev --bare`: Temporal and the emulator, for a worker and a receiver that somebody else starts. */
import { freePort } from '../../devserver/free-port.js';
import { describe, openPage, writeAskedEnvironment, writtenEnvironment, type DevSession } from './session.js';
import { host, type DevStack } from './stack.js';
import { shownEnvironment } from './write-env.js';

const defaultPort = 3000;

export async function runBare(session: DevSession): Promise<void> {
  const { io, stack, stopped } = session;
  const { config, ports, emulator } = stack;
  const port = await receiverPort(ports.webhook || defaultPort, stack);
  const webhookUrl = `http://${host}:${port}${config.webhook.path}`;
  emulator.setWebhookUrl(webhookUrl);
  describe(session, `yours, expected at ${webhookUrl}`);
  const file = await writeAskedEnvironment(session, webhookUrl);
  if (file === undefined) io.print(`\n${shownEnvironment(writtenEnvironment(session, webhookUrl))}`);
  io.print('\nReady for your worker and your receiver. Press Ctrl-C to stop.');
  await openPage(session);
  await stopped;
}

/** The port of a receiver that may be running already, so it counts as taken by this session's own servers only. */
export async function receiverPort(
  wanted: number,
  { temporal, emulator }: Pick<DevStack, 'temporal' | 'emulator'>,
): Promise<number> {
  const own = [emulator.info.graphUrl, `http://${temporal.address}`, temporal.uiUrl];
  const isOwn = own.some((url) => url !== undefined && Number(new URL(url).port) === wanted);
  return isOwn ? freePort(host) : wanted;
}
