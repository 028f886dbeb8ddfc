/** Tells a workflow of an application what has become of a file. */
import { getExternalWorkflowHandle, sleep } from '@temporalio/workflow';
import type { WhatsAppMediaEvent } from '../../common/events/types.js';
import type { InboundMediaTarget } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import { summaryFor } from '../../common/summaries.js';
import { whatsAppEventsSignal } from '../definitions.js';
import { findFailure, startApart } from '../lib/start-apart.js';

/** How often it is tried. With pauses up to a minute that takes ten minutes. */
const mostTries = 14;

const longestPauseMs = 60_000;

/**
 * Signals the workflow, which is started for it when it does not run and the receiver would start it, too. One that
 * takes no more signals continues as new soon.
 *
 * @returns whether it was told. One that has ended, and is not to be started, waits for nothing.
 */
export async function tellTarget(target: InboundMediaTarget, event: WhatsAppMediaEvent): Promise<boolean> {
  const handle = getExternalWorkflowHandle(target.workflowId);
  const signal = (): Promise<void> => handle.signal(whatsAppEventsSignal, [event]);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const failure = await findFailure(signal);
    if (failure === undefined) return true;
    if (isNotFound(failure)) {
      if (target.workflowType === undefined) return false;
      await findFailure(() => start(target, target.workflowType as string));
      // One that somebody else has started at the same moment takes the next signal, too.
      if ((await findFailure(signal)) === undefined) return true;
    }
    const pauseMs = Math.min(1_000 * 2 ** tries, longestPauseMs);
    await sleep(pauseMs, { summary: summaryFor('timers', 'tellAgain') });
  }
  return false;
}

/** The workflow is the application's, and lives on when this one ends. */
async function start({ workflowId, args = [], taskQueue }: InboundMediaTarget, workflowType: string): Promise<void> {
  await startApart(workflowType, { workflowId, args, ...defined({ taskQueue }) });
}

/** The SDK has no type for it. */
function isNotFound(error: unknown): boolean {
  return error instanceof Error && /not found/i.test(error.message);
}
