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

  /** What starts afterwards ends at once, too. */
  stopForGood(): void {
    this.#controller.abort();
  }
}

/** Waits. @returns whether it was stopped meanwhile. */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, false, { signal }).catch(() => true);
}

/** Many pauses that end together. Unlike listeners of a signal, thousands of them cost nothing to find one. */
export class Pauses {
  readonly #running = new Map<NodeJS.Timeout, (isStopped: boolean) => void>();

  /** Waits. @returns whether it was stopped meanwhile. */
  wait(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#running.delete(timer);
        resolve(false);
      }, ms);
      this.#running.set(timer, resolve);
    });
  }

  stop(): void {
    for (const [timer, resolve] of this.#running) {
      clearTimeout(timer);
      resolve(true);
    }
    this.#running.clear();
  }
}

/**
 * Runs something whose signal is aborted with `signal` or after so many milliseconds. Unlike `AbortSignal.any()`, it
 * leaves nothing behind on a signal that lives long.
 */
export async function withDeadline<Result>(
  ms: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal.reason);
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Thousands may wait at once; that is no leak. */
function newController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
