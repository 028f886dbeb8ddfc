/** Histories of runs: what a run has cost, and what its activities are called in plain words. */
import { defaultPayloadConverter } from '@temporalio/common';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { TemporalCost } from '../../../emulator/index.js';
import { countActions } from './count-actions.js';

/** A longer history is not read: reading it every few seconds would cost more than the figure is worth. */
const longestHistory = 5_000;

/** How many runs are remembered: the page looks at one conversation at a time. */
const keptRuns = 20;

export interface RunHistory {
  cost: Pick<TemporalCost, 'actions' | 'actionsByKind'>;
  /** Summaries of scheduled activities, by their id. */
  summaries: ReadonlyMap<string, string>;
}

/** Reads a history once for each length that it has had. */
export class RunHistories {
  readonly #client: Client;
  readonly #known = new Map<string, RunHistory>();

  constructor(client: Client) {
    this.#client = client;
  }

  async read({ workflowId, runId, historyLength }: WorkflowExecutionDescription): Promise<RunHistory> {
    const key = `${runId} ${historyLength}`;
    const known = this.#known.get(key);
    if (known) return known;
    if (historyLength > longestHistory) return { cost: { actions: 0, actionsByKind: {} }, summaries: new Map() };
    const { events } = await this.#client.workflow.getHandle(workflowId, runId).fetchHistory();
    const history = readHistory(events ?? []);
    this.#known.set(key, history);
    const [oldest] = this.#known.keys();
    if (this.#known.size > keptRuns && oldest !== undefined) this.#known.delete(oldest);
    return history;
  }
}

type HistoryEvents = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>;

function readHistory(events: HistoryEvents): RunHistory {
  const actionsByKind = countActions(events);
  const actions = Object.values(actionsByKind).reduce((sum, count) => sum + count, 0);
  const summaries = events.flatMap(({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) => {
    const summary = userMetadata?.summary;
    if (!scheduled?.activityId || !summary) return [];
    return [[scheduled.activityId, defaultPayloadConverter.fromPayload<string>(summary)] as const];
  });
  return { cost: { actions, actionsByKind }, summaries: new Map(summaries) };
}
