/** Sends of a run that an operator has reset: what the run before has sent is not sent again. */
import { activityInfo, getClient } from '@temporalio/activity';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { SendMessageResult } from '../common/sending/send-outcome.js';
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
    const isEnd = (end: { scheduledEventId?: unknown } | null | undefined): boolean =>
      end !== null && end !== undefined && String(end.scheduledEventId) === String(eventId);
    const completed = events.find(({ activityTaskCompletedEventAttributes: end }) => isEnd(end));
    const payload = completed?.activityTaskCompletedEventAttributes?.result?.payloads?.[0];
    if (payload) return decode<SendMessageResult>(client, workflowId, payload);
    const failed = events.find(({ activityTaskFailedEventAttributes: end }) => isEnd(end));
    // A refusal says that nothing was sent. Without any end, the reset came before the answer.
    const type = failed?.activityTaskFailedEventAttributes?.failure?.applicationFailureInfo?.type;
    if (type === undefined || type === 'WhatsApp.SendOutcomeUnknown')
      throw outcomeUnknownFailure(attempt.activity, { send: true, sendKey });
  }
  return undefined;
}

/** What the client's own converter and codecs make of a payload. */
async function decode<Value>(client: Client, workflowId: string, payload: Payload | null | undefined): Promise<Value> {
  const { namespace, loadedDataConverter: converter } = client.options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  let decoded = payload ?? {};
  for (const codec of converter.payloadCodecs.toReversed()) [decoded = {}] = await codec.decode([decoded], context);
  return converter.payloadConverter.fromPayload<Value>(decoded, context);
}
