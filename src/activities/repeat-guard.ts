import { ApplicationFailure } from '@temporalio/common';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { vanishedAttempt } from '../common/sending/vanished-attempt.js';
import { outcomeUnknownFailure, toFailure, type UnknownRequest } from './failure.js';
import type { Attempt } from './activity.js';

/**
 * Lets a request that must not be repeated be made again only after attempts that surely were not accepted, whatever
 * the retry policy says.
 *
 * Our own retry table ends an activity whose attempt vanished. A caller in another language, or on the command line,
 * may start it with a policy that does not. So each attempt that was refused leaves a note for the next one, in its
 * heartbeat details. An attempt that finds no note asks nothing: nobody knows whether the attempt before it did. With a
 * policy like our table's no note is written: it would cost an action.
 */
export function onlyAfterRefusals<Result>(
  attempt: Attempt,
  request: UnknownRequest,
  run: () => Promise<Result>,
): Promise<Result> {
  return endsWhenAttemptVanishes() ? run() : withNotes(attempt, request, run);
}

async function withNotes<Result>(
  attempt: Attempt,
  request: UnknownRequest,
  run: () => Promise<Result>,
): Promise<Result> {
  if (attempt.number > 1 && refusedAttempt() !== attempt.number - 1)
    throw outcomeUnknownFailure(attempt.activity, request);
  try {
    return await run();
  } catch (error) {
    const failure = toFailure(attempt.activity, error) ?? error;
    if (failure instanceof ApplicationFailure && failure.nonRetryable !== true)
      heartbeat({ refusedAttempt: attempt.number });
    throw failure;
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
