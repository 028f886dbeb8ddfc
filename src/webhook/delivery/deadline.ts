/** Waits for Temporal, and not longer than until a deadline. */
import type { WebhookObserver } from '../observe/observer.js';
import type { WebhookTemporalClient } from './temporal.js';
import { DeadlinePassedError, errorCode, isAlreadyStarted, isWorkflowNotFound } from './temporal-errors.js';

/** Settles as the call does, and after `timeoutMs` at the latest. @throws DeadlinePassedError */
export async function within<Result>(timeoutMs: number, call: () => Promise<Result>): Promise<Result> {
  const deadline = new Deadline(timeoutMs);
  try {
    return await deadline.wait(call);
  } finally {
    deadline.end();
  }
}

/**
 * A moment by which calls of Temporal's client have to be answered. The client's own deadline is not enough, as its
 * retry may sleep beyond it.
 *
 * All calls of a POST share one timer: a timer for each took a tenth of the CPU of a batch of 100.
 */
class Deadline {
  /** The moment, in Unix milliseconds. */
  readonly atMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly passed: Promise<never>;
  private hasPassed = false;

  constructor(timeoutMs: number) {
    this.atMs = Date.now() + timeoutMs;
    let pass: (error: Error) => void = () => undefined;
    this.passed = new Promise((_resolve, reject) => (pass = reject));
    // Perhaps nobody waits for it.
    this.passed.catch(() => undefined);
    this.timer = setTimeout(() => {
      this.hasPassed = true;
      pass(new DeadlinePassedError(timeoutMs));
    }, timeoutMs);
  }

  /** @param call is not made after the deadline */
  wait<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.hasPassed ? this.passed : Promise.race([call(), this.passed]);
  }

  /** Nobody waits any more. */
  end(): void {
    clearTimeout(this.timer);
  }
}

/** Runs one call of Temporal's client under the deadline of the POST. */
export type RunCall = <Result>(
  name: 'signal' | 'signalWithStart' | 'start' | 'describe',
  call: () => Promise<Result>,
) => Promise<Result>;

interface CallSettings {
  client: WebhookTemporalClient;
  deadlineMs: number;
  observer?: WebhookObserver;
}

/**
 * Gives `work` what runs a call; every call is rejected at the same deadline. The observer hears of each that failed,
 * other than by what is normal: a workflow that was started before, or has ended.
 */
export async function underDeadline<Result>(
  { client, deadlineMs, observer }: CallSettings,
  work: (run: RunCall) => Promise<Result>,
): Promise<Result> {
  const deadline = new Deadline(deadlineMs);
  const run: RunCall = (name, call) =>
    deadline.wait(call).catch((error: unknown) => {
      const isNormal = isAlreadyStarted(error) || isWorkflowNotFound(error);
      if (!isNormal) observer?.temporalFailed({ call: name, code: errorCode(error) });
      throw error;
    });
  try {
    return await client.withDeadline(deadline.atMs, () => work(run));
  } finally {
    deadline.end();
  }
}
