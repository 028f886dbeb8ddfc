/** A worker whose code is exchanged while it runs: the new one begins before the old one ends. */
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { WhatsAppActivities } from '../../../common/activity-contract.js';
import type { Config } from '../../../environment/config.js';
import { createOwnWorker } from '../../../worker.js';
import type { OwnActivities } from '../../code/load-activities.js';
import type { WorkflowBundle } from './bundle-workflows.js';

/** How long a worker that was replaced waits for activities that have begun, in milliseconds. */
const graceMs = 10_000;

/** What all workers of a session have in common. */
export interface LiveWorkerSettings {
  server: Config['temporal']['connectionOptions'];
  namespace: string;
  taskQueue: string;
  /** The library's. */
  activities: WhatsAppActivities;
  /** Called once, right before the first connection. */
  prepare(): void;
}

/** The code of one worker. */
export interface WorkerCode {
  bundle: WorkflowBundle;
  ownActivities: OwnActivities;
}

interface RunningWorker {
  worker: Worker;
  /** Resolves when it has ended and its connection is closed. Rejects when it fails. */
  end: Promise<void>;
}

/**
 * The worker that takes new work, and those before it while they finish theirs. Conversations go on with the new one:
 * the queue is the same, and it replays what has happened.
 */
export class LiveWorker {
  /** Rejects when the worker fails that takes new work. */
  readonly failure: Promise<never>;
  readonly #settings: LiveWorkerSettings;
  readonly #ending = new Set<Promise<void>>();
  #current: RunningWorker | undefined;
  #isPrepared = false;
  #fail: (error: unknown) => void = () => undefined;

  constructor(settings: LiveWorkerSettings) {
    this.#settings = settings;
    this.failure = new Promise((_resolve, reject) => (this.#fail = reject));
    // Whoever waits for it may not have begun to.
    this.failure.catch(() => undefined);
  }

  /** Resolves when a worker with this code takes all new work. When it cannot start, the one before goes on. */
  async use(code: WorkerCode): Promise<void> {
    const next = await this.#start(code);
    const previous = this.#current;
    this.#current = next;
    next.end.catch((error: unknown) => {
      if (this.#current === next) this.#fail(error);
    });
    if (previous) this.#retire(previous);
  }

  /** Resolves when all workers have ended. */
  async stop(): Promise<void> {
    const last = this.#current;
    this.#current = undefined;
    if (last) this.#retire(last);
    await Promise.allSettled(this.#ending);
  }

  /** A connection of its own for each: the SDK lets no two workers of one connection poll the same queue. */
  async #start({ bundle, ownActivities }: WorkerCode): Promise<RunningWorker> {
    const { server, prepare, ...common } = this.#settings;
    if (!this.#isPrepared) prepare();
    this.#isPrepared = true;
    const connection = await NativeConnection.connect(server);
    try {
      let onReady: () => void = () => undefined;
      const ready = new Promise<void>((resolve) => (onReady = resolve));
      const workflows = { workflowBundle: bundle.code };
      const worker = await createOwnWorker({ ...common, connection, workflows, ownActivities, graceMs, onReady });
      const end = worker.run().finally(() => connection.close());
      await Promise.race([ready, end]);
      return { worker, end };
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
  }

  #retire({ worker, end }: RunningWorker): void {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    const ended = end.catch(() => undefined).finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}
