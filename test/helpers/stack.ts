/**
 * Everything that an integration test needs, on loopback: emulator, receiver, worker, client, each with its own task
 * queue.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  Worker,
  bundleWorkflowCode,
  type NativeConnection,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { createMediaStore, createWhatsAppActivities, type CredentialProvider } from '../../src/index.js';
import { WhatsAppClient } from '../../src/client.js';
import { sendTaskQueue } from '../../src/common/ids/task-queues.js';
import { GraphEmulator, type GraphEmulatorOptions } from '../../src/emulator/index.js';
import { startWebhookServer, type WebhookServerOptions } from '../../src/webhook/index.js';
import { silentWorkerLogger } from './logger.js';
import { testPin, tokenMarker } from './secrets.js';
import { connectTestServer } from './temporal-server.js';

export interface Stack {
  emulator: GraphEmulator;
  client: Client;
  whatsapp: WhatsAppClient;
  taskQueue: string;
  /** The folder from which media files are read and to which they are written. */
  mediaDirectory: string;
  /** The business number that can send. */
  phoneNumberId: string;
  webhookUrl: string;
  temporalAddress: string;
  /** Runs `callActivityWorkflow` and returns the activity's result. */
  callActivity<Result>(name: string, input: unknown, overrides?: unknown): Promise<Result>;
  stop(): Promise<void>;
}

export interface StackOptions {
  emulator?: GraphEmulatorOptions;
  /** @default any number, and nothing is done with what no route takes */
  receiver?: Partial<WebhookServerOptions>;
  /** Tests that bring their own worker processes leave this one out. @default true */
  worker?: boolean;
  taskQueue?: string;
  /** @default the server of all tests */
  temporalAddress?: string;
  /** @default the emulator's access token for every number */
  credentials?: CredentialProvider;
}

let bundle: Promise<WorkflowBundleOption> | undefined;

/** The bundle that `npm test` made for all files; for a file that is run alone, one of its own. */
export function testWorkflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = process.env['TEST_WORKFLOW_BUNDLE'];
  bundle ??=
    codePath === undefined
      ? bundleWorkflowCode({
          workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
          logger: silentWorkerLogger,
        })
      : Promise.resolve({ codePath });
  return bundle;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { client, nativeConnection, address, close } = await connectTestServer(options.temporalAddress);
  const taskQueue = options.taskQueue ?? `test-${randomUUID()}`;
  const mediaDirectory = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-media-'));
  const accessToken = tokenMarker + randomUUID().replaceAll('-', '');
  const emulator = await GraphEmulator.start({
    enforceWindow: false,
    statusDelayMs: 20,
    accessToken,
    ...options.emulator,
  });
  const receiver = await startReceiver(emulator, client, taskQueue, options.receiver);
  const activities = testActivities(emulator, mediaDirectory, options.credentials);
  const workers = options.worker === false ? undefined : await startWorkers(nativeConnection, taskQueue, activities);
  const stop = async (): Promise<void> => {
    await workers?.stop();
    await receiver.close();
    await emulator.stop();
    await close();
    await rm(mediaDirectory, { recursive: true, force: true });
  };
  const { phoneNumberId } = emulator.info;
  const whatsapp = new WhatsAppClient({ client, taskQueue });
  const callActivity = callActivityWith(client, taskQueue);
  const places = { taskQueue, mediaDirectory, webhookUrl: receiver.url, temporalAddress: address };
  return { emulator, client, whatsapp, phoneNumberId, ...places, callActivity, stop };
}

async function startReceiver(
  emulator: GraphEmulator,
  client: Client,
  taskQueue: string,
  options: Partial<WebhookServerOptions> = {},
): ReturnType<typeof startWebhookServer> {
  const { appSecret, verifyToken } = emulator.info;
  const receiver = await startWebhookServer({
    client,
    taskQueue,
    appSecrets: [appSecret],
    verifyTokens: [verifyToken],
    phoneNumberIds: 'any',
    fallback: 'ignore',
    port: 0,
    host: '127.0.0.1',
    ...options,
  });
  emulator.setWebhookUrl(receiver.url);
  return receiver;
}

function callActivityWith(client: Client, taskQueue: string): Stack['callActivity'] {
  return <Result>(name: string, input: unknown, overrides?: unknown) =>
    client.workflow.execute('callActivityWorkflow', {
      workflowId: `test-${name}-${randomUUID()}`,
      taskQueue,
      args: [name, input, overrides],
    }) as Promise<Result>;
}

/** A worker for everything, and one for the task queue of sends. */
export async function startWorkers(
  connection: NativeConnection,
  taskQueue: string,
  activities: object,
  options: Partial<WorkerOptions> = {},
): Promise<{ stop(): Promise<void> }> {
  const workflowBundle = await testWorkflowBundle();
  const workers = [
    await Worker.create({ connection, taskQueue, workflowBundle, activities, ...options }),
    await Worker.create({ connection, taskQueue: sendTaskQueue(taskQueue), activities }),
  ];
  const running = Promise.all(workers.map((worker) => worker.run()));
  // A test that waits for a worker which has failed would only see that nothing comes.
  running.catch((error: unknown) => console.error('A worker of the tests has failed:', error));
  return {
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await running;
    },
  };
}

/** The activities with the emulator's credential for every number, and one PIN. */
export function testActivities(
  emulator: GraphEmulator,
  mediaDirectory: string,
  credentials?: CredentialProvider,
): object {
  const { graphUrl, accessToken, appSecret } = emulator.info;
  return createWhatsAppActivities({
    credentials: credentials ?? { getCredential: () => Promise.resolve({ accessToken, appSecret }) },
    secrets: { getSecret: (name) => (name === 'test-pin' ? testPin : undefined) },
    media: createMediaStore({ directory: mediaDirectory, allowPrivateNetworks: true }),
    graph: { baseUrl: graphUrl },
  });
}
