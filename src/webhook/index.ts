/**
 * The receiver: turns what Meta posts into signals of running workflows, and answers 200 only after Temporal has them.
 * `createWebhookRouter` for an Express app, `createWebhookFetchHandler` for everything that speaks fetch, `startWebhookServer`
 * for a process of its own, `createWebhookHandler` for the rest. Loads Temporal's client, never its worker.
 *
 * @module
 */
export { createWebhookRouter } from './adapters/express.js';
export { createWebhookFetchHandler } from './adapters/fetch.js';
export { createWebhookListener, type WebhookAdapterOptions } from './adapters/node.js';
export { createWebhookHandler, type WebhookHandler, type WebhookRequest, type WebhookResponse } from './handler.js';
export { BodyError, type BodyRefusal } from './request/body.js';
export type { WebhookHandlerOptions, WebhookProcessingOptions } from './options.js';
export type { RouteTarget, WebhookRoute } from './routing/application-route.js';
export { startWebhookServer, type WebhookServer, type WebhookServerOptions } from './server/server.js';
export type { WebhookLog } from './observe/log.js';
export type { WebhookObserver, WebhookResult } from './observe/observer.js';
export { createWebhookMetrics, type WebhookMetricsOptions } from './observe/metrics.js';
export type { DeadLetterStart, EventSignal, TemporalProbe, WebhookTemporalClient } from './delivery/temporal.js';
export { conversationKeys } from './routing/conversation-keys.js';
export { conversationWorkflowId } from '../common/workflow-ids.js';
export {
  DeadLetterError,
  DeadLetters,
  type DeadLetterErrorReason,
  type DeadLetterFilter,
  type DeadLetterItem,
  type DeadLettersOptions,
  type RedriveResult,
  type RedriveSummary,
  type ShownDeadLetter,
} from './dead-letters/dead-letters.js';
export { verifySignature, type SignatureRefusal, type SignatureVerdict } from './request/verify.js';
export { verifyChallenge, type ChallengeRefusal, type ChallengeVerdict } from './request/challenge.js';
export { parseWebhook, type ParsedEvent } from '../common/events/parse.js';
export type * from '../common/events/types.js';
export {
  isEchoOfType,
  isHistoryOfType,
  isMessageOfType,
  type EchoOfType,
  type HistoryOfType,
  type MessageOfType,
  type MessageType,
} from '../common/events/message-types.js';
export type * from '../common/dead-letter.js';
