/** Keeps a server that skips time from skipping it while statuses are under way in real time. */
import type { Settlement } from './webhooks/settlement.js';
import { pause } from './webhooks/stop-switch.js';

/** What the emulator uses of a `TestWorkflowEnvironment` of @temporalio/testing. */
export interface TimeSkippingEnvironment {
  /** False for a server in real time, which is left alone. */
  readonly supportsTimeSkipping: boolean;
  /** The connection whose test service locks the time. */
  readonly connection: TestConnection;
}

/** The connection of a `TestWorkflowEnvironment`, as far as the emulator uses it. */
export interface TestConnection {
  /** The calls that lock the time; a server in real time has none. */
  readonly testService: TimeLocks | undefined;
}

/** The calls of Temporal's test service that stop and continue skipping. The server counts them. */
export interface TimeLocks {
  /** Stops skipping until one more unlocking. */
  lockTimeSkipping(request: object): Promise<unknown>;
  /** Undoes one locking. */
  unlockTimeSkipping(request: object): Promise<unknown>;
}

/** A receiver that never accepts a webhook must not stop the time for as long as Meta would try. */
const longestLockMs = 10_000;

/**
 * Locks the time until nothing is under way any more, but not for longer than ten seconds.
 *
 * Resolves when the time is locked. The activity of the send locks it until its answer, so the answer has to wait for
 * this.
 */
export async function lockTimeUntilSettled(
  environment: TimeSkippingEnvironment | undefined,
  settlement: Settlement,
): Promise<void> {
  const locks = environment?.supportsTimeSkipping === true ? environment.connection.testService : undefined;
  if (locks === undefined) return;
  try {
    await locks.lockTimeSkipping({});
  } catch {
    // The environment has ended, and its time with it.
    return;
  }
  const timeout = new AbortController();
  void Promise.race([settlement.settled(), pause(longestLockMs, timeout.signal)])
    .then(() => locks.unlockTimeSkipping({}))
    .catch(() => undefined)
    .finally(() => timeout.abort());
}
