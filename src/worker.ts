/** A worker with the library's activities: it polls a task queue and that of its sends. */
import {
  Worker,
  type NativeConnection,
  type WorkerDeploymentOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { WhatsAppActivities } from './common/activity-contract.js';
import { attemptTimeoutMs } from './common/attempt-timeout.js';
import { defined } from './common/schema/defined.js';
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
