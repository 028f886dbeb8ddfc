/** Keeps a server that skips time from skipping it while statuses are under way in real time. */
import type { TimeLocks, TimeSkippingEnvironment } from '../../settings/time-skipping.js';
import type { Settlement } from './settlement.js';
import { pause } from './stop-switch.js';

/** A receiver that never accepts a webhook must not stop the time for as long as Meta would try. */
const longestLockMs = 10_000;

/** Locks the time of a test environment while webhooks are under way. Without an environment it does nothing. */
export class TimeLock {
  readonly #locks: TimeLocks | undefined;
  readonly #settlement: Settlement;
  readonly #held = new Set<Promise<void>>();
  readonly #ending = new AbortController();

  constructor(environment: TimeSkippingEnvironment | undefined, settlement: Settlement) {
    this.#locks = environment?.supportsTimeSkipping === true ? environment.connection.testService : undefined;
    this.#settlement = settlement;
  }

  /**
   * Locks the time until nothing is under way any more, but not for longer than ten seconds.
   *
   * Resolves when the time is locked. The activity of the send locks it until its answer, so the answer has to wait for
   * this.
   */
  async untilSettled(): Promise<void> {
    const locks = this.#locks;
    if (locks === undefined || this.#ending.signal.aborted) return;
    try {
      await locks.lockTimeSkipping({});
    } catch {
      // The environment has ended, and its time with it.
      return;
    }
    const held = this.#hold(locks).finally(() => this.#held.delete(held));
    this.#held.add(held);
  }

  /** Unlocks the time now. When the environment ends meanwhile, the client repeats a call on a closed connection. */
  async end(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#held);
  }

  async #hold(locks: TimeLocks): Promise<void> {
    const timeout = new AbortController();
    const ending = AbortSignal.any([timeout.signal, this.#ending.signal]);
    await Promise.race([this.#settlement.settled(), pause(longestLockMs, ending)]);
    timeout.abort();
    await locks.unlockTimeSkipping({}).catch(() => undefined);
  }
}
