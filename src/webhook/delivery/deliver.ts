/** Hands groups of events and dead letters to Temporal, in parallel and under one deadline, and notes the fate of each event. */
import { signalNames } from '../../common/wire-names.js';
import { isFinalRefusal, isUnwritable, isWorkflowNotFound } from './temporal-errors.js';
import { chunkEvents } from './chunk.js';
import { keptEvent, type KeptItem } from './kept-item.js';
import { startDeadLetter } from './keep.js';
import { describeError } from '../observe/log.js';
import type { Fates } from './fates.js';
import type { RoutedEvent, SignalGroup, UndeliverableEvent } from '../routing/group.js';
import type { ProcessingSettings } from '../options.js';
import { underDeadline, type RunCall } from './deadline.js';

export interface DeliveryWork {
  groups: readonly SignalGroup[];
  undeliverable: readonly UndeliverableEvent[];
  /** Kept whole, for the events with these indexes. */
  body?: { item: KeptItem; events: readonly Omit<UndeliverableEvent, 'parsed'>[] };
}

export type DeliverySettings = Pick<
  ProcessingSettings,
  'client' | 'taskQueue' | 'deadlineMs' | 'maxConcurrentSignals' | 'deadLetterRetentionMs' | 'observer'
>;

/**
 * Every group and every dead letter is tried, whatever happens to the others. Ends at the deadline, also when Temporal has not
 * answered by then.
 *
 * @param keepDeadLetters false only names what would be kept
 */
export function deliver(
  work: DeliveryWork,
  fates: Fates,
  settings: DeliverySettings,
  keepDeadLetters: boolean,
): Promise<void> {
  if (work.groups.length + work.undeliverable.length === 0 && !work.body) return Promise.resolve();
  return underDeadline(settings, (run) => new Delivery(fates, settings, run, keepDeadLetters).run(work));
}

class Delivery {
  private readonly fates: Fates;
  private readonly settings: DeliverySettings;
  private readonly call: RunCall;
  private readonly keepDeadLetters: boolean;
  /** What is still to be done; grows while it is worked off. */
  private readonly queue: (() => Promise<void>)[] = [];
  private next = 0;
  private running = 0;
  private readonly workers: Promise<void>[] = [];

  constructor(fates: Fates, settings: DeliverySettings, call: RunCall, keepDeadLetters: boolean) {
    this.fates = fates;
    this.settings = settings;
    this.call = call;
    this.keepDeadLetters = keepDeadLetters;
  }

  async run({ groups, undeliverable, body }: DeliveryWork): Promise<void> {
    const [first] = groups;
    // Of nearly every POST: no queue is needed for it.
    if (groups.length === 1 && first && undeliverable.length === 0 && !body)
      await this.attempt(first.items, () => this.deliverGroup(first));
    else for (const group of groups) this.add(group.items, () => this.deliverGroup(group));
    for (const item of undeliverable) this.keep(item);
    if (body && this.keepDeadLetters) this.add(body.events, () => this.start(body.item, body.events));
    else body?.events.forEach((event) => this.fates.deadLetter(event));
    while (this.workers.length > 0) await Promise.all(this.workers.splice(0));
  }

  /** A defect makes these events come again, and stops nothing else. */
  private async attempt(events: readonly { index: number }[], job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      this.fates.notDelivered(events, describeError(error));
    }
  }

  private add(events: readonly { index: number }[], job: () => Promise<void>): void {
    this.queue.push(() => this.attempt(events, job));
    if (this.running < this.settings.maxConcurrentSignals) this.workers.push(this.workOff());
  }

  private async workOff(): Promise<void> {
    this.running += 1;
    for (let job = this.queue[this.next++]; job; job = this.queue[this.next++]) await job();
    this.next -= 1;
    this.running -= 1;
  }

  /** A chunk that fails ends its group: a later one must not arrive before it. One that is refused for good is kept instead. */
  private async deliverGroup(group: SignalGroup): Promise<void> {
    const { chunks, unfit } = chunkEvents(group.items);
    for (const { item, reason } of unfit) this.keep({ ...item, reason });
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

  private signal({ workflowId, start }: SignalGroup, chunk: readonly RoutedEvent[]): Promise<unknown> {
    const { workflow } = this.settings.client;
    const name = signalNames.whatsAppEvents;
    const events = chunk.map(({ parsed }) => parsed.event);
    if (!start) return this.call('signal', () => workflow.getHandle(workflowId).signal(name, events));
    const { workflowType, args, taskQueue } = start;
    return this.call('signalWithStart', () =>
      workflow.signalWithStart(workflowType, { workflowId, taskQueue, args, signal: name, signalArgs: [events] }),
    );
  }

  /** @returns Whether the events have another fate than to be delivered again. */
  private settle({ start }: SignalGroup, chunk: readonly RoutedEvent[], error: unknown): boolean {
    if (!start && isWorkflowNotFound(error)) {
      for (const item of chunk) {
        if (item.target === 'workflow') this.fates.ignored(item.index, 'workflow-ended');
        else this.keep({ ...item, reason: 'workflow-not-found' });
      }
      return true;
    }
    if (isFinalRefusal(error)) {
      for (const item of chunk) this.keep({ ...item, reason: 'refused-by-temporal' });
      return true;
    }
    if (!isUnwritable(error) || !chunk.some(({ target }) => target === 'route')) return false;
    const problem = 'the arguments of its workflow cannot be written as a payload';
    for (const item of chunk) this.keep({ ...item, reason: 'route-failed', problem });
    return true;
  }

  private keep(item: UndeliverableEvent): void {
    if (this.keepDeadLetters) this.add([item], async () => this.start(keptEvent(item), [item]));
    else this.fates.deadLetter(item);
  }

  private async start(item: KeptItem, events: readonly Omit<UndeliverableEvent, 'parsed'>[]): Promise<void> {
    try {
      const isNew = await startDeadLetter(item, this.settings, this.call);
      for (const event of events) this.fates.deadLetter(event, isNew);
    } catch (error) {
      this.fates.notDelivered(events, describeError(error));
    }
  }
}
