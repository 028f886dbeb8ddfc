/** Recognizes events that Meta delivers again. The state is plain JSON, because it crosses from run to run. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import { eventKey, isFormerKey, formerEventKey } from './event-key.js';

/**
 * How long an event is remembered: a day longer than Meta's longest redelivery, seven days.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
const rememberedMs = 8 * 24 * 60 * 60 * 1000;

/** How many events are remembered. Their keys take 190 KB as JSON: a tenth of what Temporal takes in one payload. */
const defaultLimit = 4_000;

/** A key is short and of plain characters. What a signal brings may be anything. */
const wellFormedKey = /^[\x20\x21\x23-\x5b\x5d-\x7e]{0,64}$/;

/** What was seen and when, in Unix milliseconds, oldest first. */
export type EventDedupeState = [id: string, atMs: number][];

/** How much an `EventDedupe` remembers. */
export interface EventDedupeOptions {
  /**
   * How many events are remembered at most; the oldest are forgotten first. 1,000 take up to 50 KB of state.
   *
   * @default 4000
   */
  limit?: number;
}

/**
 * The events that a workflow has seen in the last eight days. It is meant for the events of one conversation, or of a
 * part of the business that gets fewer than the limit in that time.
 *
 * Two events are the same when kind, field and business number are, and besides:
 *
 * - the message id, for a message, an echo and a message of the history. An edit and a revoke have their own;
 * - message id, status, time and, in a group, the participant, for a status;
 * - id, event and time, for a call;
 * - user and content, for what has no id. The time of arrival is no part of it.
 *
 * Hand `state` over at continue-as-new: `new EventDedupe(carried)`.
 */
export class EventDedupe {
  private seen: Map<string, number>;
  private readonly limit: number;
  /** Whether a state may have brought keys that an earlier version made. */
  private hasFormerKeys: boolean;

  constructor(state: EventDedupeState = [], { limit = defaultLimit }: EventDedupeOptions = {}) {
    this.seen = new Map(state);
    this.limit = limit;
    this.hasFormerKeys = holdsFormerKeys(state);
  }

  /**
   * Remembers an event. It never throws, so that a signal handler can call it.
   *
   * @param nowMs Unix milliseconds. @default the workflow's time
   * @returns true the first time that an event is passed, false for every later delivery of the same event
   */
  accept(event: WhatsAppEvent, nowMs = Date.now()): boolean {
    const key = eventKey(event);
    // The arrival counts: an event that waited long for a worker is compared with what was seen before it came.
    this.forget(Math.min(nowMs, Number(event?.receivedAtMs) || nowMs));
    if (this.knows(key, event)) return false;
    this.seen.set(key, nowMs);
    this.trim();
    return true;
  }

  /** Whether the event was seen. */
  has(event: WhatsAppEvent): boolean {
    return this.knows(eventKey(event), event);
  }

  /** Takes over what another `EventDedupe` has seen. */
  merge(state: EventDedupeState): void {
    if (state.length === 0) return;
    const all = [...this.seen, ...state].sort(([, one], [, other]) => one - other);
    this.seen = new Map(all);
    this.hasFormerKeys ||= holdsFormerKeys(state);
    this.trim();
  }

  /** All that is remembered, for the next run. */
  get state(): EventDedupeState {
    return [...this.seen];
  }

  private knows(key: string, event: WhatsAppEvent): boolean {
    return this.seen.has(key) || (this.hasFormerKeys && this.seen.has(formerEventKey(event)));
  }

  /** Stops at the first young one: a Map keeps the order of insertion, so the oldest come first. */
  private forget(nowMs: number): void {
    for (const [key, atMs] of this.seen) {
      if (atMs >= nowMs - rememberedMs) return;
      this.seen.delete(key);
    }
  }

  private trim(): void {
    for (const key of this.seen.keys()) {
      if (this.seen.size <= this.limit) return;
      this.seen.delete(key);
    }
  }
}

/** The ids with times in a list that came by a signal. */
export function idsWithTimes(list: unknown): EventDedupeState {
  return Array.isArray(list) ? list.filter(isIdWithTime) : [];
}

function isIdWithTime(entry: unknown): boolean {
  return (
    Array.isArray(entry) && typeof entry[0] === 'string' && wellFormedKey.test(entry[0]) && typeof entry[1] === 'number'
  );
}

function holdsFormerKeys(state: EventDedupeState): boolean {
  return state.some(([key]) => isFormerKey(key));
}
