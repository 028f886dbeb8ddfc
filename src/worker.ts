/** The worker process: polls a task queue and that of its sends, runs the library's workflows and activities, and shuts down without losing a send. */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { createWhatsAppActivities } from './activities/index.js';
import type { WhatsAppActivities } from './common/activity-contract.js';
import { connectionFailure, type Config } from './config.js';
import {
  chainSecrets,
  EnvironmentCredentialProvider,
  JsonFileCredentialProvider,
  type CredentialProvider,
  type SecretProvider,
} from './graph/index.js';
import { createMediaStore } from './media/index.js';
import { describeRateLimits, type SendQueue } from './rate-limits/rate-limits.js';
import { SendWorkerPlugin } from './send-worker.js';
import { schemaPreload, workflowsPath } from './workflow-modules.js';

export interface WhatsAppWorkerOptions {
  connection: NativeConnection;
  /** @default 'default' */
  namespace?: string;
  /** @default 'whatsapp' */
  taskQueue?: string;
  activities: WhatsAppActivities;
  /** Called when both queues are polled. */
  onReady?: (() => void) | undefined;
}

/**
 * A worker with the library's workflows and these activities. While it runs, a second one runs the activities of
 * `<task queue>-send`; both stop together, and `run()` rejects when one of them fails.
 *
 * All activities are there on both queues: which of them run where is up to who schedules them, and the library's workflows
 * schedule `sendWhatsAppMessage` alone on the second one.
 *
 * A shutdown waits 45 seconds for requests that have begun, longer than any request to Meta may take: one that is cut off would be a
 * send of which nobody knows whether it happened. Transfers of files are cut off then, and run again elsewhere.
 */
export async function createWhatsAppWorker(options: WhatsAppWorkerOptions): Promise<Worker> {
  const { connection, namespace = 'default', taskQueue = 'whatsapp', activities, onReady } = options;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowsPath: workflowsPath(),
    bundlerOptions: { preloadModules: [schemaPreload()] },
    activities,
    plugins: [new SendWorkerPlugin({ activities, onReady })],
    shutdownGraceTime: '45s',
    shutdownForceTime: '60s',
  });
}

/** The log of a process: JSON lines. @param destination @default standard output */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const options = { level, serializers: { error: stdSerializers.err } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

export interface RuntimeSettings {
  log: Logger;
  /** Whether SIGINT and SIGTERM shut down all workers of the process. @default true */
  shutdownOnSignals?: boolean;
}

/** Sends the logs of the SDK, of workflows and of activities to `log`. Once in a process, right before its first native connection, with whose end it ends. */
export function installRuntime({ log, shutdownOnSignals = true }: RuntimeSettings): void {
  Runtime.install({
    logger: new DefaultLogger('TRACE', ({ level, message, meta }) => {
      log[levels[level]](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    shutdownSignals: shutdownOnSignals ? ['SIGINT', 'SIGTERM'] : [],
  });
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

export interface ActivityProviders {
  credentials: CredentialProvider;
  secrets: SecretProvider;
}

/** Where the configuration says that credentials and secrets are. */
function configuredProviders({ credentials }: Config): ActivityProviders {
  const environment = new EnvironmentCredentialProvider(credentials.environment);
  if (credentials.file === undefined) return { credentials: environment, secrets: environment };
  const file = new JsonFileCredentialProvider(credentials.file);
  return { credentials: file, secrets: chainSecrets(file, environment) };
}

/** The library's activities as the configuration wants them, with these providers. */
export function configuredActivities(config: Config, providers: ActivityProviders): WhatsAppActivities {
  const { requestTimeoutMs, ...graph } = config.graph;
  return createWhatsAppActivities({
    ...providers,
    media: createMediaStore(config.media),
    graph: { ...graph, ...(requestTimeoutMs !== undefined && { timeouts: { request: requestTimeoutMs } }) },
  });
}

/**
 * Runs a worker until SIGINT or SIGTERM, then lets it finish what it has begun.
 *
 * @throws when Temporal cannot be reached, or a worker of one of the two queues fails
 */
export async function runWorker(config: Config, log: Logger = createLog(config.logLevel)): Promise<void> {
  installRuntime({ log });
  const { connectionOptions, namespace } = config.temporal;
  const { taskQueue, sendTaskQueue } = config;
  const connection = await NativeConnection.connect(connectionOptions).catch((error: unknown) => {
    throw connectionFailure(config.temporal, error);
  });
  try {
    const activities = configuredActivities(config, configuredProviders(config));
    const where = { taskQueue, sendTaskQueue, namespace, address: connectionOptions.address ?? 'localhost:7233' };
    const onReady = (): void => log.info(where, 'worker ready');
    const worker = await createWhatsAppWorker({ connection, namespace, taskQueue, activities, onReady });
    const finished = worker.run();
    await Promise.all([finished, logRateLimits({ connection, namespace, taskQueue: sendTaskQueue }, log)]);
    log.info({ taskQueue, sendTaskQueue }, 'worker stopped');
  } finally {
    await connection.close();
  }
}

/** Logs once, at the start, which rate limits the server has for the sends. Sends go on, whatever they are. */
async function logRateLimits(queue: SendQueue, log: Logger): Promise<void> {
  const { message, ...facts } = await describeRateLimits(queue);
  log.info({ sendTaskQueue: queue.taskQueue, ...facts }, message);
}
