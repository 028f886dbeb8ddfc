/**
 * What a user's own workflow imports: activity proxies with the retry table, message builders, ids, signal and query
 * definitions, failure guards. Deterministic, and free of side effects when imported. The library's own workflows are in
 * `temporal-whatsapp/workflows`; nothing here reaches the network.
 *
 * @module
 */
export {
  proxyWhatsAppActivities,
  type WhatsAppActivityOverride,
  type WhatsAppActivityOverrides,
  type WhatsAppActivityProxies,
} from './workflows/activities/proxies.js';
export { whatsAppActivityOptions } from './workflows/activities/retry-table.js';
export { EventDedupe, type EventDedupeOptions, type EventDedupeState } from './workflows/events/event-dedupe.js';
export { isOutcomeUnknown } from './workflows/lib/failures.js';
export { send } from './workflows/send/send.js';
export { sendSequence, type SendSequenceOptions } from './workflows/send/send-sequence.js';
export type { AwaitedStatus, SentMessage } from './workflows/send/sent-message.js';
export { statusInbox, type StatusInbox } from './workflows/events/status-inbox.js';
export { noProgress, withStatus, type MessageProgress, type StatusRecord } from './common/message-status.js';
export type * from './common/send-outcome.js';
export { sendTaskQueue } from './common/task-queues.js';
export { graphRetryOptions } from './workflows/graph-request/graph-retry.js';
export * from './workflows/definitions.js';
export type * from './workflows/states.js';
export type * from './common/activity-contract.js';
export type * from './common/dead-letter.js';
export type * from './common/events/types.js';
export {
  isEchoOfType,
  isHistoryOfType,
  isMessageOfType,
  type EchoOfType,
  type HistoryOfType,
  type MessageOfType,
  type MessageType,
} from './common/events/message-types.js';
export type * from './common/inputs/index.js';
export {
  WhatsAppFailureType,
  isWhatsAppFailure,
  whatsAppFailure,
  type InputProblem,
  type WhatsAppFailureDetails,
} from './common/failures.js';
export * from './common/failure-guards.js';
export {
  conversationWorkflowId,
  deadLetterWorkflowId,
  registrationWorkflowId,
  sendWorkflowId,
} from './common/workflow-ids.js';
export { hasReached, statusesFor } from './common/message-status.js';
export { messageStatuses, type MessageStatus } from './common/message-status.js';
