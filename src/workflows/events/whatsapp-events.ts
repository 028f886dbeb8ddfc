/** The events that the receiver signals to a workflow of an application. */
import { condition, workflowInfo } from '@temporalio/workflow';
import type { WhatsAppEvent } from '../../common/events/types.js';
import { idsWithTimes, type EventDedupeState } from './event-dedupe.js';
import { isRunFull } from '../lib/run-size.js';
import { jsonBytes } from '../../common/json-bytes.js';
import { eventsOfThisRun, type RunEvents, type WhatsAppEventHandler } from './run-events.js';

/** Half of what Temporal takes in one payload. The other half is for what the workflow carries itself. */
const carriableBytes = 1_000_000;

/** What one run hands to the next: plain JSON for `continueAsNew`. */
export interface WhatsAppEventsState {
  /** The version of this shape. */
  version: 1;
  /** Keys of the events of the last eight days, at most 4,000, so that a redelivery is still recognized. */
  seen: EventDedupeState;
  /** Events that nobody has handled, oldest first. */
  waiting: WhatsAppEvent[];
}

/**
 * The owner of the signal `whatsAppEvents` in a workflow. Make it at the top of the workflow, before the first `await`.
 *
 * - A status of a message that this run has sent with `send()` goes to that message, and to nobody else.
 * - Every other event is handed out once, however often Meta delivers it within eight days (at most 4,000 events).
 * - What comes before anybody has asked for it waits, also what came before the first workflow task.
 *
 * An event has one way out: the handlers of `subscribe`, or `handleNext` and `handleEach`.
 *
 * ```ts
 * export async function accountWatchWorkflow(carried?: WhatsAppEventsState): Promise<void> {
 *   const events = new WhatsAppEvents(carried);
 *   await events.handleEach(async (event) => console.log(event.kind));
 *   await continueAsNew<typeof accountWatchWorkflow>(events.state);
 * }
 * ```
 */
export class WhatsAppEvents {
  private static claimedRunId: string | undefined;
  private readonly run: RunEvents;
  private isHandling = false;
  private handled: WhatsAppEvent | undefined;

  /**
   * @param carried `state` of the previous run, or the state of an `EventDedupe`. @default nothing
   * @throws Error when this run has made one already: pass that one on instead.
   */
  constructor(carried?: WhatsAppEventsState | EventDedupeState) {
    const { runId } = workflowInfo();
    if (WhatsAppEvents.claimedRunId === runId) {
      throw new Error('This workflow run has a WhatsAppEvents already: make one at the top and pass it on');
    }
    const state = carried && readState(carried);
    WhatsAppEvents.claimedRunId = runId;
    this.run = eventsOfThisRun();
    if (state) this.run.resume(state);
  }

  /**
   * Hands every event to `handler`. Those that wait come before `subscribe` returns. Several handlers get every event
   * each.
   *
   * @param handler Runs inside of the signal handler, so it must not throw.
   * @returns what ends the subscription. Without any handler events wait again.
   */
  subscribe(handler: WhatsAppEventHandler): () => void {
    return this.run.subscribe(handler);
  }

  /** How many events wait for somebody who handles them. */
  get waiting(): number {
    return this.run.waiting.length + (this.handled === undefined ? 0 : 1);
  }

  /**
   * Waits for an event and hands it to `handler`. The event counts as waiting until the handler has settled, so a
   * `continueAsNew` meanwhile carries it to the next run. So never continue as new from inside of the handler.
   *
   * @throws Error of the handler; the event is handled then. Error when another event is being handled.
   */
  async handleNext(handler: (event: WhatsAppEvent) => Promise<void> | void): Promise<void> {
    await this.handleOne(handler, () => false);
  }

  /**
   * Handles events one after the other, until the run should end: see `isRunFull`. What waits then is part of `state`.
   * It goes on while that is too large to be carried.
   *
   * @throws Error of the handler; the event is handled then. Error when another event is being handled.
   */
  async handleEach(handler: (event: WhatsAppEvent) => Promise<void> | void): Promise<void> {
    const isOver = (): boolean => this.isRunFull && this.isCarriable;
    while (!isOver()) await this.handleOne(handler, isOver);
  }

  /** Whether the run should continue as new: after 2,000 signals, at 4 MiB of history, or as the server suggests. */
  get isRunFull(): boolean {
    return isRunFull(this.run.signals);
  }

  /** Whether `state` leaves room for other arguments of `continueAsNew`: its events take at most 1 MB as JSON. */
  get isCarriable(): boolean {
    const handled = this.handled === undefined ? 0 : jsonBytes(this.handled);
    return this.run.waiting.bytes + handled <= carriableBytes;
  }

  /** What the next run needs: `continueAsNew<typeof workflow>(events.state)`. */
  get state(): WhatsAppEventsState {
    const handled = this.handled === undefined ? [] : [this.handled];
    return { version: 1, seen: this.run.seen, waiting: [...handled, ...this.run.waiting.events] };
  }

  private async handleOne(
    handler: (event: WhatsAppEvent) => Promise<void> | void,
    isOver: () => boolean,
  ): Promise<void> {
    if (this.isHandling) throw new Error('Another event is being handled: await one handleNext() before the next');
    this.isHandling = true;
    try {
      this.handled = await this.takeNext(isOver);
      if (this.handled !== undefined) await handler(this.handled);
    } finally {
      this.handled = undefined;
      this.isHandling = false;
    }
  }

  /** Another branch of the workflow may have taken what this one was woken for. @returns undefined when it is over */
  private async takeNext(isOver: () => boolean): Promise<WhatsAppEvent | undefined> {
    while (!isOver()) {
      const event = this.run.waiting.takeFirst();
      if (event) return event;
      await condition(() => this.run.waiting.length > 0 || isOver());
    }
    return undefined;
  }
}

/** Version 0.1 had no state of its own: workflows carried the list of an `EventDedupe`. */
function readState(carried: WhatsAppEventsState | EventDedupeState): Pick<WhatsAppEventsState, 'seen' | 'waiting'> {
  if (Array.isArray(carried)) return { seen: idsWithTimes(carried), waiting: [] };
  const { version, seen, waiting } = carried;
  if (version !== 1 || !Array.isArray(waiting)) {
    throw new Error(
      `WhatsAppEvents cannot resume from a state of version ${String(version)}: pass on \`events.state\``,
    );
  }
  return { seen: idsWithTimes(seen), waiting };
}
