/** Notes the fates of items, once each, and tells the observer. */
import type { WebhookObserver } from '../observe/observer.js';
import type { Fate, IgnoredReason, Item, Part, TargetKind } from '../routing/item.js';

/** One for all items of a kind: nothing about it is of an item. */
const deliveredFates: Readonly<Record<TargetKind, Fate>> = {
  workflow: { kind: 'delivered', target: 'workflow' },
  conversation: { kind: 'delivered', target: 'conversation' },
  route: { kind: 'delivered', target: 'route' },
};

export class Fates {
  /** Whether the deadline has passed: what comes later changes nothing. */
  isClosed = false;
  private readonly observer: WebhookObserver | undefined;

  constructor(observer?: WebhookObserver) {
    this.observer = observer;
  }

  /** Temporal accepted the items, all for one workflow. */
  delivered(items: readonly Item[]): void {
    if (this.isClosed) return;
    for (const item of items) item.fate = deliveredFates[item.target ?? 'workflow'];
    if (this.observer) tellDelivered(items, this.observer);
  }

  close(): void {
    this.isClosed = true;
  }

  ignored(item: Item, reason: IgnoredReason): void {
    item.fate = { kind: 'ignored', reason };
    this.observer?.eventIgnored({ reason });
  }

  /** The dead letters of these parts are kept. */
  kept(parts: readonly Part[], isNew: boolean): void {
    if (this.isClosed) return;
    for (const { fate } of parts) {
      if (fate?.kind !== 'dead-letter') continue;
      fate.isNew = isNew;
      this.observer?.deadLettered({ reason: fate.reason, isNew });
    }
  }

  notDelivered(parts: readonly Part[], error: string): void {
    if (this.isClosed) return;
    for (const part of parts) part.fate = { kind: 'not-delivered', error };
  }
}

function tellDelivered(items: readonly Item[], observer: WebhookObserver): void {
  const counts = new Map<TargetKind, number>();
  for (const { target = 'workflow' } of items) counts.set(target, (counts.get(target) ?? 0) + 1);
  for (const [target, events] of counts) observer.eventsDelivered({ target, events });
}
