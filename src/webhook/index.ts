/**
 * The receiver: turns what Meta posts into signals of running workflows, and answers 200 only after Temporal has them.
 * `createWebhookRouter` for an Express app, `createWebhookFetchHandler` for everything that speaks fetch, `startWebhookServer`
 * for a process of its own, `createWebhookHandler` for the rest. Loads Temporal's client, never its worker.
 *
 * @module
 */
export { createWebhookRouter } from './express.js';
export { createWebhookFetchHandler } from './fetch.js';
export { createWebhookHandler, type WebhookHandler, type WebhookRequest, type WebhookResponse } from './handler.js';
export type { WebhookHandlerOptions } from './options.js';
export { startWebhookServer, type WebhookServer, type WebhookServerOptions } from './server.js';
export type { WebhookLog } from './log.js';
export type { ConversationSignal, TemporalProbe, WebhookTemporalClient } from './temporal.js';
export { conversationUserId, type UnroutedReason } from './route.js';
export { verifySignature, type SignatureRefusal, type SignatureVerdict } from './verify.js';
export { verifyChallenge, type ChallengeRefusal, type ChallengeVerdict } from './challenge.js';
export { parseWebhook, type ParsedEvent } from '../common/events/parse.js';
export type * from '../common/events/types.js';
