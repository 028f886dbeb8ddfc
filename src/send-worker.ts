/** The second worker of a process: it polls the task queue of the sends, and lives and ends with the first one. */
import { Worker, type WorkerOptions, type WorkerPlugin } from '@temporalio/worker';
import { attemptTimeoutMs } from './common/attempt-timeout.js';
import { sendTaskQueue } from './common/ids/task-queues.js';

/** A stopping worker is noticed by looking at it: the SDK tells nobody. */
const watchMs = 50;

/** The member of a main worker's options that its send worker is made of; `undefined` marks a send worker. */
const sendWorkerBase = Symbol('temporal-whatsapp.sendWorkerBase');
type MarkedOptions = WorkerOptions & { [sendWorkerBase]?: WorkerOptions | undefined };

/** What a {@link SendWorkerPlugin} makes its workers of. */
export interface SendWorkerSettings {
  /** The activities of the send worker. */
  activities: object;
  /** The queue of the sends; `false` for no send worker. @default `<task queue of the main worker>-send` */
  sendTaskQueue?: string | false | undefined;
  /** Called when both workers of a pair run. */
  onReady?: (() => void) | undefined;
}

/**
 * Gives every worker that it configures a send worker, which runs as long as it does.
 *
 * The send worker is made of the main worker's own options, so that connection, namespace, data converter, interceptors
 * and limits are the same. Both stop together, and when one fails the other one is stopped and `run()` rejects.
 */
export class SendWorkerPlugin implements WorkerPlugin {
  readonly name = 'temporal-whatsapp.SendWorkerPlugin';
  private readonly settings: SendWorkerSettings;
  private readonly paired = new WeakSet<Worker>();

  constructor(settings: SendWorkerSettings) {
    this.settings = settings;
  }

  /**
   * @param owner the plugin in the worker's list, when this one is a part of it
   * @throws Error when both queues have the same name
   */
  configureWorker(options: WorkerOptions, owner: WorkerPlugin = this): WorkerOptions {
    // The second time for one worker: the plugin was given to the connection, too.
    if (sendWorkerBase in options) return options;
    if (options.taskQueue && options.taskQueue === this.settings.sendTaskQueue) {
      throw new Error(`sendTaskQueue must not be "${options.taskQueue}", which is the task queue of the worker itself`);
    }
    const base = { ...options, plugins: pluginsAfter(owner, options) };
    return { ...options, [sendWorkerBase]: base } as MarkedOptions;
  }

  async runWorker(main: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const base = (main.options as unknown as MarkedOptions)[sendWorkerBase];
    const polled = this.settings.sendTaskQueue !== false && main.options.enableNonLocalActivities !== false;
    if (base === undefined || !polled || this.paired.has(main)) return next(main);
    this.paired.add(main);
    // Nothing is waited for before: whoever called run() may shut the worker down at once.
    const mainEnd = next(main);
    const ends = await Promise.allSettled([mainEnd, this.runSendWorker(main, mainEnd, base)]);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async runSendWorker(main: Worker, mainEnd: Promise<void>, base: WorkerOptions): Promise<void> {
    try {
      const send = await Worker.create(this.sendOptions(main, base));
      const end = send.run();
      this.settings.onReady?.();
      const watch = setInterval(() => {
        if (isEnding(main)) stop(send);
      }, watchMs);
      const stopSend = (): void => stop(send);
      mainEnd.then(stopSend, stopSend);
      await end.finally(() => clearInterval(watch));
    } finally {
      stop(main);
    }
  }

  private sendOptions(main: Worker, base: WorkerOptions): WorkerOptions {
    const { workflowsPath: _path, workflowBundle: _bundle, bundlerOptions: _bundler, ...options } = base;
    const { nexusServices: _nexus, ...withoutWork } = options;
    const { activities, sendTaskQueue: given } = this.settings;
    return {
      // A send that is cut off has an unknown outcome.
      shutdownGraceTime: attemptTimeoutMs,
      ...withoutWork,
      ...(options.connection !== undefined && main.connection !== undefined && { connection: main.connection }),
      taskQueue: given || sendTaskQueue(main.options.taskQueue),
      activities,
      [sendWorkerBase]: undefined,
    } as MarkedOptions;
  }
}

/**
 * The plugins of the worker that have not seen the options yet. Those of the connection come to a new worker by
 * themselves.
 */
function pluginsAfter(owner: WorkerPlugin, { plugins = [], connection }: WorkerOptions): WorkerPlugin[] {
  const own = plugins.slice(0, plugins.length - (connection?.plugins.length ?? 0));
  const index = own.indexOf(owner);
  return index === -1 ? [] : own.slice(index + 1).filter((plugin) => plugin !== owner);
}

function isEnding(worker: Worker): boolean {
  return !['INITIALIZED', 'RUNNING'].includes(worker.getState());
}

function stop(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}
