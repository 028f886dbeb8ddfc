/** Waits for Temporal, and not longer than until a deadline. */
import type { WebhookObserver } from '../observe/observer.js';
import type { OpenWork } from './open-work.js';
import type { WebhookTemporalClient } from './temporal.js';
import { DeadlinePassedError, errorCode, isAlreadyStarted, isWorkflowNotFound } from './temporal-errors.js';

/** Settles as the call does, and after `timeoutMs` at the latest. @throws DeadlinePassedError */
export async function within<Result>(timeoutMs: number, call: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassedError(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([call(), passed]);
  } finally {
    clearTimeout(timer);
  }
}

type CallName = 'signal' | 'signalWithStart' | 'start' | 'describe';

/** Runs one call of Temporal's client, unless the deadline of the POST has passed. Settles as the call does. */
export type RunCall = <Result>(name: CallName, call: () => Promise<Result>) => Promise<Result>;

/** Calls of the same name that are open. */
interface OpenCalls {
  /** One of them has settled. */
  ended(): void;
  /** One of them has failed. */
  failed(error: unknown): void;
}

/** The calls of one POST. */
export interface PostCalls {
  run: RunCall;
  /**
   * Counts a call that its maker has begun, and settles. A promise less for each signal is a twentieth of the CPU of a
   * batch of 100.
   */
  begin(name: CallName): OpenCalls;
}

interface CallSettings {
  client: WebhookTemporalClient;
  deadlineMs: number;
  observer?: WebhookObserver;
  /** Counts the calls until they have settled, which may be after the deadline. */
  openWork?: OpenWork;
}

/** Work that is not waited for beyond the deadline. */
export interface TimedWork {
  run(): Promise<void>;
  /** Called at the deadline. What `run` does after it is in vain. */
  giveUp(error: Error): void;
}

/**
 * Makes work, and waits for it until the deadline. The client's own deadline is not enough, as its retry may sleep
 * beyond it. The observer hears of each call that failed or was still open then. That a workflow was started before, or
 * has ended, is no failure.
 *
 * All calls of a POST share one timer. A timer and a race for each took a fifth of the CPU of a batch of 100.
 */
export function underDeadline(settings: CallSettings, make: (calls: PostCalls) => TimedWork): Promise<void> {
  const { client, deadlineMs } = settings;
  const calls = new Calls(settings);
  const work = make(calls);
  return new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new DeadlinePassedError(deadlineMs);
      calls.pass(error);
      work.giveUp(error);
      resolve();
    }, deadlineMs);
    const ended = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const failed = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    client.withDeadline(Date.now() + deadlineMs, () => work.run()).then(ended, failed);
  });
}

class Calls implements PostCalls {
  private readonly observer: WebhookObserver | undefined;
  private readonly openWork: OpenWork | undefined;
  private readonly byName = new Map<CallName, CallsOfName>();
  private passed: Error | undefined;

  constructor({ observer, openWork }: CallSettings) {
    this.observer = observer;
    this.openWork = openWork;
  }

  readonly run: RunCall = async <Result>(name: CallName, call: () => Promise<Result>): Promise<Result> => {
    if (this.passed) throw this.passed;
    const pending = call();
    const open = this.begin(name);
    try {
      const result = await pending;
      open.ended();
      return result;
    } catch (error) {
      open.failed(error);
      throw error;
    }
  };

  begin(name: CallName): OpenCalls {
    const calls = this.named(name);
    calls.open += 1;
    this.openWork?.begin();
    return calls;
  }

  pass(error: Error): void {
    this.passed = error;
    for (const [call, { open }] of this.byName) {
      for (let count = 0; count < open; count += 1) this.observer?.temporalFailed({ call, code: errorCode(error) });
    }
  }

  private named(name: CallName): CallsOfName {
    const known = this.byName.get(name);
    if (known) return known;
    const ended = (): void => {
      calls.open -= 1;
      this.openWork?.end();
    };
    const failed = (error: unknown): void => {
      ended();
      if (!this.passed && this.observer) tellFailure(this.observer, name, error);
    };
    const calls: CallsOfName = { open: 0, ended, failed };
    this.byName.set(name, calls);
    return calls;
  }
}

interface CallsOfName extends OpenCalls {
  open: number;
}

function tellFailure(observer: WebhookObserver, call: CallName, error: unknown): void {
  if (!isAlreadyStarted(error) && !isWorkflowNotFound(error)) observer.temporalFailed({ call, code: errorCode(error) });
}
