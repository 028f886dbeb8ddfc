/** `temporal-whatsapp dev`: everything on one machine, without an account. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { loadConfig, type Environment } from '../../environment/config.js';
import { refuseUnreadStoring } from '../code/load-routes.js';
import type { CommandIo } from '../io.js';
import { addVariables, environmentFrom } from '../variables.js';
import { addDevOptions, chooseMode, choosePorts, localPort, type DevFlags } from './flags.js';
import { checkConversationNames } from './live/live-conversation.js';
import { readableLine } from './log-lines.js';
import type { DevSession } from './session.js';

const help = `
With --workflows, your worker and a receiver run beside Temporal and the emulator. A change of one of your files is bundled and live
within seconds: a new worker takes over, and running conversations go on with it. A file that does not bundle changes nothing.
Without --workflows, three workflows of the library run before your eyes. A port that is taken is replaced by a free one, and with
--once all ports are free ones unless given. The emulator takes the place of Meta, whatever WHATSAPP_GRAPH_URL says.

Examples:
  temporal-whatsapp dev
  temporal-whatsapp dev --workflows ./src/workflows.ts --conversation orderBot --activities ./src/activities.ts
  temporal-whatsapp dev --bare --write-env`;

export function devCommand(io: CommandIo): Command {
  const command = new Command('dev').description(
    'Runs everything on this machine, without a Meta account: a Temporal development server with UI, the Graph emulator with ' +
      'its phone page, a receiver, and a worker with your workflows. Stays up until Ctrl-C.',
  );
  addDevOptions(command).addHelpText('after', help);
  return addVariables(command, {
    TEMPORAL_ADDRESS: 'uses this Temporal server instead of starting one; starts one there if nothing is',
    TEMPORAL_CLI_PATH: 'the Temporal CLI to start a server with (default: PATH, cache, download)',
    WHATSAPP_ACCESS_TOKEN: 'the token that the emulator accepts (default: a random one)',
    WHATSAPP_APP_SECRET: 'signs the webhooks (default: a random one)',
    WHATSAPP_VERIFY_TOKEN: 'of the webhook challenge (default: a random one)',
    WHATSAPP_PHONE_NUMBER_IDS: 'ids of the numbers, with commas (default: 106540352242922)',
    WHATSAPP_MEDIA_DIR: 'folder of media files (default: beside --db, else a temporary one)',
    WHATSAPP_LOG_LEVEL: 'log of worker and receiver (default: warn)',
  }).action((flags: DevFlags, running: Command) => runDev(io, flags, running));
}

async function runDev(io: CommandIo, flags: DevFlags, command: Command): Promise<void> {
  const mode = chooseMode(flags, (message) => command.error(message));
  const given = environmentFrom(io.env, flags);
  const ports = choosePorts(flags, given);
  const env = await withReachableServer(given, io);
  if (flags.db !== undefined && env['TEMPORAL_ADDRESS']) {
    command.error(
      `error: --db is for a server that is started here, and TEMPORAL_ADDRESS is ${env['TEMPORAL_ADDRESS']}`,
    );
  }
  const config = loadConfig(env);
  if (mode === 'live') {
    refuseUnreadStoring(flags.routes, config);
    await checkConversationNames(flags, config);
  }
  // The native worker is loaded by those who need it only.
  const [{ createLog }, { startDevStack }] = await Promise.all([
    import('../../worker-process.js'),
    import('./stack.js'),
  ]);
  const level = env['WHATSAPP_LOG_LEVEL'] ? config.logLevel : 'warn';
  const log = createLog(level, { write: (line) => io.note(readableLine(line.trimEnd())) });
  const databaseFile = flags.db === undefined ? undefined : resolve(flags.db);
  const stack = await startDevStack({ config, env, ports, databaseFile, log, note: io.note });
  const session: DevSession = { io, env, flags, stack, stopped: io.untilStopped() };
  try {
    await (
      await modules[mode]()
    )(session);
  } finally {
    io.note('stopping …');
    await stack.stop();
    io.note('stopped');
  }
}

const modules = {
  live: async () => (await import('./live/live.js')).runLive,
  bare: async () => (await import('./bare.js')).runBare,
  demo: async () => (await import('./demo.js')).runDemo,
};

/** Takes a TEMPORAL_ADDRESS out at which nothing is: an earlier `dev` wrote it, and this one starts a server there. */
async function withReachableServer(env: Environment, io: CommandIo): Promise<Environment> {
  const port = localPort(env['TEMPORAL_ADDRESS']);
  if (port === undefined || (await isListening(port))) return env;
  io.note(`Nothing is at TEMPORAL_ADDRESS=${env['TEMPORAL_ADDRESS']}: a server is started there.`);
  return { ...env, TEMPORAL_ADDRESS: '' };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
