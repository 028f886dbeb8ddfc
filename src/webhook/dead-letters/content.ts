/**
 * The content of a dead letter as its history holds it: read without a worker, without taking it, and after its end
 * too.
 */
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { DeadLetterContent, DeadLetterPart, DeadLetterWorkflowInput } from '../../common/dead-letter.js';
import { signalNames } from '../../common/ids/wire-names.js';

/** @returns Its text is what has arrived of it by now. */
export async function readDeadLetterContent(client: Client, handle: WorkflowHandle): Promise<DeadLetterContent> {
  const { events } = await handle.fetchHistory();
  const parts: string[] = [];
  let input: DeadLetterWorkflowInput | undefined;
  for (const {
    workflowExecutionStartedEventAttributes: started,
    workflowExecutionSignaledEventAttributes: signal,
  } of events ?? []) {
    if (started) input = await decodePayload(client, handle.workflowId, started.input?.payloads?.[0]);
    if (signal?.signalName !== signalNames.deadLetterPart) continue;
    const part = await decodePayload<DeadLetterPart>(client, handle.workflowId, signal.input?.payloads?.[0]);
    parts[part.index] = part.text;
  }
  if (input === undefined) throw new Error(`${handle.workflowId} has no input`);
  const { receivedAtMs, webhook, text, encoding } = input;
  if (webhook !== undefined) return { receivedAtMs, webhook };
  parts[0] = text ?? '';
  return { receivedAtMs, text: parts.join(''), ...(encoding !== undefined && { encoding }) };
}

/** What the client's own converter and codecs make of a payload. */
export async function decodePayload<Value>(
  client: Client,
  workflowId: string,
  payload?: Payload | null,
): Promise<Value> {
  const { namespace, loadedDataConverter: converter } = client.options;
  const context = { type: 'workflow', namespace, workflowId } as const;
  let decoded = payload ?? {};
  for (const codec of converter.payloadCodecs.toReversed()) [decoded = {}] = await codec.decode([decoded], context);
  return converter.payloadConverter.fromPayload<Value>(decoded, context);
}
