/** `temporal-whatsapp emulator` */
import { Command } from 'commander';
import { defined } from '../../common/schema/defined.js';
import { GraphEmulator } from '../../emulator/index.js';
import { phonePageUrl } from '../dev/phone-page.js';
import { addBehaviorOptions, behaviorFromFlags, type BehaviorFlags } from './behavior-flags.js';
import { checkHarFile, writeHarFile } from './har-file.js';
import { addWebhookOptions, startWebhooks, webhookBehaviorFromFlags, type WebhookFlags } from './webhook-flags.js';
import type { CommandIo } from '../io.js';
import { parseCount, parsePort, parseUrl } from '../options.js';
import { removeLeftoverFolders } from '../temporary-folders.js';

const help = `
Prints one line of JSON when it is ready: graphUrl, accessToken, phoneNumberId, wabaId, businessId, appId,
appSecret, verifyToken. A client needs graphUrl in place of https://graph.facebook.com, with any version in the path, and accessToken;
a receiver needs appSecret and verifyToken. GET graphUrl/_emulator lists what can be asked and done while it runs: faults,
limits, access tokens, messages from users, the messages that users got, what has become of a send, webhooks that are not
accepted, batches, apps, traffic. A webhook that is not answered with 200 is posted again, less and less often, for seven days.
Ends on SIGINT or SIGTERM, or with --end-with-stdin; everything is kept in memory, unless --state names a file.

Examples:
  temporal-whatsapp emulator --port 4010 --webhook-url http://127.0.0.1:3000/webhook
  temporal-whatsapp emulator --port 4010 --pair-limit --throughput 80 --enforce-window off
  temporal-whatsapp emulator --port 4010 --status-reorder --fault '{"match":{"path":"/messages"},"hang":"after"}'
  temporal-whatsapp emulator --webhook-url http://127.0.0.1:3000/webhook --webhook-batch 50 --webhook-duplicates 0.1 \\
    --webhook-reorder 200 --time-scale 0.01 --traffic 200`;

interface Flags extends BehaviorFlags, WebhookFlags {
  port: number;
  host: string;
  allowedHost?: string[];
  anyId?: true;
  webhookUrl?: string;
  accessToken?: string;
  accessTokenTtl?: number;
  appSecret?: string;
  verifyToken?: string;
  phoneNumberId?: string;
  seed?: number;
  recordLimit?: number;
  state?: string;
  har?: string;
  endWithStdin?: true;
}

export function emulatorCommand(io: CommandIo): Command {
  const command = new Command('emulator')
    .description(
      "Runs an emulator of Meta's Graph API for WhatsApp: a real HTTP server, for tests and demos without an account.",
    )
    .option('--port <port>', 'port to listen on, 0 for a free one', parsePort, 0)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option(
      '--allowed-host <name>',
      'one more name that the control API and the phone page may be reached by; may be repeated',
      (name: string, before: string[] = []) => [...before, name],
    )
    .option('--any-id', 'accept template names and media, flow and catalog ids that it does not know')
    .option('--webhook-url <url>', 'where to post webhooks (default: nowhere)', parseUrl)
    .option('--access-token <token>', 'the token that it accepts (default: a random one)')
    .option('--access-token-ttl <ms>', 'life of access tokens (default: they do not expire)', parseCount)
    .option('--app-secret <secret>', 'signs the webhooks (default: a random one)')
    .option('--verify-token <token>', 'of the webhook challenge (default: a random one)')
    .option('--phone-number-id <id>', 'id of the number that is registered from the start (default: 106540352242922)')
    .option('--seed <number>', 'the same ids for the same requests (default: other ones each time)', parseCount)
    .option('--record-limit <count>', 'most requests, messages, webhooks and files that it keeps', parseCount)
    .option('--state <file>', 'reads the state from this file, and saves it there at the end (default: in memory only)')
    .option('--har <file>', 'writes requests and webhooks to this file at the end, as HAR 1.2, without secrets')
    .option('--end-with-stdin', 'ends when its standard input ends, and so together with whoever has started it')
    .addHelpText('after', help);
  return addWebhookOptions(addBehaviorOptions(command)).action(async (flags: Flags) => {
    await removeLeftoverFolders();
    if (flags.har !== undefined) await checkHarFile(flags.har);
    const emulator = await startEmulator(flags);
    const stopped = flags.endWithStdin ? Promise.race([io.untilStopped(), untilInputEnds()]) : io.untilStopped();
    io.print(JSON.stringify(emulator.info));
    io.note(`Graph emulator ready at ${emulator.info.graphUrl}`);
    io.note(`Phone page at ${phonePageUrl(emulator)}`);
    const signal = await stopped;
    io.note(`${signal}: stopping`);
    try {
      await end(emulator, flags.har);
    } finally {
      if (flags.endWithStdin) process.stdin.destroy();
    }
  });
}

/** Does all that is to be done at the end, whatever of it fails. @throws Error that names all that failed. */
async function end(emulator: GraphEmulator, harFile: string | undefined): Promise<void> {
  const written = harFile === undefined ? undefined : writeHarFile(harFile, emulator.har());
  const results = await Promise.allSettled([written, emulator.stop()]);
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (reasons.length === 0) return;
  const texts = reasons.map((reason) => (reason instanceof Error ? reason.message : String(reason)));
  throw new Error(texts.join('\n'), { cause: reasons[0] });
}

/** Also when whoever holds the other end is killed. */
function untilInputEnds(): Promise<string> {
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => resolve('end of standard input'));
    process.stdin.resume();
  });
}

async function startEmulator(flags: Flags): Promise<GraphEmulator> {
  const {
    port,
    host,
    allowedHost: allowedHosts,
    anyId,
    webhookUrl,
    accessToken,
    accessTokenTtl,
    appSecret,
    verifyToken,
    phoneNumberId,
    seed,
    recordLimit,
    state: stateFile,
  } = flags;
  const emulator = await GraphEmulator.start({
    port,
    host,
    anyId: anyId === true,
    ...defined({
      allowedHosts,
      webhookUrl,
      accessToken,
      accessTokenTtlMs: accessTokenTtl,
      appSecret,
      verifyToken,
      phoneNumberId,
      seed,
      recordLimit,
      stateFile,
    }),
    ...behaviorFromFlags(flags),
    ...webhookBehaviorFromFlags(flags),
  });
  try {
    for (const fault of flags.fault ?? []) emulator.addFault(fault);
    await startWebhooks(emulator, flags);
  } catch (error) {
    await emulator.stop();
    throw error;
  }
  return emulator;
}
