/** Counts what Temporal charges for, in the histories of all runs of a workflow. */
import type { Client } from '@temporalio/client';
import { countActions as countRun, type ActionCounts } from '../../src/cli/dev/temporal-side/count-actions.js';

export type { ActionCounts };

/** Counts the actions of a workflow, over all its runs. A retry of an activity is one more. */
export async function countActions(client: Client, workflowId: string): Promise<ActionCounts> {
  const counts: Record<string, number> & ActionCounts = {};
  let runId: string | undefined;
  do {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const inRun = countRun(events ?? []);
    for (const [action, count] of Object.entries(inRun)) counts[action] = (counts[action] ?? 0) + count;
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } while (runId !== undefined);
  return counts;
}
