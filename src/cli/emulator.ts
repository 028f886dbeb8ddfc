/** `temporal-whatsapp emulator` */
import { Command } from 'commander';
import { GraphEmulator } from '../emulator/index.js';
import type { CommandIo } from './io.js';
import { parsePort, parseUrl } from './options.js';

const help = `
Prints one line of JSON when it is ready: graphUrl, accessToken, phoneNumberId, wabaId, appId, appSecret,
verifyToken. A client needs graphUrl in place of https://graph.facebook.com, with any version in the path, and accessToken;
a receiver needs appSecret and verifyToken. Under graphUrl/_emulator are the faults, the messages that users got, and
messages from users. Ends on SIGINT or SIGTERM; everything is kept in memory.

Example:
  temporal-whatsapp emulator --port 4010 --webhook-url http://127.0.0.1:3000/webhook`;

interface Flags {
  port: number;
  host: string;
  anyId?: true;
  webhookUrl?: string;
  accessToken?: string;
  appSecret?: string;
  verifyToken?: string;
  phoneNumberId?: string;
}

export function emulatorCommand(io: CommandIo): Command {
  return new Command('emulator')
    .description(
      "Runs an emulator of Meta's Graph API for WhatsApp: a real HTTP server, for tests and demos without an account.",
    )
    .option('--port <port>', 'port to listen on, 0 for a free one', parsePort, 0)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--any-id', 'accept template names and media, flow and catalogue ids that it does not know')
    .option('--webhook-url <url>', 'where to post webhooks (default: nowhere)', parseUrl)
    .option('--access-token <token>', 'the token that it accepts (default: a random one)')
    .option('--app-secret <secret>', 'signs the webhooks (default: a random one)')
    .option('--verify-token <token>', 'of the webhook challenge (default: a random one)')
    .option('--phone-number-id <id>', 'id of the number that is registered from the start (default: 106540352242922)')
    .addHelpText('after', help)
    .action(async (flags: Flags) => {
      const emulator = await GraphEmulator.start(flags);
      const stopped = io.untilStopped();
      io.print(JSON.stringify(emulator.info));
      io.note(`Graph emulator ready at ${emulator.info.graphUrl}`);
      const signal = await stopped;
      io.note(`${signal}: stopping`);
      await emulator.stop();
    });
}
