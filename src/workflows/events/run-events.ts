/** All events that were signaled to this workflow run: the one handler of `whatsAppEvents`, and where each goes. */
import { setHandler, workflowInfo } from '@temporalio/workflow';
import type { WhatsAppEvent } from '../../common/events/types.js';
import { whatsAppEventsSignal } from '../definitions.js';
import { EventDedupe, type EventDedupeState } from './event-dedupe.js';
import { EventQueue } from './event-queue.js';
import { MessageStatuses } from './message-statuses.js';
import { about } from '../lib/about.js';

/** A function that gets one event. It is synchronous, as it runs inside of a signal handler. */
export type WhatsAppEventHandler = (event: WhatsAppEvent) => void;

/** What a run hands to the next one. */
interface Carried {
  seen: EventDedupeState;
  waiting: readonly WhatsAppEvent[];
}

/**
 * A status of an own send goes to its message. Every other event goes to the subscribers, each event once.
 * An event that comes before anybody has subscribed waits.
 */
export class RunEvents {
  readonly statuses = new MessageStatuses();
  /** How many signals this run has taken. */
  signals = 0;
  /** What no subscriber has got. */
  readonly waiting = new EventQueue();
  private readonly dedupe = new EventDedupe();
  private readonly subscribers = new Set<{ handler: WhatsAppEventHandler }>();

  get seen(): EventDedupeState {
    return this.dedupe.state;
  }

  /**
   * Takes over what an earlier run has left. It comes before everything that this run has got. A redelivery may be here
   * already, as signals from before the first task are taken as soon as there is a handler.
   */
  resume({ seen, waiting }: Carried): void {
    const known = new EventDedupe(seen);
    for (const event of waiting) known.accept(event);
    const arrived: WhatsAppEvent[] = [];
    for (let event = this.waiting.takeFirst(); event; event = this.waiting.takeFirst()) arrived.push(event);
    this.dedupe.merge(known.state);
    for (const event of [...waiting, ...arrived.filter((event) => !known.has(event))]) {
      if (!this.statuses.take(event)) this.handOut(event);
    }
  }

  /** Takes a signal, whatever somebody has sent. A signal handler must not throw because of its content. */
  receive(events: WhatsAppEvent[]): void {
    this.signals += 1;
    for (const event of Array.isArray(events) ? events : [events]) {
      if (this.isForOthers(event)) this.handOut(event);
    }
  }

  /** Whether an event is new, and no status of an own send. What cannot be read is nothing of the receiver's. */
  private isForOthers(event: WhatsAppEvent): boolean {
    if (typeof event !== 'object' || event === null) return false;
    try {
      // A status that is delivered again in the next run is known there, too.
      const isNew = this.dedupe.accept(event);
      return !this.statuses.take(event) && isNew;
    } catch {
      return false;
    }
  }

  /** Lets the statuses of a send go to its message. They may have waited, when the key is the caller's own. */
  expectStatuses(sendKey: string): void {
    this.statuses.expect(sendKey);
    this.waiting.removeAll((event) => this.statuses.take(event));
  }

  /** Hands out what waits one by one. A handler that throws, or ends its subscription, leaves the rest waiting. */
  subscribe(handler: WhatsAppEventHandler): () => void {
    const subscription = { handler };
    this.subscribers.add(subscription);
    const end = (): boolean => this.subscribers.delete(subscription);
    try {
      while (this.subscribers.has(subscription)) {
        const event = this.waiting.takeFirst();
        if (!event) break;
        this.handOut(event);
      }
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  private handOut(event: WhatsAppEvent): void {
    if (this.subscribers.size === 0) this.waiting.put(event);
    else for (const { handler } of this.subscribers) handler(event);
  }
}

let current: { runId: string; events: RunEvents } | undefined;

/**
 * The events of a run whose workflow handles the signal itself. It has to hand statuses to `statuses`. Sends of this
 * run find them there.
 */
export function adoptRunEvents(): RunEvents {
  const events = new RunEvents();
  current = { runId: workflowInfo().runId, events };
  return events;
}

/** The events of this run. The first call registers the handler of the signal, and gets what was signaled before. */
export function eventsOfThisRun(): RunEvents {
  const { runId } = workflowInfo();
  if (current?.runId !== runId) {
    const events = new RunEvents();
    current = { runId, events };
    setHandler(whatsAppEventsSignal, (signaled) => events.receive(signaled), about(whatsAppEventsSignal));
  }
  return current.events;
}
