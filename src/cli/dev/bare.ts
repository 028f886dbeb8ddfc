/** `dev --bare`: Temporal and the emulator, for a worker and a receiver that somebody else starts. */
import { describe, openPage, writeAskedEnvironment, writtenEnvironment, type DevSession } from './session.js';
import { host } from './stack.js';
import { shownEnvironment } from './write-env.js';

const defaultPort = 3000;

export async function runBare(session: DevSession): Promise<void> {
  const { io, stack, stopped } = session;
  const { config, ports, emulator } = stack;
  const webhookUrl = `http://${host}:${ports.webhook || defaultPort}${config.webhook.path}`;
  emulator.setWebhookUrl(webhookUrl);
  describe(session, `yours, expected at ${webhookUrl}`);
  const file = await writeAskedEnvironment(session, webhookUrl);
  if (file === undefined) io.print(`\n${shownEnvironment(writtenEnvironment(session, webhookUrl))}`);
  io.print('\nReady for your worker and your receiver. Press Ctrl-C to stop.');
  await openPage(session);
  await stopped;
}
