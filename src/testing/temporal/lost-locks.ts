/** Locks that the server which skips time forgets to undo: whoever waits for time undoes them. */
import type { Connection } from '@temporalio/client';
import { defined } from '../../common/schema/defined.js';
import { readOpenRuns } from './open-runs.js';

type Service = Connection['workflowService'];
type HistoryEvent = NonNullable<
  NonNullable<Awaited<ReturnType<Service['getWorkflowExecutionHistory']>>['history']>['events']
>[number];

/** The event of a parent's run that started a child. */
interface ParentEvent {
  runId: string;
  eventId: string;
}

/** What a run that has ended tells of locks. */
interface EndedRun {
  /** What its end answers. */
  answers: ParentEvent | undefined;
  /** The events of this run that were answered by the end of a child. */
  heardEnds: ReadonlySet<string>;
  /** How many starts of children and signals to other workflows this run has not heard of. */
  unheard: number;
}

/**
 * The server locks the time until a workflow has heard of what it asked for. That is the start or the end of a child,
 * or the arrival of a signal. When that workflow's run ends before it hears of it, the lock stays, and no time is
 * skipped any more. So it is for each child that ends after its parent, and a conversation continues as new after a
 * dialogue. The histories tell how many locks are lost. A run that a signal meets while it continues as new leaves one,
 * too.
 */
export class LostLocks {
  private readonly connection: Pick<Connection, 'workflowService' | 'testService'>;
  private readonly namespace: string;
  private readonly ended = new Map<string, EndedRun>();
  /** Ends of children whose parents go on. */
  private early: ParentEvent[] = [];
  private readonly overtaken = new Set<string>();
  private underWay: Promise<void> | undefined;

  constructor(connection: Pick<Connection, 'workflowService' | 'testService'>, namespace: string) {
    this.connection = connection;
    this.namespace = namespace;
  }

  /** Undoes each lock that is lost, once. Calls at the same time are one. */
  undo(): Promise<void> {
    this.underWay ??= this.undoAll().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async undoAll(): Promise<void> {
    const lost = (await this.readEndedRuns()) + this.countUnheardEnds() + (await this.countOvertaken());
    for (let count = 0; count < lost; count++) await this.connection.testService?.unlockTimeSkipping({});
  }

  /** @returns how many locks the runs that are new here have left themselves */
  private async readEndedRuns(): Promise<number> {
    const { workflowService } = this.connection;
    const { executions } = await workflowService.listClosedWorkflowExecutions({ namespace: this.namespace });
    let unheard = 0;
    for (const { execution } of executions ?? []) {
      const runId = execution?.runId ?? '';
      if (this.ended.has(runId)) continue;
      const { history } = await workflowService.getWorkflowExecutionHistory({
        namespace: this.namespace,
        ...defined({ execution: execution ?? undefined }),
      });
      const run = readEndedRun(history?.events ?? []);
      this.ended.set(runId, run);
      if (run.answers) this.early.push(run.answers);
      unheard += run.unheard;
    }
    return unheard;
  }

  /** A run that has gone on as another one keeps the lock of the task that it cannot complete. */
  private async countOvertaken(): Promise<number> {
    const { overtaken } = await readOpenRuns(this.connection, this.namespace);
    const news = overtaken.filter(({ runId }) => !this.overtaken.has(runId));
    for (const { runId } of news) this.overtaken.add(runId);
    return news.length;
  }

  private countUnheardEnds(): number {
    const before = this.early;
    this.early = before.filter(({ runId }) => !this.ended.has(runId));
    return before.filter(({ runId, eventId }) => this.ended.get(runId)?.heardEnds.has(eventId) === false).length;
  }
}

function readEndedRun(events: readonly HistoryEvent[]): EndedRun {
  const heardStarts = answered(events, answerToStart);
  const unheard = events.filter(
    (event) =>
      (event.startChildWorkflowExecutionInitiatedEventAttributes ??
        event.signalExternalWorkflowExecutionInitiatedEventAttributes) &&
      !heardStarts.has(String(event.eventId)),
  );
  return { answers: findParent(events), heardEnds: answered(events, answerToEnd), unheard: unheard.length };
}

type AnsweringEvent = { initiatedEventId?: unknown } | null | undefined;

function answered(
  events: readonly HistoryEvent[],
  answerOf: (event: HistoryEvent) => AnsweringEvent,
): ReadonlySet<string> {
  const answers = events.map(answerOf).filter((answer) => answer !== null && answer !== undefined);
  return new Set(answers.map(({ initiatedEventId }) => String(initiatedEventId)));
}

function answerToStart(event: HistoryEvent): AnsweringEvent {
  return (
    event.childWorkflowExecutionStartedEventAttributes ??
    event.startChildWorkflowExecutionFailedEventAttributes ??
    event.externalWorkflowExecutionSignaledEventAttributes ??
    event.signalExternalWorkflowExecutionFailedEventAttributes
  );
}

function answerToEnd(event: HistoryEvent): AnsweringEvent {
  return (
    event.childWorkflowExecutionCompletedEventAttributes ??
    event.childWorkflowExecutionFailedEventAttributes ??
    event.childWorkflowExecutionCanceledEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes
  );
}

/** A run that goes on as another one tells its parent nothing, and one that is terminated does not here. */
function findParent(events: readonly HistoryEvent[]): EndedRun['answers'] {
  const last = events.at(-1);
  const tells =
    last?.workflowExecutionCompletedEventAttributes ??
    last?.workflowExecutionFailedEventAttributes ??
    last?.workflowExecutionCanceledEventAttributes ??
    last?.workflowExecutionTimedOutEventAttributes;
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  const runId = started?.parentWorkflowExecution?.runId;
  if (!tells || !runId) return undefined;
  return { runId, eventId: String(started.parentInitiatedEventId) };
}
