/** The one-action send: the activity on its own, without a workflow around it. */
import {
  ActivityExecutionAlreadyStartedError,
  type ActivityHandle,
  type ActivityOptions,
  type Client,
} from '@temporalio/client';
import type { SendHandle } from './handles.js';
import { activityOptions, type ShownOptions } from './shown.js';
import { findSendActivity, isSentByWorkflow, isUnimplemented, saysSentByWorkflow } from './other-way.js';
import { attemptTimeoutMs } from '../common/attempt-timeout.js';
import { WhatsAppFailureType } from '../common/failures.js';
import type { SendMessageResult } from '../common/sending/send-outcome.js';
import type { SendMessageInput, SendMessageWorkflowInput } from '../common/inputs/index.js';
import { acceptedOutcome, outcomeOfError, type SendOutcome } from '../common/sending/send-outcome.js';
import { defined } from '../common/schema/defined.js';
import { summaryFor } from '../common/summaries.js';
import { sendTaskQueue } from '../common/ids/task-queues.js';
import { whatsAppActivityOptions } from '../workflows/activities/retry-table.js';

export type KeyedInput = SendMessageWorkflowInput & { sendKey: string };

/**
 * Starts the send, or finds the one that was started under this id, also when it has ended.
 *
 * @returns undefined when the server has no standalone activities (before 1.32).
 */
export async function startSendActivity(
  client: Client,
  taskQueue: string,
  activityId: string,
  input: KeyedInput,
  shown: ShownOptions = {},
): Promise<ActivityHandle<SendMessageResult> | undefined> {
  try {
    return await client.activity.start('sendWhatsAppMessage', {
      ...startOptions(taskQueue, activityId, input),
      ...activityOptions(shown),
    });
  } catch (error) {
    if (error instanceof ActivityExecutionAlreadyStartedError) return client.activity.getHandle(activityId);
    if (isUnimplemented(error)) return undefined;
    throw error;
  }
}

function startOptions(
  taskQueue: string,
  activityId: string,
  { deadline, priority = 3, statusDeadline: _, ...input }: KeyedInput,
): ActivityOptions {
  const row = whatsAppActivityOptions.sendWhatsAppMessage;
  const whole = deadline ?? row.scheduleToCloseTimeout ?? '1 hour';
  return {
    id: activityId,
    taskQueue: sendTaskQueue(taskQueue),
    args: [input satisfies SendMessageInput],
    startToCloseTimeout: row.startToCloseTimeout ?? attemptTimeoutMs,
    scheduleToStartTimeout: whole,
    scheduleToCloseTimeout: whole,
    retry: row.retry ?? {},
    priority: { priorityKey: priority, fairnessKey: input.phoneNumberId },
    summary: summaryFor('activities', 'sendWhatsAppMessage', { kind: input.message.type ?? 'text' }),
    idReusePolicy: 'REJECT_DUPLICATE',
    idConflictPolicy: 'USE_EXISTING',
  };
}

/**
 * The handle of a send that went as an activity.
 *
 * @param workflow The send by a workflow with the same id. It may have begun at the same moment, and has the message
 * then.
 */
export function activityHandle(
  client: Client,
  handle: ActivityHandle<SendMessageResult>,
  input: KeyedInput,
  workflow: SendHandle,
): SendHandle {
  const result = async (): Promise<SendOutcome> => {
    try {
      const outcome = await waitForOutcome(handle, input);
      return mayBeOfOtherWay(outcome) && (await isSentByWorkflow(client, workflow.id)) ? workflow.result() : outcome;
    } catch (error) {
      if (saysSentByWorkflow(error)) return workflow.result();
      throw error;
    }
  };
  return {
    sendKey: input.sendKey,
    via: 'activity',
    id: handle.activityId,
    result,
    state: async () => {
      const { status } = await handle.describe();
      if (status === 'RUNNING') return { phase: 'sending' };
      const left = status === 'FAILED' && (await handle.result().then(() => false, saysSentByWorkflow));
      return left ? workflow.state() : { phase: 'done', outcome: await result() };
    },
  };
}

/**
 * The outcome of a workflow, or that of the activity which has the same key and sent instead. Both may have been
 * started at the same moment, and no worker came in time for the workflow's own send.
 */
export async function outcomeOfEither(
  client: Client,
  outcome: SendOutcome,
  input: KeyedInput,
  id: string,
): Promise<SendOutcome> {
  const activity = mayBeOfOtherWay(outcome) ? await findSendActivity(client, id) : undefined;
  if (!activity) return outcome;
  return waitForOutcome(activity, input).catch((error: unknown) => {
    if (saysSentByWorkflow(error)) return outcome;
    throw error;
  });
}

/** Whether nothing was sent here and nobody at Meta said no, as when no worker came in time. */
function mayBeOfOtherWay(outcome: SendOutcome): boolean {
  return outcome.kind === 'refused' && outcome.type === WhatsAppFailureType.Unavailable && outcome.code === undefined;
}

/** Waits for the activity. Bad input, and what is no outcome of this send, is thrown. */
async function waitForOutcome(
  handle: ActivityHandle<SendMessageResult>,
  { sendKey, bizOpaqueCallbackData }: KeyedInput,
): Promise<SendOutcome> {
  try {
    return { ...acceptedOutcome(await handle.result()), ...defined({ bizOpaqueCallbackData }) };
  } catch (error) {
    const outcome = saysSentByWorkflow(error) ? undefined : outcomeOfError(error, sendKey);
    if (outcome) return outcome;
    throw error;
  }
}
