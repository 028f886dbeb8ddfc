/** Hands groups of events to Temporal, in parallel and under one deadline. */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { WhatsAppEvent } from '../common/events/types.js';
import { whatsAppEventsSignal, workflowNames } from '../workflows/definitions.js';
import { chunkEvents } from './chunk.js';
import { describeError } from './describe-error.js';
import type { SignalGroup } from './group.js';
import type { WebhookSettings } from './options.js';

/** A workflow whose events Temporal did not accept. Without the workflow id, which may hold a phone number. */
interface DeliveryFailure {
  kind: 'workflow' | 'conversation';
  phoneNumberId?: string;
  events: number;
  error: string;
}

export interface DeliveryResult {
  /** Signals that Temporal accepted. */
  signals: number;
  /** Workflows that had ended before a status of their message came. Not a failure. */
  notFound: number;
  /** Events that no signal can hold. */
  tooLarge: WhatsAppEvent[];
  failures: DeliveryFailure[];
}

type DeliverySettings = Pick<WebhookSettings, 'client' | 'taskQueue' | 'deadlineMs' | 'maxConcurrentSignals'>;

/** Every group is tried, whatever happens to the others. Ends at the deadline, also when Temporal has not answered by then. */
export async function deliver(groups: readonly SignalGroup[], settings: DeliverySettings): Promise<DeliveryResult> {
  const result: DeliveryResult = { signals: 0, notFound: 0, tooLarge: [], failures: [] };
  if (groups.length === 0) return result;
  const { client, deadlineMs } = settings;
  const { expired, stop } = expireAfter(deadlineMs);
  const send: Send = (route, events) => Promise.race([signal(route, events, settings), expired]);
  const queue = groups.values();
  const takeFromQueue = async (): Promise<void> => {
    for (const group of queue) await deliverGroup(group, send, result);
  };
  const senders = Array.from({ length: Math.min(settings.maxConcurrentSignals, groups.length) });
  try {
    await client.withDeadline(Date.now() + deadlineMs, () => Promise.all(senders.map(takeFromQueue)));
  } finally {
    stop();
  }
  return result;
}

type Send = (route: SignalGroup['route'], events: WhatsAppEvent[]) => Promise<void>;

/** The deadline of the client's calls is not enough: its own retry may sleep beyond it. */
function expireAfter(deadlineMs: number): { expired: Promise<never>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Temporal within ${deadlineMs} ms`)), deadlineMs);
    timer.unref();
  });
  expired.catch(() => undefined);
  return { expired, stop: () => clearTimeout(timer) };
}

/** A chunk that fails ends its group: a later one must not arrive before it. */
async function deliverGroup(group: SignalGroup, send: Send, result: DeliveryResult): Promise<void> {
  const { chunks, tooLarge } = chunkEvents(group.events);
  result.tooLarge.push(...tooLarge);
  try {
    for (const events of chunks) {
      await send(group.route, events);
      result.signals += 1;
    }
  } catch (error) {
    if (group.route.kind === 'workflow' && error instanceof WorkflowNotFoundError) result.notFound += 1;
    else result.failures.push(failureOf(group, error));
  }
}

async function signal(
  route: SignalGroup['route'],
  events: WhatsAppEvent[],
  { client, taskQueue }: DeliverySettings,
): Promise<void> {
  if (route.kind === 'workflow') {
    await client.workflow.getHandle(route.workflowId).signal(whatsAppEventsSignal.name, events);
    return;
  }
  const { workflowId, phoneNumberId, userId } = route;
  await client.workflow.signalWithStart(workflowNames.conversation, {
    workflowId,
    taskQueue,
    args: [{ phoneNumberId, userId }],
    signal: whatsAppEventsSignal.name,
    signalArgs: [events],
  });
}

function failureOf({ route, events }: SignalGroup, error: unknown): DeliveryFailure {
  const failure: DeliveryFailure = {
    kind: route.kind,
    events: events.length,
    error: describeError(error).replaceAll(route.workflowId, '(workflow id)'),
  };
  if (route.kind === 'conversation') failure.phoneNumberId = route.phoneNumberId;
  return failure;
}
