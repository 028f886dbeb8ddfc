/** Installs clients of others below `.tmp/clients`, and lets each call all its operations on an emulator of its own. */
import { execFile, spawn, type ExecFileException } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GraphEmulator } from '../../src/emulator/index.js';
import type { PublishedClient } from '../clients/published-clients.js';
import { enableCalling } from './every-webhook.js';
import { startReceiver } from '../unit/emulator/graph-caller.js';
import { sampleFiles } from './sample-files.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scripts = join(root, 'test/clients');

const user = '491701234567';
const catalogId = '194836987003835';
const flowId = '1234567890';

/** How an operation of a client went. */
export interface OperationResult {
  operation: string;
  /** Missing is what the emulator says that it does not have, and what cannot be tried without it. */
  outcome: 'right' | 'failed' | 'missing';
  /** The requests with the status of their answers. */
  asked: string[];
  error?: string;
}

/** Two at a time: one of each registry. @returns by name, why a client could not be installed; undefined when it was */
export async function installClients(clients: readonly PublishedClient[]): Promise<Map<string, string | undefined>> {
  const reasons = new Map<string, string | undefined>();
  const installEach = async (registry: PublishedClient['registry']): Promise<void> => {
    for (const client of clients.filter((one) => one.registry === registry)) {
      const reason = await install(client);
      reasons.set(client.name, reason);
      if (reason !== undefined) console.warn(`SKIPPED: ${client.name}: ${client.packages.join(' ')}: ${reason}`);
    }
  };
  await Promise.all([installEach('npm'), installEach('pypi')]);
  return reasons;
}

async function install(client: PublishedClient): Promise<string | undefined> {
  const folder = clientFolder(client);
  const marker = join(folder, 'installed.json');
  const wanted = JSON.stringify(client.packages);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const commands = client.registry === 'npm' ? npmCommands(folder, client) : pipCommands(folder, client);
  for (const [command, ...args] of commands) {
    const { code, errors } = await run(command, args, folder, {});
    if (code !== 0) return `it cannot be installed: ${errors.trim().split('\n').at(-1) ?? ''}`;
  }
  writeFileSync(marker, wanted);
  return undefined;
}

type CommandLine = [command: string, ...args: string[]];

function npmCommands(folder: string, { packages }: PublishedClient): CommandLine[] {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return [['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...packages]];
}

/** Only what needs no compiler, and runs nothing when it is installed. */
function pipCommands(folder: string, { packages }: PublishedClient): CommandLine[] {
  const pip = [
    join(folder, 'venv/bin/python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
  ] as const;
  return [
    ['python3', '-m', 'venv', join(folder, 'venv')],
    [...pip, '--only-binary', ':all:', ...packages],
  ];
}

/** Clients with the same packages share them. */
function clientFolder({ packages: [first = ''] }: PublishedClient): string {
  return join(root, '.tmp/clients', first.replaceAll(/[^\w.-]+/g, '-'));
}

/** Runs the script of a client. @throws Error when the script ended with an error, or called nothing */
export async function runClient(client: PublishedClient): Promise<OperationResult[]> {
  const receiver = await startReceiver();
  const emulator = await GraphEmulator.start({ webhookUrl: receiver.url, catalogs: [catalogId], flows: [flowId] });
  const files = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-clients-'));
  try {
    await enableCalling(emulator);
    for (const [name, bytes] of sampleFiles) writeFileSync(join(files, name), bytes);
    const env = { ...(await emulatorEnv(emulator)), WEBHOOK_URL: receiver.url, FILES: files, ...client.env };
    return await runScript(client, env);
  } finally {
    await emulator.stop();
    await receiver.close();
    rmSync(files, { recursive: true, force: true });
  }
}

async function runScript(client: PublishedClient, env: Record<string, string>): Promise<OperationResult[]> {
  const folder = clientFolder(client);
  const [program, script] = client.registry === 'npm' ? nodeScript(folder, client) : pythonScript(folder, client);
  const { code, output, errors } = await run(program, [script], folder, env);
  const results = output
    .split('\n')
    .filter((line) => line.startsWith('{"operation":'))
    .map((line) => JSON.parse(line) as OperationResult);
  if (code === 0 && results.length > 0) return results;
  throw new Error(`${script} ended with ${code} after ${results.length} operations:\n${output}\n${errors}`);
}

/** A webhook receiver with the handlers of a client, in a process of its own. */
export interface ClientReceiver {
  url: string;
  /** How often a handler was called, by kind of webhook; `raw` is what the client passes on as it came. */
  counts(): Promise<{ handled: Record<string, number>; raw?: Record<string, number> }>;
  stop(): Promise<void>;
}

/** Starts a receiver script for an emulator's first app. @throws Error when it ends before it is ready */
export async function startClientReceiver(client: PublishedClient, emulator: GraphEmulator): Promise<ClientReceiver> {
  const folder = clientFolder(client);
  const [program, script] = client.registry === 'npm' ? nodeScript(folder, client) : pythonScript(folder, client);
  const env = { ...process.env, NODE_OPTIONS: '', PYTHONDONTWRITEBYTECODE: '1', ...credentials(emulator) };
  const child = spawn(program, [script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'exit');
  const ready = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const line = await Promise.race([ready.then(([text]) => text), exited.then(() => undefined)]);
  if (line === undefined) throw new Error(`${script} ended before it was ready: ${errors}`);
  const { url } = JSON.parse(line) as { url: string };
  return {
    url: `${url}/webhook`,
    counts: async () => (await fetch(`${url}/counts`)).json() as ReturnType<ClientReceiver['counts']>,
    stop: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Modules are looked for from where a script is. */
function nodeScript(folder: string, { script }: PublishedClient): [program: string, script: string] {
  for (const name of ['operations.mjs', script]) copyFileSync(join(scripts, 'npm', name), join(folder, name));
  return [process.execPath, join(folder, script)];
}

function pythonScript(folder: string, { script }: PublishedClient): [program: string, script: string] {
  return [join(folder, 'venv/bin/python'), join(scripts, 'pypi', script)];
}

/** What a script needs to know. The user has written, so that anything may be sent. */
async function emulatorEnv(emulator: GraphEmulator): Promise<Record<string, string>> {
  const { messageId } = await emulator.receiveMessage({ from: user, text: 'Hi' });
  return {
    ...credentials(emulator),
    NEW_NUMBER_ID: emulator.addPhoneNumber().phoneNumberId,
    USER_NUMBER: user,
    INBOUND_ID: messageId,
    CATALOG_ID: catalogId,
    FLOW_ID: flowId,
  };
}

function credentials({ info }: GraphEmulator): Record<string, string> {
  return {
    GRAPH_URL: info.graphUrl,
    ACCESS_TOKEN: info.accessToken,
    PHONE_NUMBER_ID: info.phoneNumberId,
    WABA_ID: info.wabaId,
    APP_ID: info.appId,
    APP_SECRET: info.appSecret,
    VERIFY_TOKEN: info.verifyToken,
  };
}

interface Ended {
  code: number | string;
  output: string;
  errors: string;
}

function run(command: string, args: string[], cwd: string, env: Record<string, string>): Promise<Ended> {
  const given = { ...process.env, NODE_OPTIONS: '', PYTHONDONTWRITEBYTECODE: '1', ...env };
  return new Promise((resolve) => {
    const ended = (error: ExecFileException | null, output: string, errors: string): void =>
      resolve({
        code: error?.code ?? (error ? 'a signal' : 0),
        output,
        errors: errors === '' ? String(error) : errors,
      });
    execFile(command, args, { cwd, env: given, timeout: 240_000, maxBuffer: 64 * 1024 * 1024 }, ended);
  });
}
