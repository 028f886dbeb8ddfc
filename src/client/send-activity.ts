/** The one-action send: the activity on its own, without a workflow around it. */
import {
  ActivityExecutionAlreadyStartedError,
  type ActivityHandle,
  type ActivityOptions,
  type Client,
} from '@temporalio/client';
import type { SendHandle } from './handles.js';
import { isUnimplemented, saysSentByWorkflow } from './other-way.js';
import { attemptTimeoutMs } from '../common/attempt-timeout.js';
import type { SendMessageResult } from '../common/sending/send-outcome.js';
import type { SendMessageInput, SendMessageWorkflowInput } from '../common/inputs/index.js';
import { acceptedOutcome, outcomeOfError, type SendOutcome } from '../common/sending/send-outcome.js';
import { defined } from '../common/schema/defined.js';
import { sendTaskQueue } from '../common/ids/task-queues.js';
import { whatsAppActivityOptions } from '../workflows/activities/retry-table.js';

type KeyedInput = SendMessageWorkflowInput & { sendKey: string };

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
): Promise<ActivityHandle<SendMessageResult> | undefined> {
  try {
    return await client.activity.start('sendWhatsAppMessage', startOptions(taskQueue, activityId, input));
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
    summary: `${input.message.type ?? 'text'} message`,
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
  handle: ActivityHandle<SendMessageResult>,
  input: KeyedInput,
  workflow: SendHandle,
): SendHandle {
  const result = (): Promise<SendOutcome> =>
    waitForOutcome(handle, input).catch((error: unknown) => {
      if (saysSentByWorkflow(error)) return workflow.result();
      throw error;
    });
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
