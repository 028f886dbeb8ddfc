/** Counts what Temporal charges for, in the events of a history. */

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

/** An event of a history, as far as actions are concerned. */
export interface CountedEvent {
  attributes?: string | undefined;
  workflowExecutionStartedEventAttributes?: { continuedExecutionRunId?: string | null } | null;
  activityTaskStartedEventAttributes?: { attempt?: number | null } | null;
}

/** Counts the actions of a run. A retry of an activity is one more. */
export function countActions(events: readonly CountedEvent[]): Record<string, number> & ActionCounts {
  const counts: Record<string, number> & ActionCounts = {};
  const count = (action: Action, times: number): void => {
    if (times > 0) counts[action] = (counts[action] ?? 0) + times;
  };
  for (const { attributes, activityTaskStartedEventAttributes, workflowExecutionStartedEventAttributes } of events) {
    const isContinued = Boolean(workflowExecutionStartedEventAttributes?.continuedExecutionRunId);
    const action = isContinued ? undefined : actionEvents[attributes as keyof typeof actionEvents];
    if (action) count(action, 1);
    count('activity', (activityTaskStartedEventAttributes?.attempt ?? 1) - 1);
  }
  return counts;
}
