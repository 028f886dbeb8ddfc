/** Waits for Temporal, and not longer than until a deadline. */
import type { WebhookObserver } from '../observe/observer.js';
import type { WebhookTemporalClient } from './temporal.js';
import { DeadlinePassedError, errorCode, isAlreadyStarted, isWorkflowNotFound } from './temporal-errors.js';

/** A moment by which calls of Temporal's client have to be answered. */
export class Deadline {
  /** The moment, in Unix milliseconds. */
  readonly atMs: number;
  private readonly timeoutMs: number;
  private hasPassed = false;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
    this.atMs = Date.now() + timeoutMs;
  }

  /**
   * Settles as the call does, and at the deadline at the latest. The client's own deadline is not enough, as its retry
   * may sleep beyond it.
   *
   * @param call is not made after the deadline
   * @throws DeadlinePassedError
   */
  async wait<Result>(call: () => Promise<Result>): Promise<Result> {
    const leftMs = this.atMs - Date.now();
    if (this.hasPassed || leftMs <= 0) throw new DeadlinePassedError(this.timeoutMs);
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.hasPassed = true;
        reject(new DeadlinePassedError(this.timeoutMs));
      }, leftMs);
    });
    try {
      return await Promise.race([call(), passed]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Runs one call of Temporal's client under the deadline of the POST. */
export type RunCall = <Result>(
  name: 'signal' | 'signalWithStart' | 'start',
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
export function underDeadline<Result>(
  { client, deadlineMs, observer }: CallSettings,
  work: (run: RunCall) => Promise<Result>,
): Promise<Result> {
  const deadline = new Deadline(deadlineMs);
  const run: RunCall = async (name, call) => {
    try {
      return await deadline.wait(call);
    } catch (error) {
      const isNormal = isAlreadyStarted(error) || isWorkflowNotFound(error);
      if (!isNormal) observer?.temporalFailed({ call: name, code: errorCode(error) });
      throw error;
    }
  };
  return client.withDeadline(deadline.atMs, () => work(run));
}
