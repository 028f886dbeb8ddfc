import { ActivityCancellationType, CancellationScope, patched, type ActivityOptions } from '@temporalio/workflow';

/** A run that was canceled before there was this wait goes on as it did then. */
const patch = 'answered-before-canceled';

/**
 * Calls an activity that must not be done twice. A cancellation does not leave it behind.
 *
 * An activity that no worker has begun is canceled at once, and surely did nothing. One that is under way cannot be
 * called back, so its end is waited for: whoever was canceled has its outcome.
 *
 * @param call Called once, with the options that the wait needs.
 */
export async function untilAnswered<Result>(call: (options: ActivityOptions) => Promise<Result>): Promise<Result> {
  const caller = CancellationScope.current();
  const options: ActivityOptions = { cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED };
  if (isCanceled()) return call(options);
  // The scope of the activity hears of a cancellation only here, where it is known whether somebody waits.
  const scope = new CancellationScope({ cancellable: true, parent: new CancellationScope({ cancellable: false }) });
  let isOver = false;
  const answer = scope
    .run(() => call(options))
    .finally(() => {
      isOver = true;
    });
  const canceled = caller.cancelRequested.catch((reason: unknown) => {
    if (isOver) return answer;
    const waits = patched(patch);
    scope.cancel();
    if (!waits) throw reason;
    return answer;
  });
  return Promise.race([answer, canceled]);
}

/** Whether somebody has canceled what runs here. */
export function isCanceled(): boolean {
  return CancellationScope.current().consideredCancelled;
}

/**
 * Ends what was canceled while it waited for an answer, now that the answer has been noted.
 *
 * @throws CancelledFailure
 */
export async function throwIfCanceled(): Promise<void> {
  if (isCanceled() && patched(patch)) await CancellationScope.current().cancelRequested;
}
