/** Recognises events that Meta delivers again. Plain JSON as state, because it crosses from run to run. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import { shortHash } from '../lib/short-hash.js';

/**
 * How long an event is remembered: a day longer than Meta's longest redelivery, seven days.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
const rememberedMs = 8 * 24 * 60 * 60 * 1000;

/** With keys of up to 64 characters, 340 KB as JSON: a sixth of what Temporal takes in one payload. */
const defaultLimit = 4_000;

/** Message ids, 60 characters mostly, stay readable; what is longer becomes a hash. */
const longestReadableKey = 64;

/** What was seen and when, in Unix milliseconds, oldest first. */
export type EventDedupeState = [id: string, atMs: number][];

/** How much an `EventDedupe` remembers. */
export interface EventDedupeOptions {
  /** How many events are remembered at most; the oldest are forgotten first. 1,000 take up to 85 KB of state. @default 4000 */
  limit?: number;
}

/**
 * The events that a workflow has seen in the last eight days. For the events of one conversation, or of a part of the business
 * that gets less than the limit in that time.
 *
 * A message, an echo and a message of the history are known by their message id (an edit and a revoke have ids of their own), a status by
 * message id, status and time, a call by its id and event; what has no id by its content, without the time of its arrival.
 *
 * Hand `state` over at continue-as-new: `new EventDedupe(carried)`.
 */
export class EventDedupe {
  private seen: Map<string, number>;
  private readonly limit: number;

  constructor(state: EventDedupeState = [], { limit = defaultLimit }: EventDedupeOptions = {}) {
    this.seen = new Map(state);
    this.limit = limit;
  }

  /**
   * Remembers an event. It never throws, so that a signal handler can call it.
   *
   * @param nowMs Unix milliseconds. @default the workflow's time
   * @returns true the first time that an event is passed, false for every later delivery of the same event
   */
  accept(event: WhatsAppEvent, nowMs = Date.now()): boolean {
    const key = eventKey(event);
    // By its arrival: what waited long for a worker is compared with what was seen before it came.
    this.forget(Math.min(nowMs, Number(event?.receivedAtMs) || nowMs));
    if (this.seen.has(key)) return false;
    this.seen.set(key, nowMs);
    this.trim();
    return true;
  }

  /** Whether it was seen. */
  has(event: WhatsAppEvent): boolean {
    return this.seen.has(eventKey(event));
  }

  /** Takes over what another one has seen. */
  merge(state: EventDedupeState): void {
    if (state.length === 0) return;
    const all = [...this.seen, ...state].sort(([, one], [, other]) => one - other);
    this.seen = new Map(all);
    this.trim();
  }

  /** What it remembers, for the next run. */
  get state(): EventDedupeState {
    return [...this.seen];
  }

  /** A Map keeps the order of insertion, so the oldest come first. */
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
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
}

/** What makes two deliveries the same event. */
function eventKey(event: WhatsAppEvent): string {
  const key = idOf(event) ?? `~${shortHash(contentOf(event))}`;
  return key.length > longestReadableKey ? `~${shortHash(key)}` : key;
}

/** Whatever was signalled: it need not even be an object. */
function idOf(event: WhatsAppEvent | null | undefined): string | undefined {
  switch (event?.kind) {
    case 'message':
    case 'echo':
    case 'history':
      return event.messageId;
    case 'status':
      return event.messageId && `${event.messageId} ${event.status} ${event.timestamp}`;
    case 'call':
      return event.callId && `${event.callId} ${event.event}`;
    default:
      return undefined;
  }
}

/** All that Meta said, which is the same at each delivery. Not what the receiver adds: when it came, and its keys. */
function contentOf(event: WhatsAppEvent): string {
  if (typeof event !== 'object' || event === null) return JSON.stringify(event) ?? '';
  const { kind, field, wabaId, phoneNumberId, timestamp, raw } = event;
  return JSON.stringify([kind, field, wabaId, phoneNumberId, timestamp, raw]);
}
