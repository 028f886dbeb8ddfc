import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends everything that waits on it; what starts afterwards is not affected. */
export class StopSwitch {
  #controller = newController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    this.#controller.abort();
    this.#controller = newController();
  }
}

/** Waits. @returns whether it was stopped meanwhile. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, false, { signal }).catch(() => true);
}

/** Thousands may wait at once; that is no leak. */
function newController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
