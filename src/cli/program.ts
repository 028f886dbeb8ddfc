/** All commands of `temporal-whatsapp`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { CommandIo } from './io.js';
import { explainUnknownCommands } from './usage-errors.js';

/** Each command is loaded by itself: most of what one needs, such as Temporal's client, another one does not. */
const commands: Readonly<Record<string, (io: CommandIo) => Promise<Command>>> = {
  init: async (io) => (await import('./init/init.js')).initCommand(io),
  dev: async (io) => (await import('./dev/dev.js')).devCommand(io),
  chat: async (io) => (await import('./chat/chat.js')).chatCommand(io),
  worker: async (io) => (await import('./worker.js')).workerCommand(io),
  webhook: async (io) => (await import('./webhook.js')).webhookCommand(io),
  emulator: async (io) => (await import('./emulator/emulator.js')).emulatorCommand(io),
  'upload-and-send': async (io) => (await import('./upload/upload-and-send.js')).uploadAndSendCommand(io),
  'rate-limits': async (io) => (await import('./temporal/rate-limits.js')).rateLimitsCommand(io),
  'search-attributes': async (io) => (await import('./temporal/search-attributes.js')).searchAttributesCommand(io),
  'dead-letters': async (io) => (await import('./dead-letters.js')).deadLettersCommand(io),
  doctor: async (io) => (await import('./doctor/doctor.js')).doctorCommand(io),
};

/**
 * The program with its commands.
 *
 * @param line The command line that will be parsed: when it begins with a command, only that one is loaded.
 */
export async function createProgram(io: CommandIo, line: readonly string[] = []): Promise<Command> {
  const program = new Command('temporal-whatsapp')
    .description(
      'WhatsApp Business on Temporal: worker, webhook receiver, and a Graph API emulator to try them without an account.',
    )
    .version(ownVersion())
    .showHelpAfterError();
  const all = Object.entries(commands);
  const wanted = all.filter(([name]) => name === line[0]);
  for (const [, load] of wanted.length > 0 ? wanted : all) program.addCommand(await load(io));
  return explainUnknownCommands(program);
}

function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
