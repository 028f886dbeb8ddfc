import { patched, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { GraphRequestResult } from '../../common/activity-contract.js';
import { graphRequestWorkflowInputSchema, type GraphRequestWorkflowInput } from '../../common/inputs/index.js';
import { graphRequestStateQuery } from '../definitions.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { graphRetryOptions } from './graph-retry.js';
import type { GraphRequestState } from '../states.js';

/**
 * Makes one raw Graph request, retried by the engine as the caller says.
 *
 * - Workflow id: the caller's choice.
 * - Signals: none. Queries: `graphRequestState`. Updates: none.
 * - Continues as new: never.
 * - Fails with `WhatsApp.InvalidInput` or with what Meta answered.
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
  setHandler(graphRequestStateQuery, () => state);
  const line = `${request.method ?? 'GET'} ${request.path}`;
  setCurrentDetails(`Requesting \`${line}\`.`);
  // Workflows that began with 0.1 go on under the name that the activity had then.
  const name = patched('graphRequest') ? 'graphRequest' : 'callGraph';
  const { scheduleToCloseTimeout = deadline, ...policy } = graphRetryOptions(request, retry);
  const activities = proxyWhatsAppActivities({ [name]: { ...policy, scheduleToCloseTimeout } });
  const result = await activities[name].executeWithOptions({ summary: line.slice(0, 200) }, [request]);
  Object.assign(state, { phase: 'done', result });
  setCurrentDetails(`\`${line}\` answered ${result.status}.`);
  return result;
}
autoUpgrade(graphRequestWorkflow);
