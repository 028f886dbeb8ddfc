/**
 * Hands groups of items and dead letters to Temporal, in parallel and under one deadline; every item has its fate
 * afterwards.
 */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import { defined } from '../../common/schema/defined.js';
import { signalNames } from '../../common/ids/wire-names.js';
import { describeError } from '../../common/describe-error.js';
import type { WebhookObserver } from '../observe/observer.js';
import type { SignalGroup } from '../routing/group.js';
import type { DeadLetterFate, Item, Part, UndeliverableItem } from '../routing/item.js';
import { chunkItems } from './chunk.js';
import { underDeadline, type RunCall } from './deadline.js';
import { Fates } from './fates.js';
import { startDeadLetter } from './keep.js';
import { keptItem, type KeptItem } from './kept-item.js';
import type { OpenWork } from './open-work.js';
import type { WebhookTemporalClient } from './temporal.js';
import { isFinalRefusal, isUnwritable, isWorkflowNotFound } from './temporal-errors.js';

/** What delivering depends on: options of the same names. */
export interface DeliverySettings {
  client: WebhookTemporalClient;
  taskQueue: string;
  deadlineMs: number;
  maxConcurrentSignals: number;
  deadLetterRetentionMs: number;
  observer?: WebhookObserver;
  /** Counts the calls of the client until they have settled. */
  openWork?: OpenWork;
}

export interface DeliveryWork {
  groups: readonly SignalGroup[];
  /** Each is kept by itself. */
  undeliverable: readonly UndeliverableItem[];
  /** What is kept in one piece, and the parts that have their fates by it. */
  whole?: { kept: KeptItem; parts: readonly Part[] };
}

/**
 * Tries every group and every dead letter, whatever happens to the others. Ends at the deadline, also when Temporal has
 * not answered by then.
 *
 * @param keepDeadLetters false keeps nothing; the fate of a dead letter then says that it would be kept
 */
export async function deliver(work: DeliveryWork, settings: DeliverySettings, keepDeadLetters: boolean): Promise<void> {
  if (work.groups.length + work.undeliverable.length === 0 && !work.whole) return;
  await underDeadline(settings, (call) => new Delivery(settings, call, keepDeadLetters).run(work));
}

class Delivery {
  private readonly settings: DeliverySettings;
  private readonly call: RunCall;
  private readonly keepDeadLetters: boolean;
  private readonly fates: Fates;
  /** What is still to be done; grows while it is worked off. */
  private readonly queue: (() => Promise<void>)[] = [];
  private readonly workers: Promise<void>[] = [];
  private running = 0;

  constructor(settings: DeliverySettings, call: RunCall, keepDeadLetters: boolean) {
    this.settings = settings;
    this.call = call;
    this.keepDeadLetters = keepDeadLetters;
    this.fates = new Fates(settings.observer);
  }

  async run({ groups, undeliverable, whole }: DeliveryWork): Promise<void> {
    for (const group of groups) this.add(group.items, () => this.deliverGroup(group));
    for (const item of undeliverable) this.keepItem(item);
    if (whole) this.keep(whole.parts, () => whole.kept);
    while (this.workers.length > 0) await Promise.all(this.workers.splice(0));
  }

  /** A defect makes these parts come again, and stops nothing else. */
  private add(parts: readonly Part[], job: () => Promise<void>): void {
    this.queue.push(async () => {
      try {
        await job();
      } catch (error) {
        this.fates.notDelivered(parts, describeError(error));
      }
    });
    if (this.running < this.settings.maxConcurrentSignals) this.workers.push(this.workOff());
  }

  private async workOff(): Promise<void> {
    this.running += 1;
    for (let job = this.queue.shift(); job; job = this.queue.shift()) await job();
    this.running -= 1;
  }

  /**
   * A chunk that fails ends its group: a later one must not arrive before it. One that is refused for good is kept
   * instead.
   */
  private async deliverGroup(group: SignalGroup): Promise<void> {
    const { chunks, unfit } = chunkItems(group.items);
    for (const { item, reason } of unfit) this.makeDeadLetter(item, reason);
    for (const [index, chunk] of chunks.entries()) {
      try {
        await this.signal(group, chunk);
        this.fates.delivered(chunk);
      } catch (error) {
        if (this.settle(group, chunk, error)) continue;
        const message = describeError(error).replaceAll(group.workflowId, '(workflow id)');
        this.fates.notDelivered(chunks.slice(index).flat(), message);
        return;
      }
    }
  }

  private signal({ workflowId, start }: SignalGroup, chunk: readonly Item[]): Promise<unknown> {
    const { workflow } = this.settings.client;
    const signal = signalNames.whatsAppEvents;
    const events = chunk.map(({ event }) => event);
    if (!start) return this.call('signal', () => workflow.getHandle(workflowId).signal(signal, events));
    const { workflowType, args, taskQueue } = start;
    return this.call('signalWithStart', () =>
      workflow.signalWithStart(workflowType, { workflowId, taskQueue, args, signal, signalArgs: [events] }),
    );
  }

  /** @returns Whether the items have another fate than to be delivered again. */
  private settle({ start }: SignalGroup, chunk: readonly Item[], error: unknown): boolean {
    if (!start && isWorkflowNotFound(error)) {
      for (const item of chunk) {
        if (item.target === 'workflow') this.fates.ignored(item, 'workflow-ended');
        else this.makeDeadLetter(item, 'workflow-not-found');
      }
      return true;
    }
    if (isFinalRefusal(error)) {
      for (const item of chunk) this.makeDeadLetter(item, 'refused-by-temporal');
      return true;
    }
    if (!isUnwritable(error) || !chunk.some(({ target }) => target === 'route')) return false;
    const problem = 'the arguments of its workflow cannot be written as a payload';
    for (const item of chunk) this.makeDeadLetter(item, 'route-failed', problem);
    return true;
  }

  private makeDeadLetter(item: Item, reason: DeadLetterReason, problem?: string): void {
    const fate: DeadLetterFate = { kind: 'dead-letter', reason, ...defined({ problem }) };
    this.keepItem(Object.assign(item, { fate }));
  }

  private keepItem(item: UndeliverableItem): void {
    this.keep([item], () => keptItem(item));
  }

  private keep(parts: readonly Part[], make: () => KeptItem): void {
    if (!this.keepDeadLetters) return;
    this.add(parts, async () => this.fates.kept(parts, await startDeadLetter(make(), this.settings, this.call)));
  }
}
