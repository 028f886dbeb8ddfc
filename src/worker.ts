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
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { createWhatsAppActivities } from './activities/index.js';
import type { WhatsAppActivities } from './common/activity-contract.js';
import { attemptTimeoutMs } from './common/attempt-timeout.js';
import { sendTaskQueue } from './common/ids/task-queues.js';
import { defined } from './common/schema/defined.js';
import { connectionFailure, type Config } from './environment/config.js';
import { configuredDependencies, deploymentOptions } from './from-environment.js';
import { describeRateLimits, type SendQueue } from './rate-limits/rate-limits.js';
import { addActivities } from './plugin.js';
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
  return createOwnWorker({ ...options, workflows: { workflowsPath: workflowsPath() } });
}

/** Options of {@link createOwnWorker}. */
export interface OwnWorkerOptions extends WhatsAppWorkerOptions {
  /** The workflows of the application: a file, or a bundle that `bundleWorkflowCode` made with `WhatsAppPlugin`. */
  workflows: { workflowsPath: string } | { workflowBundle: WorkflowBundleWithSourceMap };
  /** Activities of the application, beside the library's; none has the name of another one. */
  ownActivities?: object | undefined;
  /** How long a shutdown waits for activities that have begun, in milliseconds. @default 45 seconds */
  graceMs?: number;
}

/** The same with the workflows and activities of an application. */
export async function createOwnWorker(options: OwnWorkerOptions): Promise<Worker> {
  const { connection, namespace = 'default', taskQueue = 'whatsapp', activities, onReady } = options;
  const { workerDeploymentOptions, workflows, ownActivities, graceMs = attemptTimeoutMs } = options;
  const workerOptions = withAutoUpgrade({
    connection,
    namespace,
    taskQueue,
    ...workflows,
    ...('workflowsPath' in workflows && { bundlerOptions: { preloadModules: [schemaPreload()] } }),
    activities: addActivities(ownActivities, activities, ''),
    plugins: [new SendWorkerPlugin({ activities, onReady })],
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + forceMs,
    ...defined({ workerDeploymentOptions }),
  });
  return Worker.create(workerOptions);
}

/** How long what was told to end has to do so, before the worker goes without it. */
const forceMs = 15_000;

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

/** The code of an application, for {@link runWorker}. */
export interface ApplicationCode {
  /** The file of its workflows. @default the library's workflows alone */
  workflowsPath?: string | undefined;
  /** Its activities, by their names. @default none */
  activities?: object | undefined;
}

/**
 * Runs a worker until SIGINT or SIGTERM, then lets it finish what it has begun.
 *
 * @throws when Temporal cannot be reached, or a worker of one of the two queues fails
 */
export async function runWorker(
  config: Config,
  code: ApplicationCode = {},
  log: Logger = createLog(config.logLevel),
): Promise<void> {
  installRuntime({ log });
  const { connectionOptions, namespace } = config.temporal;
  const { taskQueue, sendTaskQueue } = config;
  const connection = await NativeConnection.connect(connectionOptions).catch((error: unknown) => {
    throw connectionFailure(config.temporal, error);
  });
  const dependencies = configuredDependencies(config);
  try {
    const worker = await createOwnWorker({
      connection,
      namespace,
      taskQueue,
      activities: createWhatsAppActivities(dependencies),
      workflows: { workflowsPath: code.workflowsPath ?? workflowsPath() },
      ownActivities: code.activities,
      workerDeploymentOptions: deploymentOptions(config),
      onReady: () => log.info(describeWorker(config), 'worker ready'),
    });
    const finished = worker.run();
    await Promise.all([finished, logRateLimits({ connection, namespace, taskQueue: sendTaskQueue }, log)]);
    log.info({ taskQueue, sendTaskQueue }, 'worker stopped');
  } finally {
    await dependencies.consent?.close();
    await connection.close();
  }
}

function describeWorker({ temporal, taskQueue, sendTaskQueue, deploymentVersion }: Config): object {
  const { namespace, connectionOptions } = temporal;
  const { address = 'localhost:7233' } = connectionOptions;
  return { taskQueue, sendTaskQueue, namespace, address, ...deploymentVersion };
}

/** Logs once, at the start, which rate limits the server has for the sends. Sends go on, whatever they are. */
async function logRateLimits(queue: SendQueue, log: Logger): Promise<void> {
  const { message, ...facts } = await describeRateLimits(queue);
  log.info({ sendTaskQueue: queue.taskQueue, ...facts }, message);
}
