/** Notes what became of each event of a POST, once, and tells the observer. */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { ParsedEvent } from '../../common/events/parse.js';
import { eventLabels } from '../observe/observer.js';
import type { RoutedEvent, TargetKind } from '../routing/group.js';
import type { WebhookObserver } from '../observe/observer.js';
import type { IgnoredReason } from '../routing/route.js';

/** What became of one event. */
export type EventFate =
  /** Temporal accepted it for a workflow. */
  | { fate: 'delivered'; target: TargetKind }
  /** It goes nowhere, and that is normal. */
  | { fate: 'ignored'; reason: IgnoredReason }
  /** It is kept as a dead letter or, with `keepDeadLetters: false`, would have to be. `problem` holds no content. */
  | { fate: 'dead-letter'; reason: DeadLetterReason; problem?: string; isNew?: boolean }
  /** Temporal did not accept it, or not in time. */
  | { fate: 'not-delivered'; error: string };

interface DeadLetterOfEvent {
  index: number;
  reason: DeadLetterReason;
  problem?: string;
}

export class Fates {
  /** By the event's index; complete when the delivery has ended. */
  readonly list: EventFate[];
  private readonly observer: WebhookObserver | undefined;

  constructor(events: number, observer?: WebhookObserver) {
    this.list = new Array<EventFate>(events);
    this.observer = observer;
  }

  read(parsed: readonly ParsedEvent[]): void {
    if (!this.observer) return;
    for (const { event } of parsed) this.observer.eventRead(eventLabels(event));
  }

  delivered(events: readonly RoutedEvent[]): void {
    const counts = new Map<TargetKind, number>();
    for (const { index, target } of events) {
      this.list[index] = { fate: 'delivered', target };
      counts.set(target, (counts.get(target) ?? 0) + 1);
    }
    for (const [target, count] of counts) this.observer?.eventsDelivered({ target, events: count });
  }

  ignored(index: number, reason: IgnoredReason): void {
    this.list[index] = { fate: 'ignored', reason };
    this.observer?.eventIgnored({ reason });
  }

  /** @param isNew undefined when nothing was kept */
  deadLetter({ index, reason, problem }: DeadLetterOfEvent, isNew?: boolean): void {
    const fate: EventFate = { fate: 'dead-letter', reason };
    if (problem !== undefined) fate.problem = problem;
    if (isNew !== undefined) {
      fate.isNew = isNew;
      this.observer?.deadLettered({ reason, isNew });
    }
    this.list[index] = fate;
  }

  notDelivered(events: readonly { index: number }[], error: string): void {
    for (const { index } of events) this.list[index] = { fate: 'not-delivered', error };
  }
}
