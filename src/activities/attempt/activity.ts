/** What every activity is made of: the check of its input, its running attempt, and its failure. */
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { activityInfo, cancellationDetails, cancellationSignal, heartbeat, type Info } from '@temporalio/activity';
import type { z } from 'zod';
import { parseInput } from '../../common/schema/parse-input.js';
import { toFailure } from './failure.js';

/** Makes an activity that checks its input, runs, and throws only failures that a workflow can tell apart. */
export function defineActivity<Schema extends z.ZodType, Result>(
  name: string,
  schema: Schema,
  run: (input: z.output<Schema>, attempt: Attempt) => Promise<Result>,
): (input: z.input<Schema>) => Promise<Result> {
  return async (input) => {
    try {
      return await run(parseInput(schema, input, name), new Attempt(name));
    } catch (error) {
      throw toFailure(name, error) ?? error;
    }
  };
}

/** How often a stream reports progress when the activity has no heartbeat timeout, in milliseconds. */
const heartbeatEveryMs = 5_000;

/**
 * The least time in milliseconds that has to be left for a request to begin. With less, the engine could give up on it
 * before the request's own time limit ends it.
 */
const leastForRequestMs = 1_000;

/** The attempt that is running: who asked for it, and how much time it has. Assumes no workflow around it. */
export class Attempt {
  /** The name of the activity. */
  readonly activity: string;
  /** Which attempt this is, from 1. */
  readonly number: number;
  /** The workflow that called; undefined for a standalone activity. */
  readonly workflowId: string | undefined;
  /** The same for every attempt of this activity, and for no other activity. */
  readonly key: string;
  /** What an earlier attempt reported last; undefined when there was none, or it reported nothing. */
  readonly reported: unknown;
  /** Aborts when the activity is canceled or the worker stops. */
  readonly signal: AbortSignal;
  readonly #startedMs = performance.now();
  /** The time after which the engine gives up on this attempt, in milliseconds from its start. */
  readonly #limitMs: number;
  /** What a whole attempt may take, in milliseconds. */
  readonly #wholeMs: number;
  readonly #heartbeatTimeoutMs: number | undefined;

  /** @param activity The name of the activity, for messages. */
  constructor(activity: string) {
    const info = activityInfo();
    this.activity = activity;
    this.number = info.attempt;
    this.workflowId = info.workflowExecution?.workflowId;
    this.key = info.workflowExecution ? `${info.workflowExecution.runId}:${info.activityId}` : info.activityId;
    this.reported = info.heartbeatDetails;
    this.signal = cancellationSignal();
    this.#limitMs = Math.min(startToClose(info), remaining(info));
    this.#wholeMs = Math.min(startToClose(info), info.scheduleToCloseTimeoutMs || Infinity);
    this.#heartbeatTimeoutMs = info.heartbeatTimeoutMs;
  }

  /** A short form of the key for names of files: the same for every attempt, so that a retry replaces its file. */
  get fileKey(): string {
    return createHash('sha256').update(this.key).digest('hex').slice(0, 12);
  }

  /** Whether the worker is about to stop, rather than somebody having canceled the activity. */
  get workerStops(): boolean {
    return this.signal.aborted && cancellationDetails()?.workerShutdown === true;
  }

  /**
   * How long a request may take that wants `wantedMs`. It always ends before the engine gives up on the attempt,
   * because the engine's timeout would leave the outcome open.
   */
  timeoutMs(wantedMs: number): number {
    const margin = Math.min(Math.max(1_000, this.#limitMs / 10), this.#limitMs / 2);
    return Math.max(1, Math.floor(Math.min(wantedMs, this.#leftMs - margin)));
  }

  /** Whether too little time is left to begin what must not be cut off half-way: the last moments before a deadline. */
  get isNearlyOver(): boolean {
    return this.#leftMs < Math.min(leastForRequestMs, this.#wholeMs / 4);
  }

  get #leftMs(): number {
    return this.#limitMs - (performance.now() - this.#startedMs);
  }

  /**
   * Reports the number of bytes until `work` has ended, often enough for the heartbeat timeout.
   *
   * @param more What the next attempt needs to go on, should this one break off.
   */
  async reporting<Result>(bytes: () => number, work: () => Promise<Result>, more: object = {}): Promise<Result> {
    const everyMs = Math.min(heartbeatEveryMs, (this.#heartbeatTimeoutMs ?? Infinity) / 3);
    const report = (): void => heartbeat({ bytes: bytes(), ...more });
    report();
    const timer = setInterval(report, everyMs);
    try {
      const result = await work();
      report();
      return result;
    } finally {
      clearInterval(timer);
    }
  }
}

function startToClose({ startToCloseTimeoutMs }: Info): number {
  return startToCloseTimeoutMs > 0 ? startToCloseTimeoutMs : Infinity;
}

/**
 * The rest of the time for all attempts, in milliseconds. This machine's clock tells it, unless that contradicts the
 * server's. Then the server's own times do, which leave out how long this attempt was queued.
 */
function remaining(info: Info): number {
  const { scheduleToCloseTimeoutMs: wholeMs, scheduledTimestampMs, currentAttemptScheduledTimestampMs } = info;
  if (!(wholeMs > 0)) return Infinity;
  const byServerMs = wholeMs - (currentAttemptScheduledTimestampMs - scheduledTimestampMs);
  const byClockMs = wholeMs - (Date.now() - scheduledTimestampMs);
  return byClockMs > 0 && byClockMs <= wholeMs ? Math.min(byClockMs, byServerMs) : byServerMs;
}
