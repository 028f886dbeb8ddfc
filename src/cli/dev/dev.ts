/** `temporal-whatsapp dev`: everything on one machine, without an account. */
import { Command } from 'commander';
import { WhatsAppClient } from '../../client.js';
import { sendTaskQueue } from '../../common/ids/task-queues.js';
import { loadConfig } from '../../config.js';
import type { DevPorts, DevStack } from './stack.js';
import type { CommandIo } from '../io.js';
import { demoConversationIds, runMainJob, type PartResult } from './main-job.js';
import { environmentHelp, parsePort } from '../options.js';

interface Flags {
  once?: true;
  temporalPort?: number;
  uiPort?: number;
  emulatorPort?: number;
  webhookPort?: number;
}

export function devCommand(io: CommandIo): Command {
  return new Command('dev')
    .description(
      'Runs everything on this machine, without a Meta account: a Temporal development server with UI, the Graph emulator, ' +
        'a worker and the receiver. Then runs three workflows before your eyes, and stays up until Ctrl-C.',
    )
    .option('--once', 'end after the three workflows: with 0 when all passed, else with 1')
    .option('--temporal-port <port>', 'Temporal server (default: 7233)', parsePort)
    .option('--ui-port <port>', 'Temporal UI (default: 8233)', parsePort)
    .option('--emulator-port <port>', 'Graph emulator (default: 4010)', parsePort)
    .option('--webhook-port <port>', 'receiver (default: 3000)', parsePort)
    .addHelpText(
      'after',
      '\nA port that is taken is replaced by a free one. With --once all ports are free ones unless given.',
    )
    .addHelpText(
      'after',
      environmentHelp({
        TEMPORAL_ADDRESS: 'uses this Temporal server instead of starting one',
        TEMPORAL_CLI_PATH: 'the Temporal CLI to start a server with (default: PATH, cache, download)',
        WHATSAPP_MEDIA_DIR: 'folder of media files (default: a temporary one)',
        WHATSAPP_LOG_LEVEL: 'log of worker and receiver (default: warn)',
      }),
    )
    .action((flags: Flags) => runDev(io, flags));
}

/** One run of the command. */
interface Session {
  io: CommandIo;
  stack: DevStack;
  /** A name that no other run has. */
  name: string;
  stopped: Promise<string>;
}

async function runDev(io: CommandIo, flags: Flags): Promise<void> {
  const stack = await startStack(io, flags);
  const session: Session = { io, stack, name: Date.now().toString(36), stopped: io.untilStopped() };
  try {
    await Promise.race([showAndStay(session, flags.once === true), failIfWorkerEnds(stack)]);
  } finally {
    io.note('stopping …');
    await endConversations(session);
    await stack.stop();
    io.note('stopped');
  }
}

async function startStack(io: CommandIo, flags: Flags): Promise<DevStack> {
  const { env, note } = io;
  const config = loadConfig(env);
  // The native worker is loaded by those who need it only.
  const [{ createLog }, { startDevStack }] = await Promise.all([import('../../worker.js'), import('./stack.js')]);
  const level = env['WHATSAPP_LOG_LEVEL'] ? config.logLevel : 'warn';
  const log = createLog(level, { write: (line) => note(line.trimEnd()) });
  return startDevStack({ config, env, ports: portsFrom(flags), log, note });
}

async function showAndStay(session: Session, once: boolean): Promise<void> {
  const { io, stack, stopped } = session;
  describe(io, stack);
  const results = await Promise.race([runDemo(session), stopped]);
  if (typeof results === 'string') throw new Error(`${results}: ended before the three workflows had`);
  const failures = results.filter(({ failure }) => failure !== undefined);
  io.print(`\n${results.length - failures.length} of ${results.length} passed`);
  if (!once) {
    io.print('\nAll of it stays up. Press Ctrl-C to stop.');
    await stopped;
  }
  if (failures.length > 0) throw new Error(failures.map(({ title, failure }) => `${title}: ${failure}`).join('\n'));
}

/** Ends the conversations on a server that goes on: they would wait forever for a worker that is gone. */
async function endConversations({ stack: { temporal, client, emulator }, name }: Session): Promise<void> {
  if (temporal.ownServer) return;
  for (const workflowId of demoConversationIds(emulator.info.phoneNumberId, name)) {
    // It was not started when the part before it failed.
    await client.workflow
      .getHandle(workflowId)
      .terminate('the demo has ended')
      .catch(() => undefined);
  }
}

async function failIfWorkerEnds({ workerEnd }: DevStack): Promise<never> {
  await workerEnd;
  throw new Error('the worker ended by itself');
}

async function runDemo({ io, stack, name }: Session): Promise<PartResult[]> {
  const { client, taskQueue, emulator, mediaDirectory } = stack;
  return runMainJob({
    client: new WhatsAppClient({ client, taskQueue }),
    emulator,
    mediaDirectory,
    runName: name,
    say: io.print,
    linkTo: (workflowId) => linkTo(stack, workflowId),
  });
}

function linkTo({ temporal: { uiUrl, namespace } }: DevStack, workflowId: string): string | undefined {
  if (uiUrl === undefined) return undefined;
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

function describe(io: CommandIo, { temporal, emulator, webhookUrl, taskQueue, mediaDirectory }: DevStack): void {
  io.print(`Temporal server   ${temporal.address}, namespace ${temporal.namespace}, version ${temporal.version}`);
  io.print(`Temporal UI       ${temporal.uiUrl ?? 'the one of your server'}`);
  io.print(`Graph emulator    ${emulator.info.graphUrl}, phone number id ${emulator.info.phoneNumberId}`);
  io.print(`Phone page        ${emulator.info.graphUrl}/_phone`);
  io.print(`Webhook receiver  ${webhookUrl}`);
  io.print(`Worker            task queues ${taskQueue} and ${sendTaskQueue(taskQueue)}, media in ${mediaDirectory}`);
}

function portsFrom(flags: Flags): DevPorts {
  const preferred = flags.once === true ? { temporal: 0, ui: 0, emulator: 0, webhook: 0 } : defaultPorts;
  return {
    temporal: flags.temporalPort ?? preferred.temporal,
    ui: flags.uiPort ?? preferred.ui,
    emulator: flags.emulatorPort ?? preferred.emulator,
    webhook: flags.webhookPort ?? preferred.webhook,
  };
}

const defaultPorts: DevPorts = { temporal: 7233, ui: 8233, emulator: 4010, webhook: 3000 };
