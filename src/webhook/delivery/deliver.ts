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
import { chunkItems, type Chunk } from './chunk.js';
import { underDeadline, type RunCall } from './deadline.js';
import { Fates } from './fates.js';
import { HistoryGuard, WorkflowFullError } from './history-guard.js';
import { startDeadLetter } from './keep.js';
import type { KeptItem } from './kept-item.js';
import { groupIntoLetters } from './letters.js';
import type { WebhookTemporalClient } from './temporal.js';
import { isFinalRefusal, isSignalLimit, isUnwritable, isWorkflowNotFound } from './temporal-errors.js';

/** What delivering depends on: options of the same names. */
export interface DeliverySettings {
  client: WebhookTemporalClient;
  taskQueue: string;
  deadlineMs: number;
  maxConcurrentSignals: number;
  deadLetterRetentionMs: number;
  observer?: WebhookObserver;
}

interface DeliveryWork {
  groups: readonly SignalGroup[];
  /** What is kept: items that share their fate together. */
  undeliverable: readonly UndeliverableItem[];
  /** The body, when no item could be read from it. */
  whole?: { part: Part; make: () => KeptItem };
}

/**
 * Tries every group and every dead letter, whatever happens to the others. Ends at the deadline, also when Temporal has
 * not answered by then.
 *
 * @param keepDeadLetters false keeps nothing; the fate of a dead letter then says that it would be kept
 */
export type Deliver = (work: DeliveryWork, keepDeadLetters: boolean) => Promise<void>;

export function createDelivery(settings: DeliverySettings): Deliver {
  const histories = new HistoryGuard(settings.client);
  return async (work, keepDeadLetters) => {
    if (work.groups.length + work.undeliverable.length === 0 && !work.whole) return;
    await underDeadline(settings, (call) => new Delivery({ settings, histories, call, keepDeadLetters }).run(work));
  };
}

interface DeliveryContext {
  settings: DeliverySettings;
  histories: HistoryGuard;
  call: RunCall;
  keepDeadLetters: boolean;
}

/** How long a workflow of an application may be full before what comes for it is kept. */
const longestFullMs = 60 * 60 * 1000;

class Delivery {
  private readonly settings: DeliverySettings;
  private readonly histories: HistoryGuard;
  private readonly call: RunCall;
  private readonly keepDeadLetters: boolean;
  private readonly fates: Fates;
  /** What is still to be done; grows while it is worked off. */
  private readonly queue: (() => Promise<void>)[] = [];
  private readonly workers: Promise<void>[] = [];
  private running = 0;
  /** What turned out to be undeliverable, and is kept together when all groups are done. */
  private undelivered: UndeliverableItem[] = [];

  constructor({ settings, histories, call, keepDeadLetters }: DeliveryContext) {
    this.settings = settings;
    this.histories = histories;
    this.call = call;
    this.keepDeadLetters = keepDeadLetters;
    this.fates = new Fates(settings.observer);
  }

  async run({ groups, undeliverable, whole }: DeliveryWork): Promise<void> {
    for (const group of groups) this.add(group.items, () => this.deliverGroup(group));
    this.keepItems(undeliverable);
    if (whole) this.keep([whole.part], whole.make);
    await this.workersDone();
    this.keepItems(this.undelivered);
    await this.workersDone();
  }

  private async workersDone(): Promise<void> {
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
        this.fates.delivered(chunk.items);
      } catch (error) {
        if (this.settle(group, chunk.items, error)) continue;
        const rest = chunks.slice(index).flatMap(({ items }) => items);
        return this.failed(group, rest, error);
      }
    }
  }

  private async signal({ workflowId, start }: SignalGroup, { items, bytes }: Chunk): Promise<void> {
    const { workflow } = this.settings.client;
    const signal = signalNames.whatsAppEvents;
    const events = items.map(({ event }) => event);
    const send = (): Promise<unknown> => {
      if (!start) return this.call('signal', () => workflow.getHandle(workflowId).signal(signal, events));
      const { workflowType, args, taskQueue } = start;
      return this.call('signalWithStart', () =>
        workflow.signalWithStart(workflowType, { workflowId, taskQueue, args, signal, signalArgs: [events] }),
      );
    };
    await this.histories.signal({ workflowId, bytes }, this.call, send);
  }

  /** These items come again, unless their workflow has been full for too long. */
  private failed({ workflowId }: SignalGroup, items: readonly Item[], error: unknown): void {
    const cause = isSignalLimit(error) ? this.histories.refused(workflowId) : error;
    const message = describeError(cause).replaceAll(workflowId, '(workflow id)');
    const isGivenUp = cause instanceof WorkflowFullError && cause.fullForMs > longestFullMs;
    const isKept = ({ target }: Item): boolean => isGivenUp && target !== 'conversation';
    for (const item of items.filter(isKept)) this.makeDeadLetter(item, 'workflow-full', message);
    this.fates.notDelivered(
      items.filter((item) => !isKept(item)),
      message,
    );
  }

  /** @returns Whether the items have another fate than to be delivered again. */
  private settle({ start }: SignalGroup, items: readonly Item[], error: unknown): boolean {
    if (!start && isWorkflowNotFound(error)) {
      for (const item of items) {
        if (item.target === 'workflow') this.fates.ignored(item, 'workflow-ended');
        else this.makeDeadLetter(item, 'workflow-not-found');
      }
      return true;
    }
    if (isFinalRefusal(error) && !isSignalLimit(error)) {
      for (const item of items) this.makeDeadLetter(item, 'refused-by-temporal');
      return true;
    }
    if (!isUnwritable(error) || !items.some(({ target }) => target === 'route')) return false;
    const problem = 'the arguments of its workflow cannot be written as a payload';
    for (const item of items) this.makeDeadLetter(item, 'route-failed', problem);
    return true;
  }

  private makeDeadLetter(item: Item, reason: DeadLetterReason, problem?: string): void {
    const fate: DeadLetterFate = { kind: 'dead-letter', reason, ...defined({ problem }) };
    this.undelivered.push(Object.assign(item, { fate }));
  }

  private keepItems(items: readonly UndeliverableItem[]): void {
    if (!this.keepDeadLetters) return;
    for (const { items: kept, make } of groupIntoLetters(items)) this.keep(kept, make);
  }

  private keep(parts: readonly Part[], make: () => KeptItem): void {
    if (!this.keepDeadLetters) return;
    this.add(parts, async () => this.fates.kept(parts, await startDeadLetter(make(), this.settings, this.call)));
  }
}
