/**
 * Hands groups of items and dead letters to Temporal, in parallel and under one deadline; every item has its fate
 * afterwards.
 */
import { performance } from 'node:perf_hooks';
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { DurationInput } from '../../common/inputs/durations.js';
import { defined } from '../../common/schema/defined.js';
import { signalNames } from '../../common/ids/wire-names.js';
import { describeError } from '../../common/describe-error.js';
import type { WebhookObserver } from '../observe/observer.js';
import { regroup, type SignalGroup } from '../routing/group.js';
import { isUndeliverable, type DeadLetterFate, type Item, type Part, type UndeliverableItem } from '../routing/item.js';
import { inboundFiles, type InboundFile } from '../storing/inbound-files.js';
import type { WebhookEventStore } from '../storing/large-events.js';
import { storeItem } from '../storing/large-items.js';
import { chunkItems, type Chunk, type UnfitItem } from './chunk.js';
import { underDeadline, type PostCalls, type TimedWork } from '../calls/deadline.js';
import { Fates } from './fates.js';
import { HistoryGuard, WorkflowFullError, type Reservation } from './history-guard.js';
import { startDeadLetter } from './keep.js';
import type { KeptItem } from './kept-item.js';
import { groupIntoLetters } from './letters.js';
import type { OpenWork } from '../calls/open-work.js';
import { startInboundFile } from './start-inbound-file.js';
import type { WebhookTemporalClient } from '../calls/temporal.js';
import { isFinalRefusal, isSignalLimit, isUnwritable, isWorkflowNotFound } from '../calls/temporal-errors.js';

/** What delivering depends on: options of the same names. */
export interface DeliverySettings {
  client: WebhookTemporalClient;
  taskQueue: string;
  deadlineMs: number;
  maxConcurrentSignals: number;
  deadLetterRetentionMs: number;
  /** How long the files of messages are tried that go to the application. Absent: they are not stored. */
  storeMediaWithin?: DurationInput;
  /** The store of events that no signal can hold. */
  media?: WebhookEventStore;
  observer?: WebhookObserver;
  /** Counts the calls of the client until they have settled. */
  openWork?: OpenWork;
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
  return (work, keepDeadLetters) => {
    if (work.groups.length + work.undeliverable.length === 0 && !work.whole) return Promise.resolve();
    return underDeadline(settings, (calls) => new Delivery({ work, settings, histories, calls, keepDeadLetters }));
  };
}

interface DeliveryContext {
  work: DeliveryWork;
  settings: DeliverySettings;
  histories: HistoryGuard;
  calls: PostCalls;
  keepDeadLetters: boolean;
}

/** How long a workflow of an application may be full before what comes for it is kept. */
const longestFullMs = 60 * 60 * 1000;

/** What is kept together: the same items, or a body of which none could be read. */
interface KeepJob {
  items: readonly Part[];
  make: () => KeptItem;
}

class Delivery implements TimedWork {
  private readonly work: DeliveryWork;
  private readonly settings: DeliverySettings;
  private readonly histories: HistoryGuard;
  private readonly calls: PostCalls;
  private readonly keepDeadLetters: boolean;
  private readonly fates: Fates;
  /** What is still to be done; grows while it is worked off. */
  private readonly queue: (SignalGroup | KeepJob | InboundFile)[] = [];
  /** Files of delivered messages that nobody stores yet. */
  private readonly files = new Set<InboundFile>();
  /** The end of the time of the store of large events, by `performance.now()`. */
  private readonly storeUntilMs: number;
  private begun = 0;
  private running = 0;
  private whenDone: () => void = () => undefined;
  /** Rooms that were not there at once. */
  private readonly waiting: Reservation[] = [];
  /** What turned out to be undeliverable, and is kept together when all groups are done. */
  private undelivered: UndeliverableItem[] = [];

  constructor({ work, settings, histories, calls, keepDeadLetters }: DeliveryContext) {
    this.work = work;
    this.settings = settings;
    this.histories = histories;
    this.calls = calls;
    this.keepDeadLetters = keepDeadLetters;
    this.fates = new Fates(settings.observer);
    this.storeUntilMs = performance.now() + settings.deadlineMs / 2;
  }

  async run(): Promise<void> {
    const { groups, undeliverable, whole } = this.work;
    for (const group of groups) this.add(group);
    this.keepItems(undeliverable);
    if (whole && this.keepDeadLetters) this.add({ items: [whole.part], make: whole.make });
    await this.allDone();
    await this.keepUndelivered();
    if (this.settings.storeMediaWithin === undefined) return;
    await this.storeFiles(this.settings.storeMediaWithin);
    await this.keepUndelivered();
  }

  private async keepUndelivered(): Promise<void> {
    const items = this.undelivered.filter(isUndeliverable);
    this.undelivered = [];
    this.keepItems(items);
    await this.allDone();
  }

  /** The deadline has passed: whatever has no fate of its own comes again, and nothing changes a fate any more. */
  giveUp({ message }: Error): void {
    const isOpen = ({ fate }: Part): boolean =>
      fate === undefined || (this.keepDeadLetters && fate.kind === 'dead-letter' && fate.isNew === undefined);
    for (const job of this.queue) if ('items' in job) this.fates.notDelivered(job.items.filter(isOpen), message);
    for (const { item } of this.files) this.fates.notDelivered([item], message);
    this.fates.notDelivered(this.undelivered.filter(isOpen), message);
    this.fates.close();
    for (const room of this.waiting) if (!room.isTaken) room.end();
  }

  /** Resolves when no job runs. One that a running job adds is waited for, too. */
  private allDone(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => (this.whenDone = resolve));
  }

  private add(job: SignalGroup | KeepJob | InboundFile): void {
    this.queue.push(job);
    if (this.running >= this.settings.maxConcurrentSignals) return;
    this.running += 1;
    this.workOff();
  }

  /**
   * Begins jobs until one is under way, whose end calls this again. An `await` for each takes a tenth of the time of a
   * batch of 100.
   */
  private workOff(): void {
    for (let job = this.queue[this.begun]; job && !this.fates.isClosed; job = this.queue[this.begun]) {
      this.begun += 1;
      if ('make' in job) return void this.keep(job).then(() => this.workOff());
      if ('input' in job) return void this.storeFile(job).then(() => this.workOff());
      if (this.beginGroup(job)) return;
    }
    this.running -= 1;
    if (this.running === 0) this.whenDone();
  }

  /** A defect makes a group come again, and stops nothing else. @returns whether it is under way */
  private beginGroup(group: SignalGroup): boolean {
    try {
      const { chunks, unfit } = chunkItems(group.items);
      const { media } = this.settings;
      if (media && unfit.length > 0) {
        void this.storeLarge(group, unfit, media).then(() => this.workOff());
        return true;
      }
      for (const { item, reason } of unfit) this.makeDeadLetter(item, reason);
      return this.deliverChunk({ group, chunks, index: 0 });
    } catch (error) {
      this.fates.notDelivered(group.items, describeError(error));
      return false;
    }
  }

  /**
   * Stores what no signal can hold, and adds the group again with references in its place. What cannot be stored
   * becomes a dead letter. Never rejects.
   */
  private async storeLarge(group: SignalGroup, unfit: readonly UnfitItem[], media: WebhookEventStore): Promise<void> {
    await Promise.all(unfit.map((large) => this.storeItem(large, media)));
    if (this.fates.isClosed) return;
    const items = group.items.filter((item) => !isUndeliverable(item));
    if (items.length > 0) this.add({ ...group, items });
  }

  /** Never rejects. */
  private async storeItem({ item, reason }: UnfitItem, media: WebhookEventStore): Promise<void> {
    if (reason !== 'too-large') return this.makeDeadLetter(item, reason);
    // Whatever the store does, half of the POST's time is left to keep all of its large events.
    const timeoutMs = Math.max(0, this.storeUntilMs - performance.now());
    const problem = await storeItem(item, media, timeoutMs);
    if (problem !== undefined && !this.fates.isClosed) this.makeDeadLetter(item, reason, problem);
  }

  /**
   * Sends the group's chunks one after the other. One that fails ends its group: a later one must not arrive before it.
   * One that is refused for good is kept instead.
   *
   * @returns whether there is such a chunk, which is under way then
   */
  private deliverChunk(place: ChunkPlace): boolean {
    const { group, chunks, index } = place;
    const chunk = chunks[index];
    if (!chunk) return false;
    const room = this.histories.reserve(group.workflowId, chunk.bytes);
    const isReady = room.isTaken;
    const pending = isReady ? this.signal(group, chunk) : this.signalWithRoom(group, chunk, room);
    // Whoever waits for room counts the call when it is made.
    const call = isReady ? this.calls.begin(signalCall(group)) : undefined;
    pending.then(
      () => {
        call?.ended();
        this.settled(place, room);
      },
      (error: unknown) => {
        call?.failed(error);
        this.settled(place, room, { error });
      },
    );
    return true;
  }

  /** Waits for room in the history. */
  private signalWithRoom(group: SignalGroup, chunk: Chunk, room: Reservation): Promise<unknown> {
    const { run } = this.calls;
    this.waiting.push(room);
    return this.histories
      .look(group.workflowId, room, run)
      .then(() => run(signalCall(group), () => this.signal(group, chunk)));
  }

  private signal({ workflowId, start }: SignalGroup, { items }: Chunk): Promise<unknown> {
    const { workflow } = this.settings.client;
    const signal = signalNames.whatsAppEvents;
    const events = items.map(({ event }) => event);
    if (!start) return workflow.getHandle(workflowId).signal(signal, events);
    const { workflowType, args, taskQueue } = start;
    return workflow.signalWithStart(workflowType, { workflowId, taskQueue, args, signal, signalArgs: [events] });
  }

  /** Goes on with the group's next chunk, or with another job. A defect makes what is left come again. */
  private settled(place: ChunkPlace, room: Reservation, failure?: { error: unknown }): void {
    const { group, chunks, index } = place;
    try {
      room.end();
      if (this.mayGoOn(place, failure) && this.deliverChunk({ group, chunks, index: index + 1 })) return;
    } catch (defect) {
      this.fates.notDelivered(itemsFrom(place), describeError(defect));
    }
    this.workOff();
  }

  /** Notes what became of a chunk. @returns whether the next one may follow */
  private mayGoOn(place: ChunkPlace, failure: { error: unknown } | undefined): boolean {
    const { group, chunks, index } = place;
    const { items = [] } = chunks[index] ?? {};
    if (!failure) this.fates.delivered(items);
    else if (this.fates.isClosed) return false;
    else if (!this.settle(group, items, failure.error)) {
      this.failed(group, itemsFrom(place), failure.error);
      return false;
    }
    return true;
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
      this.goOn(items);
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

  /** The workflow of these items does not run: each has a fate for that, or another target. */
  private goOn(items: readonly Item[]): void {
    const { groups, settled } = regroup(items);
    for (const group of groups) this.add(group);
    for (const item of settled) {
      if (item.fate?.kind === 'ignored') this.fates.ignored(item, item.fate.reason);
      else if (isUndeliverable(item)) this.undelivered.push(item);
    }
  }

  private makeDeadLetter(item: Item, reason: DeadLetterReason, problem?: string): void {
    const fate: DeadLetterFate = { kind: 'dead-letter', reason, ...defined({ problem }) };
    this.undelivered.push(Object.assign(item, { fate }));
  }

  /** Has the files of all messages stored that workflows of the application have got. */
  private async storeFiles(within: DurationInput): Promise<void> {
    const isGroup = (job: (typeof this.queue)[number]): job is SignalGroup => 'workflowId' in job;
    for (const file of inboundFiles(this.queue.filter(isGroup), within)) {
      this.files.add(file);
      this.add(file);
    }
    await this.allDone();
  }

  /** Never rejects: a message whose file nobody stores comes again, or is kept when it would be refused again. */
  private async storeFile(file: InboundFile): Promise<void> {
    try {
      await startInboundFile(file.input, this.settings, this.calls.run);
    } catch (error) {
      if (isFinalRefusal(error) || isUnwritable(error)) this.keepFile(file);
      else this.fates.notDelivered([file.item], describeError(error));
    }
    this.files.delete(file);
  }

  /** The letter of a message that was delivered, but has its file stored only when somebody redrives it. */
  private keepFile({ item }: InboundFile): void {
    const isDecided = item.fate?.kind === 'dead-letter' || item.fate?.kind === 'not-delivered';
    if (this.fates.isClosed || isDecided) return;
    const problem = 'the message was delivered; the start of the workflow that stores its file was refused';
    this.makeDeadLetter(item, 'refused-by-temporal', problem);
  }

  private keepItems(items: readonly UndeliverableItem[]): void {
    if (!this.keepDeadLetters || items.length === 0) return;
    for (const letter of groupIntoLetters(items)) this.add(letter);
  }

  /** Never rejects: what cannot be kept comes again. */
  private async keep({ items, make }: KeepJob): Promise<void> {
    try {
      this.fates.kept(items, await startDeadLetter(make(), this.settings, this.calls.run));
    } catch (error) {
      this.fates.notDelivered(items, describeError(error));
    }
  }
}

/** The chunk of a group that is being delivered. */
interface ChunkPlace {
  group: SignalGroup;
  chunks: readonly Chunk[];
  index: number;
}

/** What was not delivered yet. */
function itemsFrom({ chunks, index }: ChunkPlace): readonly Item[] {
  return chunks.slice(index).flatMap(({ items }) => items);
}

function signalCall({ start }: SignalGroup): 'signal' | 'signalWithStart' {
  return start ? 'signalWithStart' : 'signal';
}
