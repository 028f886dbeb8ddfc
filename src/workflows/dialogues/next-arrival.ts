/** Waits for what a user says next, with no more timers than are needed. */
import { condition, sleep } from '@temporalio/workflow';
import type { Inbox, IsFor, NextArrival } from './memory/inbox.js';
import { summaryFor } from '../../common/summaries.js';

/** How many arrivals one task works off. Many more would take longer than the seconds that a task has. */
const arrivalsPerTask = 100;

/** Ends a task in a flood, so that what was worked off is in the history. The time stands still during one task. */
export class TaskBreaks {
  private taskMs = -1;
  private arrivals = 0;

  /** @returns undefined when no break is due */
  afterMany(): Promise<void> | undefined {
    const nowMs = Date.now();
    if (nowMs !== this.taskMs) this.arrivals = 0;
    this.taskMs = nowMs;
    this.arrivals += 1;
    return this.arrivals % arrivalsPerTask === 0
      ? sleep(1, { summary: summaryFor('timers', 'betweenMessages') })
      : undefined;
  }
}

/** What is waited for, and how long. */
export interface ArrivalWait {
  /** Messages that arrived before this place are left for a later turn. */
  fromPlace: number;
  /** Whose messages are heard; others are left for a later turn. @default everybody's */
  isFor?: IsFor;
  /** The end of the wait, in Unix milliseconds; `Infinity` for none. It may change while the wait goes on. */
  deadlineMs: () => number;
  /** Ends the wait. */
  isOver: () => boolean;
  /** Whether nothing may be taken out at this moment. @default never */
  isHeld?: () => boolean;
}

/**
 * Waits, and takes what came out of the inbox.
 *
 * @param inbox gets the inbox of the moment: it is another one after the user has moved away
 * @param beforeWaiting is called whenever the wait goes on
 * @returns undefined at the deadline, or when it is over
 */
export async function nextArrival(
  inbox: () => Inbox,
  { fromPlace, isFor, deadlineMs, isOver, isHeld = () => false }: ArrivalWait,
  beforeWaiting: () => void,
): Promise<NextArrival | undefined> {
  for (;;) {
    const held = isHeld();
    const next = held ? undefined : inbox().next(Date.now(), fromPlace, isFor);
    if (next && !('untilMs' in next)) {
      inbox().take(next);
      return next;
    }
    const deadline = deadlineMs();
    if (isOver() || Date.now() >= deadline) return undefined;
    const untilMs = Math.min(deadline, next?.untilMs ?? Infinity);
    // A burst that goes on does not set a new timer: the one that is there looks again when it fires.
    const isNews = (): boolean => {
      if (isOver() || isHeld() !== held || deadlineMs() < untilMs) return true;
      const now = held ? undefined : inbox().next(Date.now(), fromPlace, isFor);
      return now !== undefined && (!('untilMs' in now) || now.untilMs < untilMs);
    };
    beforeWaiting();
    if (untilMs === Infinity) await condition(isNews);
    else await condition(isNews, Math.max(1, untilMs - Date.now()), { summary: summaryUntil(untilMs, deadline) });
  }
}

function summaryUntil(untilMs: number, deadlineMs: number): string {
  return summaryFor('timers', untilMs === deadlineMs ? 'answer' : 'burst');
}
