/**
 * A Graph API for WhatsApp on this machine, for tests and for work without an account.
 *
 * @module
 */
export { GraphEmulator, type NumberOptions } from './graph-emulator.js';
export type { HarArchive, HarLog } from './cassette/har.js';
export type { DeliveredBatch } from './outbound-webhooks/batches/deliver-batch.js';
export type {
  ChangeItem,
  EchoItem,
  RawItem,
  StatusItem,
  WebhookItem,
} from './outbound-webhooks/batches/webhook-items.js';
export type {
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryState,
} from './outbound-webhooks/delivery/webhook-delivery.js';
export type { CallActions, UserCall } from './outbound-webhooks/calls/callers.js';
export type {
  EmulatedGroup,
  GroupActions,
  GroupMember,
  GroupSuspension,
} from './outbound-webhooks/groups/group-members.js';
export type { SendTruth, SendTruthOutcome } from './outbound-webhooks/statuses/send-truth.js';
export type { TemplateReview } from './outbound-webhooks/templates/template-reviews.js';
export type {
  InboundButtonReply,
  InboundContext,
  InboundFile,
  InboundFlowReply,
  InboundListReply,
  InboundLocation,
  InboundMessage,
  InboundReaction,
  InboundSender,
  InboundShortForm,
  InboundTemplateButton,
  InboundWireForm,
} from './outbound-webhooks/users/inbound-content.js';
export type { ReceivedMessage } from './outbound-webhooks/users/simulated-users.js';
export type {
  AutoStatus,
  Behavior,
  EmulatorBehavior,
  EmulatorLimits,
  LimitsInForce,
  PairLimit,
  StatusChaos,
  TemplateReviewPlan,
} from './settings/behavior.js';
export type { EmulatorInfo, GraphEmulatorOptions, TemplateStatus } from './settings/options.js';
export type {
  TemporalActivity,
  TemporalConversation,
  TemporalCost,
  TemporalQuestion,
  TemporalSide,
} from './settings/temporal-side.js';
export type { TestConnection, TimeLocks, TimeSkippingEnvironment } from './settings/time-skipping.js';
export type { WebhookBatch, WebhookDuplicates, WebhookBehavior, WebhookReorder } from './settings/webhook-behavior.js';
export type { AccessTokenOptions } from './state/accounts/access-tokens.js';
export type { AddAppOptions, EmulatedApp } from './state/accounts/apps.js';
export type { AddAccountOptions } from './state/accounts/business-accounts.js';
export type { CallDirection, EmulatedCall } from './state/calls/calls.js';
export type {
  EmulatedMessage,
  EmulatedStatus,
  InboundRecord,
  MessageFilter,
  PostedStatus,
} from './state/messages/message-log.js';
export type { UploadedFile } from './state/media/upload-sessions.js';
export type { AddPhoneNumberOptions, EmulatedPhoneNumber } from './state/numbers/phone-numbers.js';
export type { RegistrationStatus } from './state/numbers/registration.js';
export type { FaultHandle } from './state/requests/fault-list.js';
export type { FailedStatus, Fault, FaultMatch } from './state/requests/fault.js';
export type { RecordedAnswer, RecordedRequest } from './state/requests/request-log.js';
export type { TrafficKind, TrafficMix, TrafficOptions } from './traffic/traffic-options.js';
export type { TrafficHandle } from './traffic/traffic.js';
