/** Sends of a run that an operator has reset: what the run before has sent is not sent again. */
import { activityInfo, getClient } from '@temporalio/activity';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { WhatsAppFailureType } from '../../common/failures.js';
import type { SendMessageResult } from '../../common/sending/send-outcome.js';
import type { Attempt } from './activity.js';
import { outcomeUnknownFailure } from './failure.js';

type Events = NonNullable<Awaited<ReturnType<WorkflowHandleWithFirstExecutionRunId['fetchHistory']>>['events']>;

/** How many resets of one run are followed back. */
const mostResets = 20;

/**
 * Looks for this send in the runs from which the workflow was reset.
 *
 * @returns what Meta answered then; undefined when nothing was sent, or Meta refused
 * @throws ApplicationFailure `WhatsApp.SendOutcomeUnknown` when the reset ended the send before its answer came
 */
export async function findSentBeforeReset(attempt: Attempt, sendKey: string): Promise<SendMessageResult | undefined> {
  const { workflowExecution } = activityInfo();
  if (!workflowExecution) return undefined;
  const client = getClient();
  const { workflowId } = workflowExecution;
  let runId: string | undefined = workflowExecution.runId;
  for (let resets = 0; runId !== undefined && resets <= mostResets; resets += 1) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const events = history.events ?? [];
    if (resets > 0) {
      const found = await findSend(client, events, { attempt, sendKey, workflowId });
      if (found) return found;
    }
    runId = findBaseRun(events, runId);
  }
  return undefined;
}

/** The run from which this one was reset. */
function findBaseRun(events: Events, runId: string): string | undefined {
  for (const { workflowTaskFailedEventAttributes: failed } of events.toReversed()) {
    if (failed?.newRunId === runId && failed.baseRunId) return failed.baseRunId;
  }
  return undefined;
}

interface Wanted {
  attempt: Attempt;
  sendKey: string;
  workflowId: string;
}

async function findSend(client: Client, events: Events, wanted: Wanted): Promise<SendMessageResult | undefined> {
  const { attempt, sendKey, workflowId } = wanted;
  for (const { eventId, activityTaskScheduledEventAttributes: scheduled } of events) {
    if (scheduled?.activityType?.name !== attempt.activity) continue;
    const input = await decode<{ sendKey?: string }>(client, workflowId, scheduled.input?.payloads?.[0]);
    if (input?.sendKey !== sendKey) continue;
    const { result, failureType } = findEnd(events, String(eventId));
    if (result) return decode<SendMessageResult>(client, workflowId, result);
    // A refusal says that nothing was sent. Without any end, the reset came before the answer.
    const isRefused = failureType !== undefined && failureType !== WhatsAppFailureType.SendOutcomeUnknown;
    if (!isRefused) throw outcomeUnknownFailure(attempt.activity, { send: true, sendKey });
  }
  return undefined;
}

interface End {
  result?: Payload | undefined;
  failureType?: string | undefined;
}

/** How an activity ended in a history. @returns nothing when it had not ended, or without an answer */
function findEnd(events: Events, scheduledEventId: string): End {
  for (const { activityTaskCompletedEventAttributes: completed, activityTaskFailedEventAttributes: failed } of events) {
    if (String(completed?.scheduledEventId) === scheduledEventId) return { result: completed?.result?.payloads?.[0] };
    if (String(failed?.scheduledEventId) === scheduledEventId) {
      return { failureType: failed?.failure?.applicationFailureInfo?.type ?? undefined };
    }
  }
  return {};
}

/** What the client's own converter and codecs make of a payload. */
async function decode<Value>(client: Client, workflowId: string, payload: Payload | null | undefined): Promise<Value> {
  const { namespace, loadedDataConverter: converter } = client.options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  let decoded = payload ?? {};
  for (const codec of converter.payloadCodecs.toReversed()) [decoded = {}] = await codec.decode([decoded], context);
  return converter.payloadConverter.fromPayload<Value>(decoded, context);
}
