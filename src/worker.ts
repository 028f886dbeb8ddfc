/**
 * The worker process: polls a task queue and that of its sends, runs the library's workflows and activities, and shuts
 * down without losing a send.
 */
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type LogMetadata,
  type WorkerDeploymentOptions,
} from '@temporalio/worker';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { createWhatsAppActivities } from './activities/index.js';
import type { WhatsAppActivities } from './common/activity-contract.js';
import { attemptTimeoutMs } from './common/attempt-timeout.js';
import { sendTaskQueue } from './common/ids/task-queues.js';
import { defined } from './common/schema/defined.js';
import { connectionFailure, type Config } from './config.js';
import type { ConsentStore } from './consent/consent-store.js';
import { FileConsentStore } from './consent/file-consent-store.js';
import { PostgresConsentStore } from './consent/postgres-consent-store.js';
import { chainSecrets } from './graph/credential-functions.js';
import type { CredentialProvider, SecretProvider } from './graph/credentials.js';
import { EnvironmentCredentialProvider } from './graph/environment-credentials.js';
import { JsonFileCredentialProvider } from './graph/json-file-credentials.js';
import { createMediaStore } from './media/scheme-store.js';
import { describeRateLimits, type SendQueue } from './rate-limits/rate-limits.js';
import { SendWorkerPlugin } from './send-worker.js';
import { withAutoUpgrade } from './worker-versioning.js';
import { schemaPreload, workflowsPath } from './workflow-modules.js';

/** Options of {@link createWhatsAppWorker}. */
export interface WhatsAppWorkerOptions {
  /** The connection to Temporal, which stays yours to close. */
  connection: NativeConnection;
  /** The Temporal namespace. @default 'default' */
  namespace?: string;
  /** The task queue of workflows and activities; the sends have `<task queue>-send`. @default 'whatsapp' */
  taskQueue?: string;
  /** The activities, as `createWhatsAppActivities()` makes them. */
  activities: WhatsAppActivities;
  /**
   * The version of the worker, when workers are versioned. The library's workflows move to each next version, whatever
   * the default behavior is.
   *
   * @default no versions
   */
  workerDeploymentOptions?: WorkerDeploymentOptions | undefined;
  /** Called when both queues are polled. */
  onReady?: (() => void) | undefined;
}

/**
 * Makes a worker with the library's workflows and these activities. While it runs, a second one runs the activities of
 * `<task queue>-send`. Both stop together, and `run()` rejects when one of them fails.
 *
 * All activities are there on both queues: which of them run where is up to who schedules them. The library's workflows
 * schedule `sendWhatsAppMessage` alone on the second queue.
 *
 * A shutdown waits 45 seconds for requests that have begun, longer than any request to Meta may take. The outcome of a
 * send that is cut off would be unknown. Transfers of files are cut off after that time, and run again elsewhere.
 *
 * @throws Error when the workflow code cannot be bundled, or the connection fails
 */
export async function createWhatsAppWorker(options: WhatsAppWorkerOptions): Promise<Worker> {
  const { connection, namespace = 'default', taskQueue = 'whatsapp', activities, onReady } = options;
  const { workerDeploymentOptions } = options;
  const workerOptions = withAutoUpgrade({
    connection,
    namespace,
    taskQueue,
    workflowsPath: workflowsPath(),
    bundlerOptions: { preloadModules: [schemaPreload()] },
    activities,
    plugins: [new SendWorkerPlugin({ activities, onReady })],
    shutdownGraceTime: attemptTimeoutMs,
    shutdownForceTime: '60s',
    ...defined({ workerDeploymentOptions }),
  });
  return Worker.create(workerOptions);
}

/**
 * Makes the log of a process: JSON lines.
 *
 * @param destination Where the lines go. @default standard output
 */
export function createLog(level: Config['logLevel'], destination?: DestinationStream): Logger {
  const options = { level, serializers: { error: stdSerializers.err } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Options of {@link installRuntime}. */
export interface RuntimeSettings {
  /** Takes the lines of the SDK, of workflows and of activities. */
  log: Logger;
  /** Whether SIGINT and SIGTERM shut down all workers of the process. @default true */
  shutdownOnSignals?: boolean;
}

/**
 * Sends the logs of the SDK, of workflows and of activities to `log`. It is called once in a process, right before the
 * first native connection, and ends with that.
 */
export function installRuntime({ log, shutdownOnSignals = true }: RuntimeSettings): void {
  Runtime.install({
    logger: new DefaultLogger('TRACE', ({ level, message, meta }) => {
      if (isSendWorkerWithoutWorkflows(message, meta)) return;
      log[levels[level]](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    shutdownSignals: shutdownOnSignals ? ['SIGINT', 'SIGTERM'] : [],
  });
}

/** The send worker has activities only, as it should: the SDK's warning would be a false alarm at every start. */
function isSendWorkerWithoutWorkflows(message: string, meta: LogMetadata | undefined): boolean {
  const isOfSends = String(meta?.['taskQueue']).endsWith(sendTaskQueue(''));
  return isOfSends && message === 'No workflows registered, not polling for workflow tasks';
}

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The providers of access tokens and secrets. */
export interface ActivityProviders {
  credentials: CredentialProvider;
  secrets: SecretProvider;
}

/** The providers that the configuration names. */
function configuredProviders({ credentials }: Config): ActivityProviders {
  const environment = new EnvironmentCredentialProvider(credentials.environment);
  if (credentials.file === undefined) return { credentials: environment, secrets: environment };
  const file = new JsonFileCredentialProvider(credentials.file);
  return { credentials: file, secrets: chainSecrets(file, environment) };
}

/** The consent store that the configuration names. Whoever opened it closes it. */
function openConsentStore({ consent }: Config): ConsentStore | undefined {
  const { file, postgresUrl } = consent ?? {};
  if (file !== undefined) return new FileConsentStore(file);
  if (postgresUrl === undefined) return undefined;
  return new PostgresConsentStore({ connectionString: postgresUrl, createsTable: true });
}

/** The library's activities as the configuration wants them, with these providers. */
export function configuredActivities(
  config: Config,
  providers: ActivityProviders,
  consent?: ConsentStore,
): WhatsAppActivities {
  const { requestTimeoutMs, ...graph } = config.graph;
  const { idKey } = config.webhook;
  return createWhatsAppActivities({
    ...providers,
    media: createMediaStore({ ...config.media, proxy: 'environment' }),
    ...defined({ idKey, consent }),
    graph: {
      ...graph,
      proxy: 'environment',
      ...(requestTimeoutMs !== undefined && { timeouts: { request: requestTimeoutMs } }),
    },
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
  const consent = openConsentStore(config);
  try {
    const activities = configuredActivities(config, configuredProviders(config), consent);
    const address = connectionOptions.address ?? 'localhost:7233';
    const where = { taskQueue, sendTaskQueue, namespace, address, ...config.deploymentVersion };
    const onReady = (): void => log.info(where, 'worker ready');
    const workerDeploymentOptions = deploymentOptions(config);
    const options = { connection, namespace, taskQueue, activities, workerDeploymentOptions, onReady };
    const worker = await createWhatsAppWorker(options);
    const finished = worker.run();
    await Promise.all([finished, logRateLimits({ connection, namespace, taskQueue: sendTaskQueue }, log)]);
    log.info({ taskQueue, sendTaskQueue }, 'worker stopped');
  } finally {
    await consent?.close();
    await connection.close();
  }
}

/** Every workflow of this worker is one of the library, so the default behavior decides nothing. */
function deploymentOptions({ deploymentVersion: version }: Config): WorkerDeploymentOptions | undefined {
  return version && { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' };
}

/** Logs once, at the start, which rate limits the server has for the sends. Sends go on, whatever they are. */
async function logRateLimits(queue: SendQueue, log: Logger): Promise<void> {
  const { message, ...facts } = await describeRateLimits(queue);
  log.info({ sendTaskQueue: queue.taskQueue, ...facts }, message);
}
