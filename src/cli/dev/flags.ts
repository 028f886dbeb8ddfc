/** Options of `temporal-whatsapp dev`: which of its three ways to run they ask for, and which contradict each other. */
import { type Command } from 'commander';
import type { Environment } from '../../environment/config.js';
import { addCodeOptions, type CodeFlags } from '../code/options.js';
import { parsePort } from '../options.js';
import type { DevPorts } from './stack.js';

export interface DevFlags extends CodeFlags {
  bare?: true;
  writeEnv?: string;
  db?: string;
  open: boolean;
  once?: true;
  temporalPort?: number;
  uiPort?: number;
  emulatorPort?: number;
  webhookPort?: number;
}

/** Ways to run: with the user's code, without worker and receiver, or the three workflows of the library. */
export type DevMode = 'live' | 'bare' | 'demo';

export function addDevOptions(command: Command): Command {
  return addCodeOptions(command)
    .option('--bare', 'no worker and no receiver: run yours with the .env that is printed, or written by --write-env')
    .option('--write-env [file]', 'write the .env that a worker and a receiver of yours need (default: .env)')
    .option('--db <file>', "keep Temporal's workflows in this file; what the emulator knows is gone at the end")
    .option('--no-open', 'do not open the phone page in the browser; nor is it in CI and without a terminal')
    .option('--once', 'without code of yours: end after the three workflows, with 0 when all passed, else with 1')
    .option('--temporal-port <port>', 'Temporal server (default: 7233)', parsePort)
    .option('--ui-port <port>', 'Temporal UI (default: 8233)', parsePort)
    .option('--emulator-port <port>', 'Graph emulator (default: that of WHATSAPP_GRAPH_URL, else 4010)', parsePort)
    .option('--webhook-port <port>', 'receiver (default: WHATSAPP_WEBHOOK_PORT, else 3000)', parsePort);
}

/** @param refuse ends the command with this message */
export function chooseMode(flags: DevFlags, refuse: (message: string) => never): DevMode {
  const code = (['workflows', 'activities', 'routes', 'conversation'] as const).filter((name) => flags[name]);
  if (flags.bare) {
    if (flags.once) refuse('error: --once runs the workflows of the library, and --bare has no worker for them');
    // The receiver that somebody else starts has to know it, too.
    const first = code.find((name) => name !== 'conversation');
    if (first) refuse(`error: --${first} needs the worker and the receiver that --bare leaves to you`);
    return 'bare';
  }
  const [first] = code;
  if (first && !flags.workflows) refuse(`error: --${first} needs --workflows, the file of your workflows`);
  if (flags.workflows && flags.once) refuse('error: --once runs the workflows of the library, without --workflows');
  return flags.workflows ? 'live' : 'demo';
}

/** Preferred ports: by the options, then by the variables, then the usual ones. */
export function choosePorts(flags: DevFlags, env: Environment): DevPorts {
  const usual = flags.once === true ? anyPorts : defaultPorts;
  const { WHATSAPP_WEBHOOK_PORT: webhookPort } = env;
  return {
    temporal: flags.temporalPort ?? localPort(env['TEMPORAL_ADDRESS']) ?? usual.temporal,
    ui: flags.uiPort ?? usual.ui,
    emulator: flags.emulatorPort ?? localPort(env['WHATSAPP_GRAPH_URL']) ?? usual.emulator,
    webhook: flags.webhookPort ?? (webhookPort ? Number(webhookPort) : usual.webhook),
  };
}

const defaultPorts: DevPorts = { temporal: 7233, ui: 8233, emulator: 4010, webhook: 3000 };
const anyPorts: DevPorts = { temporal: 0, ui: 0, emulator: 0, webhook: 0 };

/** The port of an address of this machine; nothing for another machine's. */
export function localPort(address: string | undefined): number | undefined {
  const url = address?.includes('://') ? address : `http://${address}`;
  if (address === undefined || !URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) && port !== '' ? Number(port) : undefined;
}
