/**
 * `GET /{phone-number-id}/message_history` and `GET /{message-history-id}/events`: what became of sent messages, and of
 * the webhooks that told it. As at Meta they name neither a recipient nor a content.
 *
 * @see "Message history" https://developers.facebook.com/docs/graph-api/reference/whats-app-business-phone-number (read
 * 2026-11)
 */
import { createHash } from 'node:crypto';
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { calledPhoneNumber, optional } from '../../http/parameters.js';
import { unknownObject } from '../../meta/graph-error.js';
import type { WebhookDelivery, WebhookDeliveryState } from '../../outbound-webhooks/delivery/webhook-delivery.js';
import type { WebhookSender } from '../../outbound-webhooks/delivery/webhook-sender.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage, EmulatedStatus } from '../../state/messages/message-log.js';

const webhookStates: Readonly<Record<WebhookDeliveryState, string>> = {
  delivering: 'PENDING',
  retrying: 'RETRYING',
  accepted: 'DELIVERED',
  stopped: 'FAILED',
};

export function messageHistoryRoutes(state: EmulatorState, sender: WebhookSender): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/message_history': (call) => list(call, state, sender),
    'GET /:messageHistoryId/events': (call) => listEvents(call, state, sender),
  });
}

function list(call: GraphCall, state: EmulatorState, sender: WebhookSender): Answer {
  const { id } = calledPhoneNumber(call, state);
  const messageId = optional(call.parameters, 'message_id');
  const messages = state.messages
    .sent()
    .filter((message) => message.phoneNumberId === id && (messageId === undefined || message.id === messageId));
  const entries = messages.map((message) => ({
    id: historyId(message),
    message_id: message.id,
    events: { data: events(message, sender) },
  }));
  return { body: page(entries, call) };
}

function listEvents(call: GraphCall, state: EmulatorState, sender: WebhookSender): Answer {
  const message = state.messages.sent().find((one) => historyId(one) === call.objectId);
  if (!message) throw unknownObject(call.method, call.objectId);
  const wanted = optional(call.parameters, 'status_filter');
  const nodes = events(message, sender)
    .filter(({ delivery_status: status }) => wanted === undefined || status === wanted)
    .map(({ timestamp, ...event }) => ({ node: { ...event, occurrence_timestamp: timestamp } }));
  return { body: page(nodes, call) };
}

function events(message: EmulatedMessage, sender: WebhookSender): Parameters[] {
  return message.statuses.map((status, at) => {
    const delivery = findDelivery(message, status, sender);
    return {
      id: digits(`${message.id} ${at}`),
      delivery_status: stateName(status.status),
      timestamp: Math.floor(status.atMs / 1000),
      ...defined({
        webhook_update_state: delivery && webhookStates[delivery.state],
        webhook_uri: delivery?.url,
        application: delivery && { id: delivery.appId, name: 'Emulated App' },
        error_description: errorTitle(status),
      }),
    };
  });
}

function findDelivery(
  { posts }: EmulatedMessage,
  { status }: EmulatedStatus,
  sender: WebhookSender,
): WebhookDelivery | undefined {
  const post = posts.find((one) => one.status === status);
  return post && sender.find(post.deliveryId);
}

function errorTitle({ errors = [] }: EmulatedStatus): string | undefined {
  const { title } = (errors[0] ?? {}) as { title?: unknown };
  return typeof title === 'string' ? title : undefined;
}

/** Stays the same for a message, and says nothing of it. */
function historyId({ id }: Pick<EmulatedMessage, 'id'>): string {
  return digits(id);
}

function digits(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return String(BigInt(`0x${digest}`) % 1_000_000_000_000_000n).padStart(15, '1');
}

/** Meta has no state for a voice message that was played. */
function stateName(status: string): string {
  return status === 'played' ? 'READ' : status.toUpperCase();
}
