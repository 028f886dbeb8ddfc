/**
 * One send key sends by one way only: by a workflow, or by an activity on its own. Temporal keeps the ids of the two
 * apart, so that both can be started at the same moment, under one id.
 *
 * Each asks the server for the other before it posts. An activity on its own always leaves the key to the workflow. A
 * workflow goes on only when the activity has left it the key, or never began; otherwise it takes the activity's
 * outcome as its own. Whichever started later sees the other, so that never both post.
 */
import { activityInfo } from '@temporalio/activity';
import { ActivityNotFoundError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { findFailure, type FailureFound } from '../../common/failures.js';
import { workflowNames } from '../../common/ids/wire-names.js';
import { isRandomSendKey } from '../../common/sending/send-key.js';
import type { SendMessageResult } from '../../common/sending/send-outcome.js';
import type { Attempt } from './activity.js';
import { copiedFailure, keyInUseFailure, outcomeUnknownFailure, serverFailure } from './failure.js';
import { findClient, statusCode } from './worker-client.js';

const sendingWorkflows: readonly unknown[] = [workflowNames.sendMessage, workflowNames.uploadAndSend];

/** How long the server may take to answer, in milliseconds. */
const limitMs = 10_000;

/** gRPC's status codes of a method that the server does not have, and of one that the worker may not call. */
const cannotAsk: readonly unknown[] = [12, 7];

/** Clients whose server has no activities on their own. */
const withoutActivities = new WeakSet<Client>();

/**
 * Finds out what the other way has done with the key of this send.
 *
 * @returns the result of the other way, when it has sent the message; undefined when this one has to.
 * @throws ApplicationFailure when the key is the other way's, or may be
 */
export async function findOtherWay(attempt: Attempt, sendKey: string): Promise<SendMessageResult | undefined> {
  const client = isRandomSendKey(sendKey) ? undefined : findClient();
  if (client === undefined) return undefined;
  const { activityId, workflowType } = activityInfo();
  if (attempt.workflowId === undefined) return leaveToWorkflow(client, attempt, activityId);
  if (!sendingWorkflows.includes(workflowType) || withoutActivities.has(client)) return undefined;
  return takeFromActivity(client, attempt, { id: attempt.workflowId, sendKey });
}

async function leaveToWorkflow(client: Client, attempt: Attempt, id: string): Promise<undefined> {
  const found = await ask(client, attempt, () => client.workflow.getHandle(id).describe());
  if (found && sendingWorkflows.includes(found.type)) throw keyInUseFailure(attempt.activity, id, 'workflow');
}

async function takeFromActivity(
  client: Client,
  attempt: Attempt,
  { id, sendKey }: { id: string; sendKey: string },
): Promise<SendMessageResult | undefined> {
  const handle = client.activity.getHandle<SendMessageResult>(id);
  const found = await ask(client, attempt, () => handle.describe());
  if (!found || found.activityType !== 'sendWhatsAppMessage') return undefined;
  const { status, lastStartedTime } = found;
  if (status === 'RUNNING') throw keyInUseFailure(attempt.activity, id, 'activity');
  if (status === 'COMPLETED') return ask(client, attempt, () => handle.result());
  if (lastStartedTime === undefined) return undefined;
  const { failure }: FailureFound =
    (await ask(client, attempt, () => handle.result().then(() => ({}), findFailure))) ?? {};
  if (failure?.details.sentBy === 'workflow') return undefined;
  throw failure ? copiedFailure(failure) : outcomeUnknownFailure(attempt.activity, { send: true, sendKey });
}

/** Asks the server. @returns undefined for what it does not have, and where it cannot be asked */
async function ask<Answer>(
  client: Client,
  attempt: Attempt,
  question: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await client.withDeadline(Date.now() + attempt.timeoutMs(limitMs), question);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof ActivityNotFoundError) return undefined;
    const code = statusCode(error);
    if (!cannotAsk.includes(code)) throw serverFailure(attempt.activity, error);
    if (code === cannotAsk[0]) withoutActivities.add(client);
    return undefined;
  }
}
