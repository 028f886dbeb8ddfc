/** A send that one caller asks for, in one of the ways that there are, while Temporal may be away for moments. */
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, isGrpcServiceError } from '@temporalio/client';
import {
  whatsAppFailure,
  type SendMessageWorkflowInput,
  type SendOutcome,
  type UploadAndSendResult,
} from '../../src/client.js';
import { describeError } from '../../src/common/describe-error.js';
import { defined } from '../../src/common/schema/defined.js';
import type { Ending } from './history-verdict.js';
import { mediaFile } from './png.js';
import type { Caller } from './send-history.js';
import type { Stack } from './stack.js';
import type { carefulWorkflow } from './workflows.js';

export interface AskedSend {
  sendKey: string;
  result(): Promise<SendOutcome>;
  /** The time at which the server recorded the end, in Unix milliseconds. */
  closedAtMs(): Promise<number>;
}

/** Asks once. Whoever asks again with the same key gets the same send. */
export function askForSend(stack: Stack, { way }: Caller, input: SendMessageWorkflowInput): Promise<AskedSend> {
  if (way === 'upload') return askForUpload(stack, input);
  return way === 'own' ? askOwnWorkflow(stack, input) : askClient(stack, way === 'client' ? undefined : way, input);
}

async function askClient(
  { whatsapp, client }: Stack,
  via: 'activity' | 'workflow' | undefined,
  input: SendMessageWorkflowInput,
): Promise<AskedSend> {
  const handle = await whatsapp.sendMessage(input, defined({ via }));
  const described =
    handle.via === 'workflow' ? client.workflow.getHandle(handle.id) : client.activity.getHandle(handle.id);
  return {
    sendKey: handle.sendKey,
    result: () => handle.result(),
    closedAtMs: async () => Number((await described.describe()).closeTime),
  };
}

async function askForUpload(stack: Stack, input: SendMessageWorkflowInput): Promise<AskedSend> {
  const { message: _, ...options } = input;
  const media = await mediaFile(stack.mediaDirectory, `${String(input.to)}.png`);
  const { id, result } = await stack.whatsapp.uploadAndSend({ ...options, media });
  return askedWorkflow(stack, id, input, async () => ((await result()) satisfies UploadAndSendResult).sent);
}

async function askOwnWorkflow(stack: Stack, input: SendMessageWorkflowInput): Promise<AskedSend> {
  const { waitFor: track, statusDeadline = 2_000, priority, deadline, settleUnknownFor, ...rest } = input;
  const { onUnknown, maxResends, onWindowClosed, activityOptions, ...content } = rest;
  const handling = { onUnknown, maxResends, onWindowClosed, activityOptions, priority, deadline, settleUnknownFor };
  const { client, taskQueue } = stack;
  const workflowId = `own-${input.sendKey}`;
  const handle = client.workflow.getHandle<typeof carefulWorkflow>(workflowId);
  const args: Parameters<typeof carefulWorkflow> = [content, defined({ ...handling, track }), Number(statusDeadline)];
  const start = { workflowId, taskQueue, args, workflowIdReusePolicy: 'REJECT_DUPLICATE' as const };
  await client.workflow.start<typeof carefulWorkflow>('carefulWorkflow', start).catch((error: unknown) => {
    // A start whose answer was lost.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
  return askedWorkflow(stack, workflowId, input, () => handle.result());
}

function askedWorkflow(
  { client }: Stack,
  id: string,
  { sendKey = '' }: SendMessageWorkflowInput,
  result: () => Promise<SendOutcome>,
): AskedSend {
  const closedAtMs = async (): Promise<number> => Number((await client.workflow.getHandle(id).describe()).closeTime);
  return { sendKey, result, closedAtMs };
}

/** Waits for the outcome, or for the type of the failure. */
export async function waitForEnding({ result }: AskedSend): Promise<Ending> {
  try {
    return await whileAway(result);
  } catch (error) {
    const failure = whatsAppFailure(error);
    const sendKey = failure?.details.sendKey;
    return { kind: 'failed', type: failure?.type ?? describeError(error), ...defined({ sendKey }) };
  }
}

/**
 * Calls again as long as the server does not answer, as an application does that has a key for its send. The time limit
 * of the test ends it.
 */
export async function whileAway<Result>(call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isOfServer(error)) throw error;
      await sleep(300);
    }
  }
}

/** gRPC's codes of answers that the server has thought about; all others say that it is not there. */
const answers: readonly unknown[] = [3, 5, 6, 7, 9, 12, 16];

function isOfServer(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isGrpcServiceError(current)) return !answers.includes(current.code);
  }
  return false;
}
