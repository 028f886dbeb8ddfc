/** Runs that the server which skips time lists as open. */
import type { Connection } from '@temporalio/client';

type Service = Connection['workflowService'];
type Listed = NonNullable<Awaited<ReturnType<Service['listOpenWorkflowExecutions']>>['executions']>[number];

interface OpenRun {
  workflowId: string;
  runId: string;
}

export interface OpenRuns {
  /** The newest of each workflow. */
  current: OpenRun[];
  /**
   * Those that have gone on as another run. A signal that came meanwhile gave such a run one more task. It cannot
   * complete that: the server calls it completed then, and lists it as open for ever.
   */
  overtaken: OpenRun[];
}

export async function readOpenRuns(
  { workflowService }: { workflowService: Pick<Service, 'listOpenWorkflowExecutions'> },
  namespace: string,
): Promise<OpenRuns> {
  const { executions } = await workflowService.listOpenWorkflowExecutions({ namespace });
  const runs: OpenRuns = { current: [], overtaken: [] };
  const seen = new Set<string>();
  for (const { execution } of [...(executions ?? [])].sort((one, other) => startedMs(other) - startedMs(one))) {
    const { workflowId, runId } = { workflowId: execution?.workflowId ?? '', runId: execution?.runId ?? '' };
    (seen.has(workflowId) ? runs.overtaken : runs.current).push({ workflowId, runId });
    seen.add(workflowId);
  }
  return runs;
}

function startedMs({ startTime }: Listed): number {
  return Number(startTime?.seconds ?? 0) * 1_000 + (startTime?.nanos ?? 0) / 1e6;
}
