/** The activities of a run that have been scheduled and have not ended. */
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { defined } from '../../../common/schema/defined.js';
import type { TemporalActivity } from '../../../emulator/index.js';
import type { RunHistory } from './run-histories.js';

export function describeActivities(
  { raw }: WorkflowExecutionDescription,
  { summaries }: Pick<RunHistory, 'summaries'>,
): TemporalActivity[] {
  return (raw.pendingActivities ?? []).map((pending) => {
    const { activityId, activityType, attempt, lastFailure, nextAttemptScheduleTime: next } = pending;
    const nextAttemptAtMs = next ? Number(next.seconds ?? 0) * 1_000 + (next.nanos ?? 0) / 1e6 : undefined;
    return {
      name: activityType?.name ?? 'activity',
      attempt: attempt ?? 1,
      ...defined({
        summary: summaries.get(activityId ?? ''),
        lastFailure: lastFailure?.message ?? undefined,
        nextAttemptAtMs,
      }),
    };
  });
}
