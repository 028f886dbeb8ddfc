/** What Temporal UI and its lists show of a start: the caller's own summary, memo and search attributes. */
import type { ActivityOptions, WorkflowStartOptions } from '@temporalio/client';
import { InvalidInputError } from '../common/failures.js';
import { defined } from '../common/schema/defined.js';
import { shorten } from '../common/summaries.js';
import type { SendMessageOptions, StartOptions } from './handles.js';

/** The options that only show something. */
export type ShownOptions = Pick<StartOptions, 'summary' | 'memo' | 'searchAttributes'>;

/** A summary of the caller's replaces the one that the start has. */
export function workflowOptions(
  shown: ShownOptions,
): Pick<WorkflowStartOptions, 'staticSummary' | 'memo' | 'typedSearchAttributes'> {
  const { summary, memo, searchAttributes } = shown;
  return defined({ staticSummary: toSummary(summary), memo, typedSearchAttributes: searchAttributes });
}

/** The same for a standalone activity, which has no memo. */
export function activityOptions(shown: ShownOptions): Pick<ActivityOptions, 'summary' | 'typedSearchAttributes'> {
  const { summary, searchAttributes } = shown;
  return defined({ summary: toSummary(summary), typedSearchAttributes: searchAttributes });
}

function toSummary(text: string | undefined): string | undefined {
  return text === undefined ? undefined : shorten(text);
}

/** @throws InvalidInputError for a memo of a send that is to go by the activity alone */
export function refuseMemo({ via, memo }: SendMessageOptions): void {
  if (via !== 'activity' || memo === undefined) return;
  const message = 'must not be set with via "activity": only a workflow has a memo; leave "via" out';
  throw new InvalidInputError('sendMessage', [{ path: 'memo', message }]);
}
