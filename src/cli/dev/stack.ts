/** Everything that the demo needs, in this process and its children. */
import { randomInt } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config, Environment } from '../../config.js';
import { freePort } from '../../devserver/free-port.js';
import { startTemporalServer, type TemporalServer } from '../../devserver/server.js';
import { GraphEmulator } from '../../emulator/index.js';
import { credentialsFrom, secretsFrom } from '../../graph/credential-functions.js';
import { startWebhookServer } from '../../webhook/index.js';
import { configuredActivities, createWhatsAppWorker, installRuntime, type ActivityProviders } from '../../worker.js';
import { createMediaFolder, removeLeftoverFolders } from '../temporary-folders.js';
import { createTemporalSide } from './temporal-side/temporal-side.js';
import { demoPinSecret } from './main-job.js';

const host = '127.0.0.1';

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
  /** Takes the logs of worker and receiver. */
  log: Logger;
  /** Takes what happens at the start, line by line. */
  note(line: string): void;
}

/** All parts of the demo, running. */
export interface DevStack {
  temporal: TemporalServer;
  client: Client;
  taskQueue: string;
  emulator: GraphEmulator;
  webhookUrl: string;
  mediaDirectory: string;
  /** Rejects when the worker fails; resolves when it was stopped. */
  workerEnd: Promise<void>;
  /** Stops all of it, the worker first. */
  stop(): Promise<void>;
}

type CleanUp = () => Promise<unknown>;

/** Starts all parts. When one does not start, those before it are stopped again. */
export async function startDevStack(options: DevStackOptions): Promise<DevStack> {
  const cleanUps: CleanUp[] = [];
  const stop = async (): Promise<void> => {
    for (let cleanUp = cleanUps.pop(); cleanUp !== undefined; cleanUp = cleanUps.pop()) await cleanUp();
  };
  try {
    return { ...(await startParts(options, cleanUps)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(options: DevStackOptions, cleanUps: CleanUp[]): Promise<Omit<DevStack, 'stop'>> {
  const { config, ports } = options;
  const { namespace, connectionOptions } = config.temporal;
  await removeLeftoverFolders();
  const temporal = await startTemporal(options);
  cleanUps.push(() => temporal.stop());
  const server = temporal.ownServer ? { address: temporal.address } : connectionOptions;
  const taskQueue = chooseTaskQueue(options, temporal);

  const emulator = await GraphEmulator.start({ host, port: await freePort(host, ports.emulator) });
  cleanUps.push(() => emulator.stop());
  const connection = await Connection.connect(server);
  cleanUps.push(() => connection.close());
  const client = new Client({ connection, namespace });
  emulator.setTemporalSide(createTemporalSide({ client, uiUrl: temporal.uiUrl, namespace }));
  const webhookUrl = await startReceiver(options, { client, taskQueue, emulator }, cleanUps);

  const mediaDirectory = await prepareMediaDirectory(options, cleanUps);
  const parts = { temporal, client, taskQueue, emulator, webhookUrl, mediaDirectory };
  return { ...parts, ...(await startWorker(options, server, parts, cleanUps)) };
}

function startTemporal({ config, env, ports, note }: DevStackOptions): Promise<TemporalServer> {
  return startTemporalServer({
    env,
    log: note,
    namespace: config.temporal.namespace,
    port: ports.temporal,
    ui: ports.ui === 0 ? true : ports.ui,
    dynamicConfig: { 'matching.enableFairness': 'true' },
  });
}

/** @returns the URL of the receiver, to which the emulator posts */
async function startReceiver(
  { config, ports, log }: DevStackOptions,
  { client, taskQueue, emulator }: Pick<DevStack, 'client' | 'taskQueue' | 'emulator'>,
  cleanUps: CleanUp[],
): Promise<string> {
  const { appSecret, verifyToken } = emulator.info;
  const receiver = await startWebhookServer({
    client,
    taskQueue,
    appSecrets: [appSecret],
    verifyTokens: [verifyToken],
    phoneNumberIds: 'any',
    fallback: 'dead-letter',
    host,
    port: await freePort(host, ports.webhook),
    path: config.webhook.path,
    log,
  });
  cleanUps.push(() => receiver.close());
  emulator.setWebhookUrl(receiver.url);
  return receiver.url;
}

async function startWorker(
  { config, log }: DevStackOptions,
  server: Config['temporal']['connectionOptions'],
  { taskQueue, emulator, mediaDirectory }: Pick<DevStack, 'taskQueue' | 'emulator' | 'mediaDirectory'>,
  cleanUps: CleanUp[],
): Promise<Pick<DevStack, 'workerEnd'>> {
  // Right before the connection: a runtime without one keeps the process from ending.
  installRuntime({ log, shutdownOnSignals: false });
  const connection = await NativeConnection.connect(server);
  cleanUps.push(() => connection.close());
  const media = { ...config.media, directory: mediaDirectory };
  const activities = configuredActivities(
    { ...config, graph: { baseUrl: emulator.info.graphUrl }, media },
    demoProviders(emulator),
  );
  const { namespace } = config.temporal;
  const worker = await createWhatsAppWorker({ connection, namespace, taskQueue, activities });
  const workerEnd = worker.run();
  cleanUps.push(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await workerEnd.catch(() => undefined);
  });
  return { workerEnd };
}

/** The task queue. On a server that others use it is the demo's own, so that nobody takes another's work. */
function chooseTaskQueue({ config, env }: DevStackOptions, { ownServer }: TemporalServer): string {
  if (ownServer || env['WHATSAPP_TASK_QUEUE']) return config.taskQueue;
  return `${config.taskQueue}-dev-${process.pid}`;
}

/** The configured folder, or a temporary one that goes with the demo. */
async function prepareMediaDirectory({ config, env }: DevStackOptions, cleanUps: CleanUp[]): Promise<string> {
  if (env['WHATSAPP_MEDIA_DIR']) {
    const directory = resolve(config.media.directory);
    await mkdir(directory, { recursive: true });
    return directory;
  }
  const directory = await createMediaFolder();
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** The emulator's token for every number, and a PIN that nobody sees. */
function demoProviders({ info }: GraphEmulator): ActivityProviders {
  const { accessToken, appSecret } = info;
  const pin = String(randomInt(1_000_000)).padStart(6, '0');
  return {
    credentials: credentialsFrom(() => ({ accessToken, appSecret })),
    secrets: secretsFrom((name) => (name === demoPinSecret ? pin : undefined)),
  };
}
