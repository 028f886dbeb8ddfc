import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import type { RecordedRequest } from '../../state/requests/request-log.js';

/** What has become of everything that was posted with one send key. */
export interface SendTruth {
  sendKey: string;
  /**
   * `accepted`: at least one message was accepted and has not failed. `failed`: accepted, then failed. `refused`: none was accepted,
   * and an error was answered. `none`: nothing was accepted and nothing refused.
   */
  outcome: 'none' | 'refused' | 'accepted' | 'failed';
  /** Every request that carried the key, also those that a fault hit; not those that were reset before their body was read. */
  requests: RecordedRequest[];
  /** Every accepted message. More than one: the user got it more than once. */
  messages: EmulatedMessage[];
  /** The statuses that the webhook receiver took with HTTP 200, in the order in which they were first posted. */
  reported: string[];
}

export function truthOf(sendKey: string, state: EmulatorState): SendTruth {
  const messages = state.messages.sent({ sendKey });
  const requests = state.requests.entries.filter((request) => request.sendKey === sendKey);
  return { sendKey, outcome: outcomeOf(messages, requests), requests, messages, reported: reportedOf(messages, state) };
}

function outcomeOf(messages: EmulatedMessage[], requests: RecordedRequest[]): SendTruth['outcome'] {
  if (messages.length === 0) return requests.some(({ answer }) => (answer?.status ?? 0) >= 400) ? 'refused' : 'none';
  const areAllFailed = messages.every(({ statuses }) => statuses.some(({ status }) => status === 'failed'));
  return areAllFailed ? 'failed' : 'accepted';
}

/** A delivery may hold several statuses, and more than one of the same message. */
function reportedOf(messages: EmulatedMessage[], { webhooks }: EmulatorState): string[] {
  const posts = messages.flatMap((message) => message.posts);
  const deliveryIds = new Set(posts.map(({ deliveryId }) => deliveryId));
  const accepted = webhooks.sender.deliveries.entries
    .filter(({ id, state }) => deliveryIds.has(id) && state === 'accepted')
    .sort((left, right) => startOf(left) - startOf(right));
  return accepted.flatMap(({ id }) => posts.filter(({ deliveryId }) => deliveryId === id).map(({ status }) => status));
}

function startOf({ attempts }: WebhookDelivery): number {
  return attempts[0]?.atMs ?? 0;
}
