/** Counts what Temporal charges for, in the histories of all runs of a workflow. */
import type { Client } from '@temporalio/client';

/**
 * Events that are one action each. A run that continues another one has cost its action there.
 *
 * @see "Temporal Cloud Actions" https://docs.temporal.io/cloud/actions (read 2026-11)
 */
const actionEvents = {
  workflowExecutionStartedEventAttributes: 'start',
  activityTaskScheduledEventAttributes: 'activity',
  timerStartedEventAttributes: 'timer',
  workflowExecutionSignaledEventAttributes: 'signal',
  workflowExecutionUpdateAcceptedEventAttributes: 'update',
  workflowExecutionContinuedAsNewEventAttributes: 'rollover',
  upsertWorkflowSearchAttributesEventAttributes: 'upsert',
  workflowPropertiesModifiedEventAttributes: 'upsert',
  startChildWorkflowExecutionInitiatedEventAttributes: 'child',
  markerRecordedEventAttributes: 'marker',
} as const;

/** A kind of action. */
type Action = (typeof actionEvents)[keyof typeof actionEvents];

/** How many actions of each kind there were. What did not happen is not there. */
export type ActionCounts = Partial<Record<Action, number>>;

/** Counts the actions of a workflow, over all its runs. A retry of an activity is one more. */
export async function countActions(client: Client, workflowId: string): Promise<ActionCounts> {
  const counts: ActionCounts = {};
  let runId: string | undefined;
  do {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runId = undefined;
    for (const event of events ?? []) {
      const { attributes, activityTaskStartedEventAttributes, workflowExecutionStartedEventAttributes } = event;
      const previous = workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      if (previous) runId = previous;
      const action = previous ? undefined : actionEvents[attributes as keyof typeof actionEvents];
      if (action) counts[action] = (counts[action] ?? 0) + 1;
      const retries = (activityTaskStartedEventAttributes?.attempt ?? 1) - 1;
      if (retries > 0) counts.activity = (counts.activity ?? 0) + retries;
    }
  } while (runId !== undefined);
  return counts;
}
