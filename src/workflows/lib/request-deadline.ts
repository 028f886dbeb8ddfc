/** The deadline of a request. It counts from the moment at which somebody asked, however late a worker comes. */
import { patched, workflowInfo } from '@temporalio/workflow';
import { durationMs, type DurationInput } from '../../common/inputs/index.js';

/** The time at which something was asked for, and for how long it may go out. */
export interface RequestDeadlineOptions {
  /** The deadline of all that follows from it. @default each message has the time of the retry table */
  deadline?: DurationInput | undefined;
  /** The deadline of the first message, where there is no other. @default none */
  firstDeadline?: DurationInput | undefined;
  /** The time at which it was asked for, in Unix milliseconds. @default now */
  requestedAtMs?: number | undefined;
}

/** The deadline of a send or of a raw request. */
export class RequestDeadline {
  private readonly whole: DurationInput | undefined;
  private readonly first: DurationInput | undefined;
  private readonly requestedAtMs: number;

  constructor({ deadline, firstDeadline, requestedAtMs = Date.now() }: RequestDeadlineOptions) {
    this.whole = deadline;
    this.first = deadline ?? firstDeadline;
    this.requestedAtMs = requestedAtMs;
  }

  /** What is left, in milliseconds, at least one; undefined where the retry table decides. */
  left(isFirst = true): number | undefined {
    const leftMs = this.leftMs(isFirst);
    return leftMs === undefined ? undefined : Math.max(1, leftMs);
  }

  /** Whether it is too late. A run that went on before there was this check goes on as it did. */
  isOver(isFirst = true): boolean {
    const leftMs = this.leftMs(isFirst);
    return leftMs !== undefined && leftMs <= 0 && patched('deadline-from-request');
  }

  private leftMs(isFirst: boolean): number | undefined {
    const deadline = isFirst ? this.first : this.whole;
    return deadline === undefined ? undefined : this.requestedAtMs + durationMs(deadline) - Date.now();
  }
}

/**
 * The time at which somebody asked for what this workflow does: its start, long before a worker took it if there was
 * none. Each run of a cron schedule is asked for when it begins.
 */
export function requestTimeMs(): number {
  const { cronSchedule, startTime } = workflowInfo();
  return cronSchedule ? Date.now() : startTime.getTime();
}
