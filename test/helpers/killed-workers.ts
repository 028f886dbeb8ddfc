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
  const alive: Promise<WorkerProcess>[] = [];
  let over = false;
  let kills = 0;
  const add = (): void => {
    const worker = startWorkerProcess(stack);
    // It is looked at when its turn comes.
    void worker.catch(() => undefined);
    alive.push(worker);
  };
  for (let index = 0; index < processes; index += 1) add();

  const killing = (async () => {
    while (!over) {
      const [oldest] = alive;
      const worker = await oldest;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      if (over) return;
      void alive.shift();
      await worker?.kill();
      kills += 1;
      add();
    }
  })();
  const spare = async (): Promise<void> => {
    over = true;
    await killing;
  };
  return {
    get kills() {
      return kills;
    },
    spare,
    stop: async () => {
      await spare();
      await Promise.all(alive.map(async (worker) => (await worker).kill()));
    },
  };
}
