import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import type { RecordedRequest } from '../../state/requests/request-log.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookSender } from '../delivery/webhook-sender.js';

/**
 * What became of a send. `accepted`: at least one message was accepted and has not failed. `failed`: accepted, then
 * failed. `refused`: none was accepted, and an error was answered. `none`: nothing was accepted and nothing refused.
 */
export type SendTruthOutcome = 'none' | 'refused' | 'accepted' | 'failed';

/** What has become of everything that was posted with one send key. */
export interface SendTruth {
  /** The send key. */
  sendKey: string;
  /** What became of the send. */
  outcome: SendTruthOutcome;
  /** Every request that carried the key, also one that a fault hit; not one that was reset before its body was read. */
  requests: RecordedRequest[];
  /** Every accepted message. More than one: the user got it more than once. */
  messages: EmulatedMessage[];
  /** The statuses that the webhook receiver took with HTTP 200, in the order in which they were first posted. */
  reported: string[];
}

interface Records {
  state: EmulatorState;
  sender: WebhookSender;
}

/** @internal */
export function sendTruth(sendKey: string, { state, sender }: Records): SendTruth {
  const messages = state.messages.sent({ sendKey });
  const requests = state.requests.entries.filter((request) => request.sendKey === sendKey);
  return {
    sendKey,
    outcome: sendOutcome(messages, requests),
    requests,
    messages,
    reported: reportedStatuses(messages, sender),
  };
}

function sendOutcome(messages: EmulatedMessage[], requests: RecordedRequest[]): SendTruthOutcome {
  if (messages.length === 0) return requests.some(({ answer }) => (answer?.status ?? 0) >= 400) ? 'refused' : 'none';
  const areAllFailed = messages.every(({ statuses }) => statuses.some(({ status }) => status === 'failed'));
  return areAllFailed ? 'failed' : 'accepted';
}

/** A delivery may hold several statuses, and more than one of the same message. */
function reportedStatuses(messages: EmulatedMessage[], { deliveries }: WebhookSender): string[] {
  const posts = messages.flatMap((message) => message.posts);
  const deliveryIds = new Set(posts.map(({ deliveryId }) => deliveryId));
  const accepted = deliveries.entries
    .filter(({ id, state }) => deliveryIds.has(id) && state === 'accepted')
    .sort((left, right) => startMs(left) - startMs(right));
  return accepted.flatMap(({ id }) => posts.filter(({ deliveryId }) => deliveryId === id).map(({ status }) => status));
}

function startMs({ attempts }: WebhookDelivery): number {
  return attempts[0]?.atMs ?? 0;
}
