/** Calls of Temporal's client for one POST: all under one deadline, and none after it. */
import { codeOf, DeadlinePassedError, isAlreadyStarted, isWorkflowNotFound } from './call-error.js';
import type { RunCall } from './dead-letter-start.js';
import type { ProcessingSettings } from './options.js';

/**
 * Gives `work` what runs a call, and resolves with it at the deadline at the latest when every call rejects then. The deadline
 * of the client's calls is not enough: its own retry may sleep beyond it.
 */
export async function underDeadline<Result>(
  { client, deadlineMs, observer }: Pick<ProcessingSettings, 'client' | 'deadlineMs' | 'observer'>,
  work: (run: RunCall) => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(new DeadlinePassedError(deadlineMs));
    }, deadlineMs);
  });
  passed.catch(() => undefined);
  const run: RunCall = async (name, call) => {
    if (isOver) return passed;
    try {
      return await Promise.race([call(), passed]);
    } catch (error) {
      if (!isAlreadyStarted(error) && !isWorkflowNotFound(error)) {
        observer?.temporalFailed({ call: name, code: codeOf(error) });
      }
      throw error;
    }
  };
  try {
    return await client.withDeadline(Date.now() + deadlineMs, () => work(run));
  } finally {
    clearTimeout(timer);
  }
}
