/** Starts the parts of a kit, and stops them in the other order. */
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { defined } from '../common/schema/defined.js';
import { GraphEmulator } from '../emulator/index.js';
import { createMediaStore } from '../media/scheme-store.js';
import { WhatsAppPlugin } from '../plugin.js';
import { addSearchAttributes } from '../search-attributes/search-attributes.js';
import { startWebhookServer } from '../webhook/index.js';
import { Kit, type KitParts } from './kit.js';
import { checkOptions, type WhatsAppTestOptions } from './options.js';
import { TemplateCatalog } from './templates.js';
import { bundleOnce } from './temporal/bundle.js';
import { startTemporal } from './temporal/start-temporal.js';
import type { TestTemporal } from './temporal/test-temporal.js';

const host = '127.0.0.1';

/** A test that is over waits no longer than this for an activity that still runs. */
const shutdownTimes = { shutdownGraceTime: '2 seconds', shutdownForceTime: '5 seconds' } as const;

/** How long the requests that are under way may take at the end of a test, in milliseconds. */
const lastAnswersWithinMs = 1_000;

type CleanUp = () => Promise<unknown>;

/** @throws InvalidInputError for wrong options; Error when a part does not start. Those before it are stopped again. */
export async function startKit(options: WhatsAppTestOptions): Promise<Kit> {
  checkOptions(options);
  const cleanUps: CleanUp[] = [];
  const close = async (): Promise<void> => {
    for (let cleanUp = cleanUps.pop(); cleanUp !== undefined; cleanUp = cleanUps.pop()) await cleanUp();
  };
  try {
    return new Kit({ ...(await startParts(options, cleanUps)), close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(options: WhatsAppTestOptions, cleanUps: CleanUp[]): Promise<Omit<KitParts, 'close'>> {
  const { taskQueue = `whatsapp-test-${randomUUID()}`, within, receiver } = options;
  const mediaDirectory = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-test-'));
  cleanUps.push(() => rm(mediaDirectory, { recursive: true, force: true }));
  const { temporal, workflowBundle } = await startTemporalAndBundle(options, cleanUps);
  await prepareServer(options, temporal);
  const emulator = await startEmulator(options, temporal);
  cleanUps.push(() => emulator.stop());
  const templates = new TemplateCatalog(options.templates);
  await templates.create(emulator.info);
  // Waiting for a result of the environment's own client would skip time.
  const { connection, namespace, interceptors } = temporal;
  const client = new Client({ connection, namespace, interceptors: { workflow: interceptors } });
  await startReceiver(options, { client, taskQueue, emulator }, cleanUps);
  const plugin = createPlugin(options, { temporal, emulator, mediaDirectory });
  await startWorker(options, { temporal, emulator, taskQueue, workflowBundle, plugin }, cleanUps);
  return { temporal, emulator, templates, client, taskQueue, mediaDirectory, within, idKey: receiver?.idKey };
}

/** The server that skips time is new: it gets what conversations with `searchAttributes: true` need. */
async function prepareServer({ server = 'time-skipping' }: WhatsAppTestOptions, temporal: TestTemporal): Promise<void> {
  if (server !== 'time-skipping') return;
  await addSearchAttributes(temporal);
}

type WorkflowBundle = NonNullable<WorkerOptions['workflowBundle']>;

/** Starts them side by side: each takes seconds. */
async function startTemporalAndBundle(
  { server = 'time-skipping', workflowsPath, workflowBundle, log = () => undefined }: WhatsAppTestOptions,
  cleanUps: CleanUp[],
): Promise<{ temporal: TestTemporal; workflowBundle: WorkflowBundle }> {
  const [temporal, bundle] = await Promise.allSettled([
    startTemporal(server, log),
    workflowBundle ?? bundleOnce(workflowsPath ?? ''),
  ]);
  if (temporal.status === 'fulfilled') cleanUps.push(() => temporal.value.stop());
  if (temporal.status === 'rejected') throw temporal.reason;
  if (bundle.status === 'rejected') throw bundle.reason;
  return { temporal: temporal.value, workflowBundle: bundle.value };
}

function startEmulator(
  { templates, emulator }: WhatsAppTestOptions,
  { timeSkipping, nowMs, pass }: TestTemporal,
): Promise<GraphEmulator> {
  return GraphEmulator.start({
    // Kits on one server must not share conversations.
    phoneNumberId: `1${String(randomInt(2 ** 47)).padStart(14, '0')}`,
    anyId: templates === undefined,
    enforceWindow: true,
    webhookRetryDelayMs: 100,
    webhookRetryMaxDelayMs: 1_000,
    clock: nowMs,
    ...defined({ timeSkipping, passTime: timeSkipping && pass }),
    ...emulator,
  });
}

async function startReceiver(
  { conversation, routes = [], receiver: options }: WhatsAppTestOptions,
  { client, taskQueue, emulator }: Pick<KitParts, 'client' | 'taskQueue' | 'emulator'>,
  cleanUps: CleanUp[],
): Promise<void> {
  const { appSecret, verifyToken } = emulator.info;
  const receiver = await startWebhookServer({
    phoneNumberIds: 'any',
    fallback: 'ignore',
    ...options,
    client,
    taskQueue,
    appSecrets: [appSecret],
    verifyTokens: [verifyToken],
    routes,
    ...defined({ conversation }),
    host,
    port: 0,
  });
  cleanUps.push(() => receiver.close());
  emulator.setWebhookUrl(receiver.url);
}

function createPlugin(
  { secrets = {}, receiver = {}, consent }: WhatsAppTestOptions,
  { temporal, emulator, mediaDirectory }: Pick<KitParts, 'temporal' | 'emulator' | 'mediaDirectory'>,
): WhatsAppPlugin {
  const { accessToken, appSecret, graphUrl } = emulator.info;
  const credential = { accessToken, appSecret };
  return new WhatsAppPlugin({
    credentials: {
      // Every request begins here. The time stands still while it is under way, so that the emulator's clock is right.
      getCredential: () => temporal.refresh()?.then(() => credential) ?? credential,
    },
    secrets: { getSecret: (name) => secrets[name] },
    media: createMediaStore({ directory: mediaDirectory, allowPrivateNetworks: true }),
    graph: { baseUrl: graphUrl },
    ...defined({ idKey: receiver.idKey, consent }),
  });
}

interface WorkerParts extends Pick<KitParts, 'temporal' | 'emulator' | 'taskQueue'> {
  workflowBundle: WorkflowBundle;
  plugin: WhatsAppPlugin;
}

async function startWorker(
  { activities = {}, worker: options = {} }: WhatsAppTestOptions,
  { temporal, emulator, taskQueue, workflowBundle, plugin }: WorkerParts,
  cleanUps: CleanUp[],
): Promise<void> {
  const worker = await Worker.create({
    ...shutdownTimes,
    ...options,
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle,
    activities,
    plugins: [plugin, ...(options.plugins ?? [])],
  });
  cleanUps.push(runWorker(worker, emulator));
}

/** @returns what ends the worker. One that has failed is reported only then. */
function runWorker(worker: Worker, emulator: GraphEmulator): CleanUp {
  const end = worker.run();
  const hasEnded = end.catch(() => undefined);
  return async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    // Requests that are under way get their answers, so that no send ends in an unknown outcome.
    await Promise.race([hasEnded, sleep(lastAnswersWithinMs, undefined, { ref: false })]);
    // A worker ends only when its requests have: those that hang are cut off.
    await emulator.stop();
    await end;
  };
}
