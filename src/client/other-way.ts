/** The send that was started by the other way under the same id. Temporal keeps the ids of the two ways apart. */
import {
  ActivityNotFoundError,
  WorkflowNotFoundError,
  isGrpcServiceError,
  type ActivityHandle,
  type Client,
} from '@temporalio/client';
import { findFailure } from '../common/failures.js';
import { workflowNames } from '../common/ids/wire-names.js';
import type { SendMessageResult } from '../common/sending/send-outcome.js';

const sendingWorkflows: readonly string[] = [workflowNames.sendMessage, workflowNames.uploadAndSend];

/** gRPC's status code of a method that the server does not have. */
const unimplemented = 12;

/** Whether a workflow that sends has this id. */
export async function isSentByWorkflow(client: Client, id: string): Promise<boolean> {
  try {
    return sendingWorkflows.includes((await client.workflow.getHandle(id).describe()).type);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** The activity that sends under this id, unless it has left the send to a workflow. */
export async function findSendActivity(
  client: Client,
  id: string,
): Promise<ActivityHandle<SendMessageResult> | undefined> {
  const handle = client.activity.getHandle<SendMessageResult>(id);
  try {
    const { activityType, status } = await handle.describe();
    if (activityType !== 'sendWhatsAppMessage') return undefined;
    return status === 'FAILED' && (await leftToWorkflow(handle)) ? undefined : handle;
  } catch (error) {
    if (error instanceof ActivityNotFoundError || isUnimplemented(error)) return undefined;
    throw error;
  }
}

async function leftToWorkflow(handle: ActivityHandle): Promise<boolean> {
  return handle.result().then(() => false, saysSentByWorkflow);
}

/** Whether an activity failed because a workflow with the same id sends the message. */
export function saysSentByWorkflow(error: unknown): boolean {
  return findFailure(error).failure?.details.sentBy === 'workflow';
}

/** Whether the server does not know the method. */
export function isUnimplemented(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isGrpcServiceError(current) && current.code === unimplemented) return true;
  }
  return false;
}
