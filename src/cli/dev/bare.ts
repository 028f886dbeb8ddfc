/** `dev --bare`: Temporal and the emulator, for a worker and a receiver that somebody else starts. */
import { freePort } from '../../devserver/free-port.js';
import { describe, openPage, writeAskedEnvironment, writtenEnvironment, type DevSession } from './session.js';
import { host, type DevStack } from './stack.js';
import { shownEnvironment } from './write-env.js';

export async function runBare(session: DevSession): Promise<void> {
  const { io, stack, stopped } = session;
  const { config, ports, emulator } = stack;
  const port = await receiverPort(ports.webhook, stack);
  const webhookUrl = `http://${host}:${port}${config.webhook.path}`;
  emulator.setWebhookUrl(webhookUrl);
  describe(session, `yours, expected at ${webhookUrl}`);
  const file = await writeAskedEnvironment(session, webhookUrl);
  if (file === undefined) io.print(`\n${shownEnvironment(writtenEnvironment(session, webhookUrl))}`);
  if (!config.webhook.conversation) io.note(noConversation);
  io.print('\nReady for your worker and your receiver. Press Ctrl-C to stop.');
  await openPage(session);
  await stopped;
}

const noConversation =
  'WHATSAPP_CONVERSATION_WORKFLOW is not set: what users write is only kept. Name your conversation: --conversation shop';

/** The port of a receiver that may be running already, so it counts as taken by this session's own servers only. */
export async function receiverPort(
  wanted: number,
  { temporal, emulator }: Pick<DevStack, 'temporal' | 'emulator'>,
): Promise<number> {
  const own = [emulator.info.graphUrl, `http://${temporal.address}`, temporal.uiUrl];
  const isOwn = own.some((url) => url !== undefined && Number(new URL(url).port) === wanted);
  return isOwn || wanted === 0 ? freePort(host) : wanted;
}
