/** The worker as a process: its log, the SDK's runtime in it, and its end by a signal, which loses no send. */
import { DefaultLogger, NativeConnection, Runtime, type LogMetadata } from '@temporalio/worker';
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';
import { createWhatsAppActivities } from './activities/index.js';
import { sendTaskQueue } from './common/ids/task-queues.js';
import { connectionFailure, type Config } from './environment/config.js';
import { describeRateLimits, type SendQueue } from './rate-limits/rate-limits.js';
import { createOwnWorker } from './worker.js';
import { configuredDependencies, deploymentOptions } from './worker-configuration.js';
import { workflowsPath } from './workflow-modules.js';

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
