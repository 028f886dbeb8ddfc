/** Keeps a server that skips time from skipping it while statuses are under way in real time. */
import type { TimeSkippingEnvironment } from '../../settings/time-skipping.js';
import type { Settlement } from './settlement.js';
import { pause } from './stop-switch.js';

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
