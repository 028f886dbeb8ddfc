/** What every way of `dev` starts: Temporal with its UI, and the emulator. In this process and its children. */
import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { searchAttributeNames } from '../../common/ids/search-attributes.js';
import { defined } from '../../common/schema/defined.js';
import type { Config, Environment } from '../../environment/config.js';
import { freePort } from '../../devserver/free-port.js';
import { startTemporalServer, type TemporalServer } from '../../devserver/server.js';
import { GraphEmulator } from '../../emulator/index.js';
import { createMediaFolder, removeLeftoverFolders } from '../temporary-folders.js';
import { addConfigured, emulatorOptions } from './emulator-options.js';

/** The address of all that `dev` starts: nothing of it is for other machines. */
export const host = '127.0.0.1';

/** Preferred ports: when one is taken, another one is used. 0 for any. */
export interface DevPorts {
  temporal: number;
  ui: number;
  emulator: number;
  webhook: number;
}

export interface DevStackOptions {
  config: Config;
  env: Environment;
  ports: DevPorts;
  /** The file in which Temporal keeps its workflows. @default in memory */
  databaseFile?: string | undefined;
  /** Takes the logs of worker and receiver. */
  log: Logger;
  /** Takes what happens at the start, line by line. */
  note(line: string): void;
}

/** Temporal and the emulator, running. */
export interface DevStack {
  config: Config;
  ports: DevPorts;
  log: Logger;
  temporal: TemporalServer;
  /** How to reach Temporal. */
  server: Config['temporal']['connectionOptions'];
  client: Client;
  taskQueue: string;
  emulator: GraphEmulator;
  mediaDirectory: string;
  /** Has something done at the end, before what was started earlier is stopped. */
  beforeStop(cleanUp: CleanUp): void;
  /** Stops all of it, the latest first. */
  stop(): Promise<void>;
}

type CleanUp = () => Promise<unknown>;

/** Starts all parts. When one does not start, those before it are stopped again. */
export async function startDevStack(options: DevStackOptions): Promise<DevStack> {
  const cleanUps: CleanUp[] = [];
  const stop = async (): Promise<void> => {
    for (let cleanUp = cleanUps.pop(); cleanUp !== undefined; cleanUp = cleanUps.pop()) await cleanUp();
  };
  const beforeStop = (cleanUp: CleanUp): void => void cleanUps.push(cleanUp);
  try {
    return { ...(await startParts(options, beforeStop)), beforeStop, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: DevStackOptions,
  beforeStop: DevStack['beforeStop'],
): Promise<Omit<DevStack, 'beforeStop' | 'stop'>> {
  const { config, ports, log } = options;
  const { namespace, connectionOptions } = config.temporal;
  await removeLeftoverFolders();
  const temporal = await startTemporal(options);
  beforeStop(() => temporal.stop());
  const server = temporal.ownServer ? { address: temporal.address } : connectionOptions;
  const taskQueue = chooseTaskQueue(options, temporal);
  const emulator = await startEmulator(options);
  beforeStop(() => emulator.stop());
  const connection = await Connection.connect(server);
  beforeStop(() => connection.close());
  const client = new Client({ connection, namespace });
  const mediaDirectory = await prepareMediaDirectory(options, beforeStop);
  return { config, ports, log, temporal, server, client, taskQueue, emulator, mediaDirectory };
}

function startTemporal({ config, env, ports, databaseFile, note }: DevStackOptions): Promise<TemporalServer> {
  return startTemporalServer({
    env,
    log: note,
    namespace: config.temporal.namespace,
    port: ports.temporal,
    ui: ports.ui === 0 ? true : ports.ui,
    dynamicConfig: { 'matching.enableFairness': 'true' },
    searchAttributes: Object.fromEntries(Object.values(searchAttributeNames).map((name) => [name, 'Keyword'])),
    ...defined({ databaseFile }),
  });
}

/** The one place in which `dev` starts the emulator. */
async function startEmulator({ config, ports }: DevStackOptions): Promise<GraphEmulator> {
  const port = await freePort(host, ports.emulator);
  const emulator = await GraphEmulator.start({ host, port, ...emulatorOptions(config) });
  addConfigured(emulator, config);
  return emulator;
}

/** The task queue. On a server that others use it is the session's own, so that nobody takes another's work. */
function chooseTaskQueue({ config, env }: DevStackOptions, { ownServer }: TemporalServer): string {
  if (ownServer || env['WHATSAPP_TASK_QUEUE']) return config.taskQueue;
  return `${config.taskQueue}-dev-${process.pid}`;
}

/** The configured folder, one beside the database, or a temporary one that goes with the session. */
async function prepareMediaDirectory(
  { config, env, databaseFile }: DevStackOptions,
  beforeStop: DevStack['beforeStop'],
): Promise<string> {
  const kept = env['WHATSAPP_MEDIA_DIR'] ? config.media.directory : databaseFile && `${databaseFile}.media`;
  if (kept) {
    const directory = resolve(kept);
    await mkdir(directory, { recursive: true });
    return directory;
  }
  const directory = await createMediaFolder();
  beforeStop(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
