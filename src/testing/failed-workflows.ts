/** Workflows of the test that have failed, for the failure of a test that waited for what they would have done. */
import type { Client } from '@temporalio/client';
import { formatTime } from './phone/transcript.js';

/** The workflows among which failed ones are looked for. */
export interface FailedWorkflowsOptions {
  client: Client;
  taskQueue: string;
  /** Whether the server is the one that skips time. It is the test's own, and takes no queries. */
  skipsTime: boolean;
}

interface Ended {
  workflowId: string;
  runId: string;
}

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];
type Failure = NonNullable<HistoryEvent['workflowExecutionFailedEventAttributes']>['failure'];

/** The numbers of the statuses FAILED and TIMED_OUT of Temporal's API. */
const badEnds: readonly unknown[] = [3, 7];

/** More would hide the transcript. */
const mostShown = 3;

/** @returns a sentence for each of the latest that failed since then. It never throws: another failure counts. */
export async function reportFailedWorkflows(options: FailedWorkflowsOptions, sinceMs: number): Promise<string[]> {
  try {
    const failed = options.skipsTime ? await listOfTestServer(options) : await listByQuery(options);
    const described = await Promise.all(failed.map((ended) => describe(options.client, ended)));
    return described
      .filter(({ atMs }) => atMs >= sinceMs)
      .sort((one, other) => other.atMs - one.atMs)
      .slice(0, mostShown)
      .map(({ text }) => text);
  } catch {
    return [];
  }
}

async function listOfTestServer({ client }: FailedWorkflowsOptions): Promise<Ended[]> {
  const { namespace } = client.options;
  const { executions } = await client.workflowService.listClosedWorkflowExecutions({ namespace });
  return (executions ?? [])
    .filter(({ status }) => badEnds.includes(status))
    .map(({ execution }) => ({ workflowId: execution?.workflowId ?? '', runId: execution?.runId ?? '' }));
}

async function listByQuery({ client, taskQueue }: FailedWorkflowsOptions): Promise<Ended[]> {
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus IN ('Failed', 'TimedOut')`;
  const found: Ended[] = [];
  for await (const ended of client.workflow.list({ query, pageSize: 20 })) {
    found.push(ended);
    if (found.length === 20) break;
  }
  return found;
}

async function describe(client: Client, { workflowId, runId }: Ended): Promise<{ atMs: number; text: string }> {
  const { events = [] } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const type = events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
  const last = events?.at(-1);
  const atMs = readTime(last?.eventTime);
  const reason = describeFailure(last?.workflowExecutionFailedEventAttributes?.failure);
  return { atMs, text: `The workflow ${workflowId} (${type}) failed at ${formatTime(atMs)}: ${reason}` };
}

function readTime(time: HistoryEvent['eventTime']): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6;
}

/** The failure that is at the bottom: those above it say that an activity or a child has failed. */
function describeFailure(failure: Failure): string {
  if (!failure) return 'it has taken too long.';
  if (failure.cause) return describeFailure(failure.cause);
  const { message, applicationFailureInfo: info } = failure;
  return [info?.type, message].filter(Boolean).join(': ');
}
