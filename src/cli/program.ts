/** All commands of `temporal-whatsapp`. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { chatCommand } from './chat/chat.js';
import { deadLettersCommand } from './dead-letters.js';
import { devCommand } from './dev/dev.js';
import { doctorCommand } from './doctor/doctor.js';
import { emulatorCommand } from './emulator.js';
import { initCommand } from './init/init.js';
import type { CommandIo } from './io.js';
import { rateLimitsCommand } from './temporal/rate-limits.js';
import { searchAttributesCommand } from './temporal/search-attributes.js';
import { explainUnknownCommands } from './usage-errors.js';
import { uploadAndSendCommand } from './upload/upload-and-send.js';
import { webhookCommand } from './webhook.js';
import { workerCommand } from './worker.js';

export function createProgram(io: CommandIo): Command {
  const program = new Command('temporal-whatsapp')
    .description(
      'WhatsApp Business on Temporal: worker, webhook receiver, and a Graph API emulator to try them without an account.',
    )
    .version(ownVersion())
    .showHelpAfterError()
    .addCommand(initCommand(io))
    .addCommand(devCommand(io))
    .addCommand(chatCommand(io))
    .addCommand(workerCommand(io))
    .addCommand(webhookCommand(io))
    .addCommand(emulatorCommand(io))
    .addCommand(uploadAndSendCommand(io))
    .addCommand(rateLimitsCommand(io))
    .addCommand(searchAttributesCommand(io))
    .addCommand(deadLettersCommand(io))
    .addCommand(doctorCommand(io));
  return explainUnknownCommands(program);
}

function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
