import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { vanishedAttempt } from '../common/sending/sends-message.js';
import { outcomeUnknownFailure } from './failure.js';
import type { Attempt } from './activity.js';

/**
 * Lets a send post again only after attempts that surely were not accepted, whatever the retry policy says.
 *
 * Our own retry table ends a send whose attempt vanished. A caller in another language, or on the command line, may
 * start the activity with a policy that does not. So each attempt that Meta refused leaves a note for the next one, in
 * its heartbeat details. An attempt that finds no note does not post: nobody knows whether the attempt before it did.
 * With a policy like our table's no note is written: it would cost an action.
 */
export function onlyAfterRefusals<Result>(
  attempt: Attempt,
  sendKey: string,
  send: () => Promise<Result>,
): Promise<Result> {
  return endsWhenAttemptVanishes() ? send() : withNotes(attempt, sendKey, send);
}

async function withNotes<Result>(attempt: Attempt, sendKey: string, send: () => Promise<Result>): Promise<Result> {
  if (attempt.number > 1 && refusedAttempt() !== attempt.number - 1)
    throw outcomeUnknownFailure(attempt.activity, sendKey);
  try {
    return await send();
  } catch (error) {
    if (error instanceof ApplicationFailure && error.nonRetryable !== true)
      heartbeat({ refusedAttempt: attempt.number });
    throw error;
  }
}

function endsWhenAttemptVanishes(): boolean {
  const { retryPolicy: { maximumAttempts, nonRetryableErrorTypes: types = [] } = {}, heartbeatTimeoutMs } =
    activityInfo();
  if (maximumAttempts === 1) return true;
  return (
    types.includes(vanishedAttempt.startToClose) && (!heartbeatTimeoutMs || types.includes(vanishedAttempt.heartbeat))
  );
}

function refusedAttempt(): unknown {
  const details: unknown = activityInfo().heartbeatDetails;
  return typeof details === 'object' && details !== null && 'refusedAttempt' in details
    ? details.refusedAttempt
    : undefined;
}
