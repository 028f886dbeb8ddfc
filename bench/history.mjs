/** What a workflow cost: bytes of its history, as the server counts them, and billable actions. */

/**
 * Events that are one action each: start, activity, timer, signal, update, continue-as-new, search attributes, and the
 * marker that local activities leave.
 *
 * @see "Temporal Cloud Actions" https://docs.temporal.io/cloud/actions (read 2026-11)
 */
const actionEvents = new Set([
  'workflowExecutionStartedEventAttributes',
  'activityTaskScheduledEventAttributes',
  'timerStartedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'workflowExecutionUpdateAcceptedEventAttributes',
  'workflowExecutionContinuedAsNewEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
  'markerRecordedEventAttributes',
]);

export async function fetchHistory(client, workflowId) {
  const handle = client.workflow.getHandle(workflowId);
  const { historySize } = await handle.describe();
  const { events } = await handle.fetchHistory();
  return { bytes: historySize, events };
}

/** The number of billable actions. Each retry of an activity is one more. */
export function countActions(events) {
  const attempts = events.map(({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? 1);
  const retries = attempts.reduce((sum, attempt) => sum + attempt - 1, 0);
  return retries + events.filter(({ attributes }) => actionEvents.has(attributes)).length;
}
