/**
 * The receiver: turns what Meta posts into signals of running workflows, and answers 200 only after Temporal has them.
 * `createWebhookRouter` for an Express app, `createWebhookFetchHandler` for everything that speaks fetch,
 * `startWebhookServer` for a process of its own, `createWebhookHandler` for the rest. Loads Temporal's client, never
 * its worker.
 *
 * @module
 */
export { createWebhookRouter, type WebhookRouter } from './adapters/express.js';
export { createWebhookFetchHandler, type WebhookFetchHandler } from './adapters/fetch.js';
export { createWebhookListener, type WebhookListener } from './adapters/node.js';
export { createWebhookHandler, type WebhookHandler, type WebhookRequest, type WebhookResponse } from './handler.js';
export { startWebhookServer, type WebhookServer } from './server/server.js';
export type { WebhookMetricsServerOptions, WebhookMetricsSource, WebhookServerOptions } from './server/options.js';
export type { MetricsRegister } from './server/metrics-server.js';
export type { WebhookAdapterOptions, WebhookHandlerOptions, WebhookProcessingOptions } from './options.js';
export type { WebhookEventFile, WebhookEventStore } from './storing/large-events.js';
export { fromEnvironment, type ReceiverEnvironment } from './from-environment.js';
export { ConfigError, type ConfigProblem, type Environment } from '../environment/config-error.js';
export { BodyError, type BodyRefusal } from './request/body.js';
export {
  verifyChallenge,
  type ChallengeAccepted,
  type ChallengeRefusal,
  type ChallengeRefused,
  type ChallengeVerdict,
} from './request/challenge.js';
export {
  signWebhook,
  verifySignature,
  type SignatureMatched,
  type SignatureRefusal,
  type SignatureRefused,
  type SignatureVerdict,
} from './request/verify.js';
export type {
  RouteTarget,
  RouteTargets,
  RunningWorkflowTarget,
  StartedWorkflowTarget,
  WebhookRoute,
} from './routing/application-route.js';
export type { ConversationChoice, ConversationChoices } from './routing/conversation-choice.js';
export { conversationWorkflowId } from '../common/ids/workflow-ids.js';
export type { WebhookLog } from './observe/log.js';
export type {
  DeliveredEvents,
  EndedRequest,
  EventLabels,
  FailedTemporalCall,
  IgnoredEvent,
  KeptDeadLetter,
  MatchedSignature,
  WebhookObserver,
  WebhookResult,
} from './observe/observer.js';
export { DeadLetterError, type DeadLetterErrorReason } from './dead-letters/calls.js';
export {
  DeadLetters,
  type DeadLetterFilter,
  type DeadLetterItem,
  type DeadLetterListOptions,
  type DeadLettersOptions,
  type KeptByRedrive,
  type RedrivenDeadLetter,
  type RedriveResult,
  type RedriveSummary,
  type ShowDeadLetterOptions,
  type ShownDeadLetter,
  type StayingDeadLetter,
} from './dead-letters/dead-letters.js';
export type { DeadLetterContent, DeadLetterReason, DeadLetterState, DeadLetterSummary } from '../common/dead-letter.js';
export { parseWebhook, type ParsedEvent } from '../common/events/parse.js';
export type { KeptFile, LostMedia, StoredContent, StoredMedia } from '../common/events/stored-content.js';
export type { DurationInput } from '../common/inputs/durations.js';
export type { StoreMediaOptions } from '../common/inputs/media/inbound-media.js';
export {
  isEchoOfType,
  isHistoryOfType,
  isMessageOfType,
  type EchoOfType,
  type HistoryOfType,
  type MessageOfType,
  type MessageType,
} from '../common/events/message-types.js';
export type {
  EventError,
  MessageContents,
  NumberOrText,
  UndocumentedMembers,
  UserIdentity,
  WhatsAppAccountEvent,
  WhatsAppCallEvent,
  WhatsAppChangeEvent,
  WhatsAppEchoEvent,
  WhatsAppErrorEvent,
  WhatsAppEvent,
  WhatsAppFlowEvent,
  WhatsAppGroupEvent,
  WhatsAppHandoverEvent,
  WhatsAppHistoryEvent,
  WhatsAppMediaEvent,
  WhatsAppMessageEvent,
  WhatsAppPhoneNumberEvent,
  WhatsAppSecurityEvent,
  WhatsAppStatusEvent,
  WhatsAppTemplateEvent,
  WhatsAppUnknownEvent,
  WhatsAppUserPreferenceEvent,
  WireAccount,
  WireAlertInfo,
  WireBan,
  WireButton,
  WireCall,
  WireCallPermissionReply,
  WireCallSession,
  WireControl,
  WireConversation,
  WireConversationOrigin,
  WireEcho,
  WireEdit,
  WireEditedMessage,
  WireError,
  WireErrorData,
  WireFlow,
  WireFlowError,
  WireFormReply,
  WireGroup,
  WireGroupSetting,
  WireHandover,
  WireHandoverNumber,
  WireHandoverUser,
  WireHistoryChunk,
  WireHistoryContext,
  WireHistoryMessage,
  WireInteractive,
  WireLocation,
  WireMedia,
  WireMessage,
  WireMessageContext,
  WireMessageOf,
  WireObject,
  WireOrder,
  WireOrderItem,
  WireParticipant,
  WirePhoneNumber,
  WirePricing,
  WireReaction,
  WireReferral,
  WireReferredProduct,
  WireReply,
  WireRestriction,
  WireRevoke,
  WireSecurity,
  WireSharedContact,
  WireSharedEmail,
  WireSharedName,
  WireSharedOrganization,
  WireSharedPhone,
  WireSharedUrl,
  WireStatus,
  WireSystem,
  WireSystemIdentity,
  WireTemplate,
  WireTemplateDisabling,
  WireTemplateNotice,
  WireTemplateRejection,
  WireText,
  WireUnsupported,
  WireUserPreference,
  WireViolation,
  WireWabaInfo,
  WireWelcomeMessage,
} from '../common/events/types.js';
