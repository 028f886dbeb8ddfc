import { patched, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { GraphRequestResult } from '../../common/activity-contract.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import {
  durationMs,
  graphRequestWorkflowInputSchema,
  type DurationInput,
  type GraphRequestInput,
  type GraphRequestWorkflowInput,
} from '../../common/inputs/index.js';
import { graphRequestStateQuery } from '../definitions.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput, whatsAppWorkflowFailure } from '../lib/failures.js';
import { RequestDeadline, requestTimeMs } from '../lib/request-deadline.js';
import { graphRetryOptions } from './graph-retry.js';
import type { GraphRequestState } from '../states.js';
import { about } from '../lib/about.js';

/** The deadline of a request whose caller names none. */
const defaultDeadline = '1 day';

/**
 * Makes one raw Graph request, retried by the engine as the caller says.
 *
 * - Workflow id: the caller's choice.
 * - Signals: none. Queries: `graphRequestState`. Updates: none.
 * - Continues as new: never.
 * - Fails with `WhatsApp.InvalidInput`, with what Meta answered, or with `WhatsApp.Unavailable` when no worker came
 *   before the deadline, which counts from the start of the workflow.
 *
 * @returns status, headers and body; a binary body as a media URI.
 */
export async function graphRequestWorkflow(input: GraphRequestWorkflowInput): Promise<GraphRequestResult> {
  const { request, retry, deadline } = checkWorkflowInput(
    graphRequestWorkflowInputSchema,
    input,
    'graphRequestWorkflow',
  );
  const state: GraphRequestState = { phase: 'requesting' };
  setHandler(graphRequestStateQuery, () => state, about(graphRequestStateQuery));
  const line = `${request.method ?? 'GET'} ${request.path}`;
  setCurrentDetails(`Requesting \`${line}\`.`);
  // Workflows that began with 0.1 go on under the name that the activity had then.
  const name = patched('graphRequest') ? 'graphRequest' : 'callGraph';
  const left = timeLeft(deadline, request);
  const { scheduleToCloseTimeout = left, ...policy } = graphRetryOptions(request, retry);
  const activities = proxyWhatsAppActivities({ [name]: { ...policy, scheduleToCloseTimeout } });
  const result = await activities[name](request);
  Object.assign(state, { phase: 'done', result });
  setCurrentDetails(`\`${line}\` answered ${result.status}.`);
  return result;
}
autoUpgrade(graphRequestWorkflow);

/**
 * What is left of the deadline, in milliseconds.
 *
 * @throws ApplicationFailure `WhatsApp.Unavailable` when it has passed: nothing was requested
 */
function timeLeft(deadline: DurationInput = defaultDeadline, { method = 'GET', path }: GraphRequestInput): number {
  const left = new RequestDeadline({ deadline, requestedAtMs: requestTimeMs() });
  if (!left.isOver()) return left.left() ?? durationMs(deadline);
  const advice = 'Run a worker that polls the task queue, or give the request more time';
  const message = `No worker took ${method} ${path} within ${String(deadline)}; nothing was requested. ${advice}`;
  throw whatsAppWorkflowFailure(WhatsAppFailureType.Unavailable, message, { advice });
}
