/** Waits for Temporal, and not longer than until a deadline. */
import type { WebhookObserver } from '../observe/observer.js';
import type { OpenWork } from './open-work.js';
import type { WebhookTemporalClient } from './temporal.js';
import { DeadlinePassedError, errorCode, isAlreadyStarted, isWorkflowNotFound } from './temporal-errors.js';

/** Settles as the call does, and after `timeoutMs` at the latest. @throws DeadlinePassedError */
export async function within<Result>(timeoutMs: number, call: () => Promise<Result>): Promise<Result> {
  const deadline = new Deadline(timeoutMs);
  try {
    return await new Promise((resolve, reject) => {
      deadline.onPassed(reject);
      call().then(resolve, reject);
    });
  } finally {
    deadline.end();
  }
}

/**
 * A moment by which calls of Temporal's client have to be answered. The client's own deadline is not enough, as its
 * retry may sleep beyond it.
 *
 * All calls of a POST share one timer, and none has a `Promise.race` of its own. A timer for each took a tenth of the
 * CPU of a batch of 100, and a race for each another tenth.
 */
class Deadline {
  /** The moment, in Unix milliseconds. */
  readonly atMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly waiting: ((error: Error) => void)[] = [];
  private error: Error | undefined;

  constructor(timeoutMs: number) {
    this.atMs = Date.now() + timeoutMs;
    this.timer = setTimeout(() => {
      this.error = new DeadlinePassedError(timeoutMs);
      for (const fail of this.waiting) fail(this.error);
    }, timeoutMs);
  }

  get hasPassed(): boolean {
    return this.error !== undefined;
  }

  /** Calls it at the moment, or at once when that is over. */
  onPassed(fail: (error: Error) => void): void {
    if (this.error) fail(this.error);
    else this.waiting.push(fail);
  }

  /** Nobody waits any more. */
  end(): void {
    clearTimeout(this.timer);
  }
}

/**
 * Runs one call of Temporal's client under the deadline of the POST. It is not made after the deadline. `onEnd` is
 * called when the call has settled, or the deadline has passed.
 */
export type RunCall = <Result>(name: CallName, call: () => Promise<Result>, onEnd?: () => void) => Promise<Result>;

type CallName = 'signal' | 'signalWithStart' | 'start' | 'describe';

interface CallSettings {
  client: WebhookTemporalClient;
  deadlineMs: number;
  observer?: WebhookObserver;
  /** Counts the calls until they have settled, which may be after the deadline. */
  openWork?: OpenWork;
}

/**
 * Gives `work` what runs a call; every call is rejected at the same deadline. The observer hears of each that failed,
 * other than by what is normal: a workflow that was started before, or has ended.
 */
export async function underDeadline<Result>(
  settings: CallSettings,
  work: (run: RunCall) => Promise<Result>,
): Promise<Result> {
  const deadline = new Deadline(settings.deadlineMs);
  try {
    return await settings.client.withDeadline(deadline.atMs, () => work(createRunCall(deadline, settings)));
  } finally {
    deadline.end();
  }
}

function createRunCall(deadline: Deadline, { observer, openWork }: CallSettings): RunCall {
  return (name, call, onEnd) =>
    new Promise((resolve, reject) => {
      let isWaiting = true;
      const fail = (error: unknown): void => {
        if (!isWaiting) return;
        isWaiting = false;
        onEnd?.();
        if (observer) tellFailure(observer, name, error);
        reject(error as Error);
      };
      deadline.onPassed(fail);
      if (deadline.hasPassed) return;
      const pending = call();
      openWork?.begin();
      pending.then(
        (result) => {
          openWork?.end();
          if (!isWaiting) return;
          isWaiting = false;
          onEnd?.();
          resolve(result);
        },
        (error: unknown) => {
          openWork?.end();
          fail(error);
        },
      );
    });
}

function tellFailure(observer: WebhookObserver, call: CallName, error: unknown): void {
  if (!isAlreadyStarted(error) && !isWorkflowNotFound(error)) observer.temporalFailed({ call, code: errorCode(error) });
}
