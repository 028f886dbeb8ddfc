import { SimplePlugin } from '@temporalio/plugin';
import type { BundleOptions, Worker, WorkerOptions } from '@temporalio/worker';
import { createWhatsAppActivities, type WhatsAppActivityDependencies } from './activities/index.js';
import { GraphClient } from './graph/client.js';
import { requireSearchAttributes } from './search-attributes/search-attributes.js';
import { SendWorkerPlugin } from './send-worker.js';
import { addVersioned, withAutoUpgrade } from './worker-versioning.js';
import { schemaPreload } from './workflow-modules.js';

/** Options of {@link WhatsAppPlugin}: what the activities need of their worker, and where sends run. */
export interface WhatsAppPluginOptions extends WhatsAppActivityDependencies {
  /**
   * The activity task queue of the sends, which the plugin serves with a second worker.
   *
   * `false` for no second worker: then something else must poll that queue, or no message leaves.
   *
   * @default `<task queue of the worker>-send`, where the library's workflows schedule sends
   */
  sendTaskQueue?: string | false;
  /**
   * Loads zod and the library's schemas once for the whole worker, instead of once for each workflow.
   *
   * The option saves about 10 ms of CPU for each workflow that sends, and 0.6 to 0.9 MB of memory for each that is
   * cached. Zod is shared and frozen then. Schemas of your own workflows work, but `z.config()` and `z.setErrorMap()`
   * throw, and `z.globalRegistry` is one for all.
   *
   * The option takes effect where the workflow code is bundled: on the worker, or as a plugin of `bundleWorkflowCode`.
   *
   * @default true
   */
  preloadSchemas?: boolean;
  /**
   * Makes a bundle for workers with `workerDeploymentOptions.useWorkerVersioning`. The library's workflows in it move
   * to the next version of their worker.
   *
   * Only `bundleWorkflowCode` needs the option: a worker that bundles its workflows itself knows what it is.
   *
   * @default false
   */
  versionedBundle?: boolean;
  /**
   * Checks before the worker runs that the server has the search attributes of conversations. Set it where a
   * conversation has `searchAttributes: true`: the server refuses what such a conversation does without them.
   *
   * @default false
   */
  searchAttributes?: boolean;
}

/**
 * Registers the activities with a worker: `Worker.create({ plugins: [new WhatsAppPlugin({ … })], … })`.
 *
 * Sends run on a task queue of their own, `<task queue>-send`. While the worker runs, the plugin runs a second,
 * activity-only worker there, with the same connection, namespace, data converter, interceptors and limits. Both start
 * and stop together. When one fails, the other one is stopped and `run()` rejects. Without a `shutdownGraceTime` of
 * yours the second worker waits 45 seconds for sends that have begun. The second worker keeps its connection when the
 * first one's is replaced.
 *
 * On a versioned worker the library's workflows move to each next version, also when its default is `PINNED`. Yours
 * follow the default.
 *
 * Workflows cannot come from a plugin; re-export them: `export * from 'temporal-whatsapp/workflows'`. HTTP connections
 * are closed when the last worker with the plugin stops, unless `graph` is a client of yours. On a connection that has
 * other plugins, put this one first: those before it would configure the second worker twice.
 *
 * @throws Error from `Worker.create` when the worker already has an activity of one of our names, `sendTaskQueue` is
 * the worker's own queue, or `workflowBundle` does not fit `workerDeploymentOptions`: see `versionedBundle`. From
 * `run()` when `searchAttributes` is set and the server lacks some.
 * @experimental Temporal's plugin interface may change.
 */
export class WhatsAppPlugin extends SimplePlugin {
  private readonly sends: SendWorkerPlugin;
  /** The client that is closed at the end: not one that has another owner. */
  private readonly ownClient: GraphClient | undefined;
  private readonly preloadSchemas: boolean;
  private readonly versionedBundle: boolean;
  private readonly searchAttributes: boolean;
  private runs = 0;

  /** Opens no connection yet. */
  constructor(options: WhatsAppPluginOptions) {
    const { graph, sendTaskQueue, preloadSchemas = true, versionedBundle = false, ...others } = options;
    const { searchAttributes = false, ...dependencies } = others;
    const client = graph instanceof GraphClient ? graph : new GraphClient(graph);
    const activities = createWhatsAppActivities({ ...dependencies, graph: client });
    super({
      name: 'temporal-whatsapp.WhatsAppPlugin',
      activities: (existing) => addActivities(existing, activities),
    });
    this.ownClient = client === graph ? undefined : client;
    this.sends = new SendWorkerPlugin({ activities, sendTaskQueue });
    this.preloadSchemas = preloadSchemas;
    this.versionedBundle = versionedBundle;
    this.searchAttributes = searchAttributes;
  }

  /** Called by the SDK: adds what is preloaded into the sandbox, and what versioned workers need. */
  override configureBundler(options: BundleOptions): BundleOptions {
    const configured = super.configureBundler(options);
    const { preloadModules = [], workflowInterceptorModules } = configured;
    return {
      ...configured,
      ...(this.preloadSchemas && { preloadModules: [...preloadModules, schemaPreload()] }),
      ...(this.versionedBundle && { workflowInterceptorModules: addVersioned(workflowInterceptorModules) }),
    };
  }

  /** Called by the SDK: adds the activities, and prepares the worker of the sends. */
  override configureWorker(options: WorkerOptions): WorkerOptions {
    return super.configureWorker(this.sends.configureWorker(withAutoUpgrade(options), this));
  }

  /** Called by the SDK: runs the worker of the sends as long as the worker. */
  override async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    this.runs++;
    try {
      if (this.searchAttributes) await requireFor(worker).catch((error: unknown) => refuse(worker, next, error));
      await this.sends.runWorker(worker, next);
    } finally {
      this.runs--;
      if (this.runs === 0) this.ownClient?.close();
    }
  }
}

/** Ends a worker that must not run, so that it holds its connection no longer. */
async function refuse(worker: Worker, next: (worker: Worker) => Promise<void>, error: unknown): Promise<never> {
  const end = next(worker);
  if (worker.getState() === 'RUNNING') worker.shutdown();
  await end.catch(() => undefined);
  throw error;
}

/** @throws SearchAttributesError when the worker's namespace lacks some */
async function requireFor({ connection, options }: Worker): Promise<void> {
  // A worker for replays has no connection.
  if (connection) await requireSearchAttributes({ connection, namespace: options.namespace });
}

/**
 * Merges both, unless a name is taken.
 *
 * The same function may be there twice: one plugin is given to the connection and to the worker.
 *
 * @throws Error that names what is there twice
 */
export function addActivities(existing: object = {}, ours: object, wayOut = withoutPlugin): object {
  const theirs = new Map<string, unknown>(Object.entries(existing));
  const taken = Object.entries(ours).filter(([name, activity]) => theirs.has(name) && theirs.get(name) !== activity);
  if (taken.length === 0) return { ...existing, ...ours };
  const names = taken.map(([name]) => name).join(', ');
  throw new Error(`WhatsAppPlugin: the worker already has an activity named ${names}; rename yours${wayOut}`);
}

const withoutPlugin = ', or leave the plugin out and pass createWhatsAppActivities() to `activities` yourself';
