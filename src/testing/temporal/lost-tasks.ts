/** Tasks that the server which skips time has lost: their workflows stand still, and an update of one never ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, WorkflowClientInterceptor } from '@temporalio/client';
import { readOpenRuns } from './open-runs.js';

/** A healthy task is under way for milliseconds: one that is still the same after this time is lost. */
const longestTaskMs = 3_000;

/** How often it is looked for the reason while a call has no answer. */
const lookEveryMs = 20_000;

type TestConnection = Pick<Connection, 'workflowService' | 'withAbortSignal'>;

/**
 * The server refuses the end of a task that cancels a timer which has fired meanwhile, and hands out no other task
 * (sdk-java, issue 3088). A real server takes it.
 */
export class LostTasks {
  private readonly connection: TestConnection;
  private readonly namespace: string;
  private readonly ending: AbortSignal;
  private readonly waitMs: { longestTaskMs: number; lookEveryMs: number };

  /** @param ending ends all waiting */
  constructor(
    connection: TestConnection,
    namespace: string,
    ending: AbortSignal,
    waitMs = { longestTaskMs, lookEveryMs },
  ) {
    this.connection = connection;
    this.namespace = namespace;
    this.ending = ending;
    this.waitMs = waitMs;
  }

  /** Fails updates of a workflow whose task is lost, which would wait for ever. Queries are answered. */
  get interceptor(): WorkflowClientInterceptor {
    return {
      startUpdate: (input, next) => this.untilLost(input.workflowExecution.workflowId, () => next(input)),
    };
  }

  /** @returns a sentence when tasks are lost */
  async report(): Promise<string[]> {
    const workflowIds = await this.find();
    return workflowIds.length === 0 ? [] : [describeLostTasks(workflowIds)];
  }

  /** The ids of workflows whose tasks are lost. Takes seconds. */
  async find(): Promise<string[]> {
    const before = await this.readStartedTasks();
    if (before.size === 0) return [];
    await this.pause(this.waitMs.longestTaskMs);
    const after = await this.readStartedTasks();
    return [...before].filter(([task]) => after.has(task)).map(([, workflowId]) => workflowId);
  }

  private async untilLost<Result>(workflowId: string, update: () => Promise<Result>): Promise<Result> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.ending, over.signal]);
    const call = this.connection.withAbortSignal(signal, update);
    try {
      return await Promise.race([call, this.failWhenLost(workflowId, signal)]);
    } finally {
      over.abort();
    }
  }

  private async failWhenLost(workflowId: string, signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.pause(this.waitMs.lookEveryMs, signal);
      if ((await this.find()).includes(workflowId)) throw new Error(describeLostTasks([workflowId]));
    }
  }

  private pause(ms: number, signal = this.ending): Promise<void> {
    return sleep(ms, undefined, { ref: false, signal });
  }

  /** The workflow ids, by run and event, of tasks that are under way. */
  private async readStartedTasks(): Promise<Map<string, string>> {
    const { namespace } = this;
    const { workflowService } = this.connection;
    const { current } = await readOpenRuns(this.connection, namespace);
    const tasks = new Map<string, string>();
    for (const execution of current) {
      const { history } = await workflowService.getWorkflowExecutionHistory({ namespace, execution });
      const last = history?.events?.at(-1);
      if (last?.workflowTaskStartedEventAttributes)
        tasks.set(`${execution.runId} ${last.eventId}`, execution.workflowId);
    }
    return tasks;
  }
}

/** What whoever wrote the test can do. */
function describeLostTasks(workflowIds: readonly string[]): string {
  return (
    `Temporal's server for skipped time has lost a task of ${workflowIds.join(', ')}, which stands still now. ` +
    'This is a known fault of that server: a timer fired while a task that cancels it was under way ' +
    "(https://github.com/temporalio/sdk-java/issues/3088). Run the test again, or set server to 'real'"
  );
}
