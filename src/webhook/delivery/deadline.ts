/** Calls of Temporal's client for one POST: all under one deadline, and none after it. */
import { codeOf, DeadlinePassedError, isAlreadyStarted, isWorkflowNotFound } from './temporal-errors.js';
import type { ProcessingSettings } from '../options.js';

/** Runs one call of Temporal's client under the deadline of the POST. */
export type RunCall = <Result>(
  name: 'signal' | 'signalWithStart' | 'start',
  call: () => Promise<Result>,
) => Promise<Result>;

/**
 * Gives `work` what runs a call, and resolves with it at the deadline at the latest when every call rejects then. The deadline
 * of the client's calls is not enough: its own retry may sleep beyond it.
 */
export async function underDeadline<Result>(
  { client, deadlineMs, observer }: Pick<ProcessingSettings, 'client' | 'deadlineMs' | 'observer'>,
  work: (run: RunCall) => Promise<Result>,
): Promise<Result> {
  let isOver = false;
  const underWay = new Set<(error: unknown) => void>();
  const timer = setTimeout(() => {
    isOver = true;
    for (const fail of underWay) fail(new DeadlinePassedError(deadlineMs));
  }, deadlineMs);
  // Not async, and no race: of every POST, each promise costs some of its time.
  const run: RunCall = (name, call) => {
    if (isOver) return Promise.reject(new DeadlinePassedError(deadlineMs));
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => {
        if (!underWay.delete(fail)) return;
        if (!isAlreadyStarted(error) && !isWorkflowNotFound(error)) {
          observer?.temporalFailed({ call: name, code: codeOf(error) });
        }
        reject(error as Error);
      };
      underWay.add(fail);
      try {
        call().then((result) => {
          if (underWay.delete(fail)) resolve(result);
        }, fail);
      } catch (error) {
        fail(error);
      }
    });
  };
  try {
    return await client.withDeadline(Date.now() + deadlineMs, () => work(run));
  } finally {
    clearTimeout(timer);
  }
}
