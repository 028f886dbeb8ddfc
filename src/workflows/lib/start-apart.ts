/** Workflows that live on when the one that starts them ends, and attempts to reach such a one. */
import { isCancellation, startChild } from '@temporalio/workflow';

interface StartApart {
  workflowId: string;
  args: unknown[];
  taskQueue?: string;
}

/** Starts a workflow that goes on when this one ends or is canceled. */
export async function startApart(workflowType: string, options: StartApart): Promise<void> {
  await startChild(workflowType, {
    ...options,
    parentClosePolicy: 'ABANDON',
    cancellationType: 'ABANDON',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

/** @returns why an attempt has failed, undefined when it has not. A cancellation of this workflow is thrown */
export async function findFailure(attempt: () => Promise<void>): Promise<unknown> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return error;
  }
}
