/** Worker processes that are killed and paused again and again, while others take over. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from './stack.js';
import { startBundledWorker, type WorkerProcess } from './worker-process.js';

/** A worker needs long to start, in comparison with how long it lives: others are on their way meanwhile. */
const processes = 3;

/** How long a worker stands still: longer than an attempt of a send may take, and shorter. */
const pausesMs = [400, 3_000, 6_000];

export interface KilledWorkers {
  /** How many have been killed. */
  readonly kills: number;
  /** How many were paused. */
  readonly pauses: number;
  /** Resolves after so many kills: the workers that are left go on until `stop()`. */
  readonly spared: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Kills the oldest worker that runs, and starts another one, every so many milliseconds. Each third time another one is
 * paused meanwhile.
 */
export async function startKilling(stack: Stack, everyMs: number, mostKills: number): Promise<KilledWorkers> {
  const killer = new Killer(stack);
  const spared = killer.killEvery(everyMs, mostKills);
  return {
    get kills() {
      return killer.kills;
    },
    get pauses() {
      return killer.pauses;
    },
    spared,
    stop: async () => {
      killer.isOver = true;
      await spared;
      await killer.killAll();
    },
  };
}

class Killer {
  kills = 0;
  pauses = 0;
  isOver = false;
  private readonly stack: Stack;
  private readonly alive: Promise<WorkerProcess>[] = [];

  constructor(stack: Stack) {
    this.stack = stack;
    for (let index = 0; index < processes; index += 1) this.add();
  }

  async killEvery(everyMs: number, mostKills: number): Promise<void> {
    while (!this.isOver && this.kills < mostKills) {
      // On a busy machine nothing would be sent if there were not another one.
      const [worker, other] = await Promise.all([this.alive[0], this.alive[1]]);
      if (other && this.kills % 3 === 2) void this.pause(other);
      await sleep(everyMs);
      if (this.isOver) return;
      void this.alive.shift();
      await worker?.kill();
      this.kills += 1;
      this.add();
    }
  }

  async killAll(): Promise<void> {
    await Promise.all(this.alive.map(async (worker) => (await worker).kill()));
  }

  private async pause(worker: WorkerProcess): Promise<void> {
    worker.pause();
    this.pauses += 1;
    await sleep(pausesMs[this.pauses % pausesMs.length]);
    worker.goOn();
  }

  private add(): void {
    this.alive.push(this.start());
  }

  /** A worker cannot start while the server is away. */
  private async start(): Promise<WorkerProcess> {
    for (;;) {
      try {
        return await startBundledWorker(this.stack);
      } catch (error) {
        if (this.isOver) throw error;
        await sleep(500);
      }
    }
  }
}
