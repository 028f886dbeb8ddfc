/** Recognizes events that Meta delivers again. The state is plain JSON, because it crosses from run to run. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import { shortHash } from '../lib/short-hash.js';

/**
 * How long an event is remembered: a day longer than Meta's longest redelivery, seven days.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
const rememberedMs = 8 * 24 * 60 * 60 * 1000;

/** How many events are remembered. Their keys take 340 KB as JSON: a sixth of what Temporal takes in one payload. */
const defaultLimit = 4_000;

/** A key that stays readable: it takes at most 64 bytes. Most message ids have 60. What is longer becomes a hash. */
const readableKey = /^[\x20\x21\x23-\x5b\x5d-\x7e]{0,64}$/;

/** What was seen and when, in Unix milliseconds, oldest first. */
export type EventDedupeState = [id: string, atMs: number][];

/** How much an `EventDedupe` remembers. */
export interface EventDedupeOptions {
  /**
   * How many events are remembered at most; the oldest are forgotten first. 1,000 take up to 85 KB of state.
   *
   * @default 4000
   */
  limit?: number;
}

/**
 * The events that a workflow has seen in the last eight days. It is meant for the events of one conversation, or of a
 * part of the business that gets fewer than the limit in that time.
 *
 * - A message, an echo and a message of the history are known by their message id. An edit and a revoke have their own.
 * - A status is known by message id, status and time, and a call by its id and event.
 * - What has no id is known by its content, without the time of its arrival.
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
    // The arrival counts: an event that waited long for a worker is compared with what was seen before it came.
    this.forget(Math.min(nowMs, Number(event?.receivedAtMs) || nowMs));
    if (this.seen.has(key)) return false;
    this.seen.set(key, nowMs);
    this.trim();
    return true;
  }

  /** Whether the event was seen. */
  has(event: WhatsAppEvent): boolean {
    return this.seen.has(eventKey(event));
  }

  /** Takes over what another `EventDedupe` has seen. */
  merge(state: EventDedupeState): void {
    if (state.length === 0) return;
    const all = [...this.seen, ...state].sort(([, one], [, other]) => one - other);
    this.seen = new Map(all);
    this.trim();
  }

  /** All that is remembered, for the next run. */
  get state(): EventDedupeState {
    return [...this.seen];
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
    Array.isArray(entry) && typeof entry[0] === 'string' && readableKey.test(entry[0]) && typeof entry[1] === 'number'
  );
}

/** What makes two deliveries the same event. */
function eventKey(event: WhatsAppEvent): string {
  const key = knownId(event) ?? `~${shortHash(content(event))}`;
  return readableKey.test(key) ? key : `~${shortHash(key)}`;
}

/** The id of an event, which may be whatever was signaled, and need not even be an object. */
function knownId(event: WhatsAppEvent | null | undefined): string | undefined {
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

/** All that Meta said, which is the same at each delivery. The receiver adds the time of arrival and the keys. */
function content(event: WhatsAppEvent): string {
  if (typeof event !== 'object' || event === null) return JSON.stringify(event) ?? '';
  const { kind, field, wabaId, phoneNumberId, timestamp, raw } = event;
  return JSON.stringify([kind, field, wabaId, phoneNumberId, timestamp, raw]);
}
