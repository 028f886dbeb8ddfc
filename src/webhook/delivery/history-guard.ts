/**
 * Keeps the receiver from filling a workflow's history. The server ends a workflow at 50 MB of history. All that the
 * workflow holds is lost then, also signals that were accepted.
 *
 * A receiver counts what it sends to each workflow, and asks Temporal for the size of the history only now and then.
 * Several receivers do not know of each other: each may exceed the limit by its own allowance.
 */
import type { RunCall } from '../calls/deadline.js';
import type { WebhookTemporalClient } from '../calls/temporal.js';
import { errorCode, isWorkflowNotFound } from '../calls/temporal-errors.js';

/**
 * How large a history may be in bytes while its workflow has something to do. The worker gets all that waits as one
 * task, which has seconds. What waits can also be handled one by one before the history is at the server's limit.
 */
const maxBusyBytes = 4_000_000;

/**
 * How large the history of a workflow may be that has nothing to do. The library's workflows continue as new at 4 MiB.
 * The size that they are told lacks what came during the last task: up to 4 MB. The next signal tells them.
 */
const maxIdleBytes = 11_000_000;

/** How much may be under way to one workflow at the same time, in bytes, as no look finds it. More waits. */
const maxBytesUnderWay = 2_000_000;

/** How many events a history may have. The server ends a workflow at 51,200, and takes 10,000 signals in a run. */
const maxHistoryEvents = 10_000;

/**
 * How many events it may have while a task of its workflow waits or runs. To continue as new, a workflow needs one task
 * during which no signal comes. The library's workflows want that from 2,000 signals on, and each try reads all again.
 */
const maxEventsDuringTask = 3_000;

/** How much goes to a workflow before its history is looked at again. */
const allowance = { bytes: 256_000, signals: 200 };

/** How long a full history is not looked at again: a flood costs two looks a second. */
const lookPauseMs = 500;

/** How many workflows are counted at the same time; the one that was signaled longest ago is forgotten first. */
const watchedWorkflows = 10_000;

/** A history that can take no more for now. */
export class WorkflowFullError extends Error {
  override name = 'WorkflowFullError';
  /** How long this receiver has found it full, in milliseconds. */
  readonly fullForMs: number;

  constructor({ bytes, events }: HistorySize, fullForMs: number) {
    const size = `${(bytes / 1_000_000).toFixed(1)} MB, ${events} events`;
    super(
      `the history of its workflow is full for now (${size}): its worker has to catch up, or it never continues as new`,
    );
    this.fullForMs = fullForMs;
  }
}

interface HistorySize {
  bytes: number;
  events: number;
  /** How many bytes it may have. */
  maxBytes: number;
  /** How many events it may have. */
  maxEvents: number;
}

const nothing: HistorySize = { bytes: 0, events: 0, maxBytes: maxIdleBytes, maxEvents: maxHistoryEvents };

export class HistoryGuard {
  private readonly client: WebhookTemporalClient;
  private readonly watched = new Map<string, WatchedHistory>();

  constructor(client: WebhookTemporalClient) {
    this.client = client;
  }

  /** Takes room for one signal, as far as that needs no look at the history. The usual signal costs no other call. */
  reserve(workflowId: string, bytes: number): Reservation {
    const reservation = new Reservation(this.watch(workflowId), bytes);
    reservation.takeAtOnce();
    return reservation;
  }

  /**
   * Takes the room that was not taken at once.
   *
   * @throws WorkflowFullError when there is no room for now; else what the call throws.
   */
  async look(workflowId: string, reservation: Reservation, run: RunCall): Promise<void> {
    const { history } = reservation;
    const size = await run('describe', () => history.inTurn(() => reservation.takeAfterLook(this.client, workflowId)));
    if (size) throw new WorkflowFullError(size, history.fullForMs);
  }

  /** Notes that the server takes no more signals in this run of the workflow. */
  refused(workflowId: string): WorkflowFullError {
    const history = this.watch(workflowId);
    return new WorkflowFullError(history.noteFull({ ...history.known, events: maxHistoryEvents }), history.fullForMs);
  }

  private watch(workflowId: string): WatchedHistory {
    const known = this.watched.get(workflowId);
    // The order tells only when something has to be forgotten soon.
    if (known && this.watched.size < watchedWorkflows / 2) return known;
    const history = known ?? new WatchedHistory();
    this.watched.delete(workflowId);
    this.watched.set(workflowId, history);
    if (this.watched.size > watchedWorkflows) {
      const [oldest = workflowId] = this.watched.keys();
      this.watched.delete(oldest);
    }
    return history;
  }
}

/** What one receiver knows of one workflow's history. */
class WatchedHistory {
  /** What was found at the last look. */
  known = nothing;
  /** What was sent since then, or is under way. */
  readonly sent = { bytes: 0, signals: 0 };
  /** What is under way, and may not be part of the history yet. */
  readonly underWay = { bytes: 0, signals: 0 };
  private fullSinceMs: number | undefined;
  private lookedFullAtMs = -Infinity;
  private turns: Promise<unknown> = Promise.resolve();
  private wake: () => void = () => undefined;

  /** Runs one after the other, so that each knows what the one before has taken. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.turns.then(work);
    this.turns = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when something that was under way, or that waited, has ended. */
  nextEnd(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  noteEnd(): void {
    this.wake();
  }

  get fullForMs(): number {
    return this.fullSinceMs === undefined ? 0 : Date.now() - this.fullSinceMs;
  }

  /** The size that was found full a moment ago. */
  get lastFull(): HistorySize | undefined {
    return Date.now() - this.lookedFullAtMs < lookPauseMs ? this.known : undefined;
  }

  noteFull(size: HistorySize): HistorySize {
    const nowMs = Date.now();
    this.known = size;
    this.lookedFullAtMs = nowMs;
    this.fullSinceMs ??= nowMs;
    this.sent.signals = allowance.signals;
    return size;
  }

  noteRoom(size: HistorySize): void {
    this.known = size;
    this.fullSinceMs = undefined;
  }
}

/** The room that one signal takes, until it ends. */
export class Reservation {
  readonly history: WatchedHistory;
  private readonly bytes: number;
  /** Whether the signal may be sent. */
  isTaken = false;
  private isEnded = false;

  constructor(history: WatchedHistory, bytes: number) {
    this.history = history;
    this.bytes = bytes;
  }

  takeAtOnce(): boolean {
    const { sent } = this.history;
    if (sent.bytes + this.bytes > allowance.bytes || sent.signals >= allowance.signals) return false;
    this.take();
    return true;
  }

  /** @returns the size of the history when it is full */
  async takeAfterLook(client: WebhookTemporalClient, workflowId: string): Promise<HistorySize | undefined> {
    const { history } = this;
    while (this.isCrowded) await history.nextEnd();
    // The POST may have ended while this waited for its turn.
    if (this.isEnded || this.takeAtOnce()) return undefined;
    if (history.lastFull) return history.lastFull;
    Object.assign(history.sent, history.underWay);
    const size = await readHistorySize(client, workflowId);
    const { sent } = history;
    const isFull = size.bytes + sent.bytes + this.bytes > size.maxBytes || size.events + sent.signals >= size.maxEvents;
    if (isFull) return history.noteFull(size);
    history.noteRoom(size);
    if (!this.isEnded) this.take();
    return undefined;
  }

  end(): void {
    this.isEnded = true;
    if (this.isTaken) {
      this.history.underWay.bytes -= this.bytes;
      this.history.underWay.signals -= 1;
    }
    this.isTaken = false;
    this.history.noteEnd();
  }

  /** Whether too much is under way to add this. One that is too large by itself goes alone. */
  private get isCrowded(): boolean {
    const { bytes } = this.history.underWay;
    return !this.isEnded && bytes > 0 && bytes + this.bytes > maxBytesUnderWay;
  }

  private take(): void {
    const { sent, underWay } = this.history;
    this.isTaken = true;
    sent.bytes += this.bytes;
    sent.signals += 1;
    underWay.bytes += this.bytes;
    underWay.signals += 1;
  }
}

/** Whoever may not look cannot know, and goes on as if there were room. */
const mayNotLook: ReadonlySet<string> = new Set(['PERMISSION_DENIED', 'UNIMPLEMENTED']);

/** A workflow that does not run has no history to fill. */
async function readHistorySize({ workflow }: WebhookTemporalClient, workflowId: string): Promise<HistorySize> {
  try {
    const { status, historySize = 0, historyLength, raw } = await workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return nothing;
    const hasTask = Boolean(raw?.pendingWorkflowTask);
    const isBusy = hasTask || (raw?.pendingActivities ?? []).length > 0;
    return {
      bytes: historySize,
      events: historyLength,
      maxBytes: isBusy ? maxBusyBytes : maxIdleBytes,
      maxEvents: hasTask ? maxEventsDuringTask : maxHistoryEvents,
    };
  } catch (error) {
    if (isWorkflowNotFound(error) || mayNotLook.has(errorCode(error))) return nothing;
    throw error;
  }
}
