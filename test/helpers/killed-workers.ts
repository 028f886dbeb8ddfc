/** Worker processes that are killed again and again, while others take over. */
import type { Stack } from './stack.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

/** A worker needs longer to start than it lives: others are on their way meanwhile. */
const processes = 3;

export interface KilledWorkers {
  /** How many have been killed. */
  readonly kills: number;
  /** Kills no more: the workers that are left go on until `stop()`. */
  spare(): Promise<void>;
  stop(): Promise<void>;
}

/** Kills the oldest worker that runs, and starts another one, every so many milliseconds. */
export function startKilling(stack: Stack, everyMs: number): KilledWorkers {
  const killer = new Killer(stack);
  const killing = killer.killEvery(everyMs);
  const spare = async (): Promise<void> => {
    killer.isOver = true;
    await killing;
  };
  return {
    get kills() {
      return killer.kills;
    },
    spare,
    stop: async () => {
      await spare();
      await killer.killAll();
    },
  };
}

class Killer {
  kills = 0;
  isOver = false;
  private readonly stack: Stack;
  private readonly alive: Promise<WorkerProcess>[] = [];

  constructor(stack: Stack) {
    this.stack = stack;
    for (let index = 0; index < processes; index += 1) this.add();
  }

  async killEvery(pauseMs: number): Promise<void> {
    while (!this.isOver) {
      const worker = await this.alive[0];
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
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

  private add(): void {
    const worker = startWorkerProcess(this.stack);
    // A start that fails is noticed when its turn to be killed comes.
    void worker.catch(() => undefined);
    this.alive.push(worker);
  }
}
