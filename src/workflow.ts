/**
 * What a workflow of yours imports: `send()`, activity proxies with the retry table, and `WhatsAppEvents` for what the
 * receiver signals. The queries and updates of the library's workflows, and failures, are here, too. All of it is
 * deterministic, and an import has no side effects.
 *
 * Message builders are in `temporal-whatsapp/messages`, the library's own workflows in `temporal-whatsapp/workflows`.
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
export {
  ask,
  startDialogue,
  type AskInput,
  type AskedUser,
  type StartDialogueInput,
} from './workflows/dialogues/ask-user.js';
export type {
  AskOptions,
  Chat,
  ChatSendOptions,
  HandOverOptions,
  NextTurnOptions,
  Parse,
  TemplateReference,
  TextSchema,
  TextSchemaResult,
  TranscriptOptions,
} from './workflows/dialogues/chat.js';
export type { ConsentWords } from './workflows/dialogues/memory/consent.js';
export { defineConversation, type ConversationWorkflow } from './workflows/dialogues/define-conversation.js';
export {
  versions,
  type Command,
  type CommandDefinition,
  type ConsentOptions,
  type ConversationDefinition,
  type Dialogue,
  type TurnOptions,
  type VersionedDialogue,
} from './workflows/dialogues/definition.js';
export type { ServiceWindow } from './workflows/dialogues/memory/service-window.js';
export type {
  Answer,
  AnswerTo,
  CallPermissionAnswer,
  ChoiceAnswer,
  ContactsAnswer,
  FlowAnswer,
  LocationAnswer,
  NoAnswer,
  NoAnswerReason,
  TextAnswer,
} from './workflows/questions/answer.js';
export type { MessageCategory } from './common/sending/message-category.js';
export type { Question } from './workflows/questions/question.js';
export type { RequestedAskOptions, RequestedReminder } from './workflows/questions/requests.js';
export type {
  IncomingCallPermission,
  IncomingForm,
  IncomingLocation,
  IncomingMessage,
  Tap,
  Turn,
} from './workflows/questions/turn.js';
export { EventDedupe, type EventDedupeOptions, type EventDedupeState } from './workflows/events/event-dedupe.js';
export type { WhatsAppEventHandler } from './workflows/events/run-events.js';
export { WhatsAppEvents, type WhatsAppEventsState } from './workflows/events/whatsapp-events.js';
export { graphRetryOptions } from './workflows/graph-request/graph-retry.js';
export { controlThread } from './workflows/send/control-thread.js';
export { sendSequence, type SendSequenceOptions } from './workflows/send/send-sequence.js';
export { send } from './workflows/send/send.js';
export type { SentMessage } from './workflows/send/sent-message.js';
export {
  conversationStateQuery,
  deadLetterStateQuery,
  discardDeadLetterUpdate,
  graphRequestStateQuery,
  registrationStateQuery,
  requestNewVerificationCodeUpdate,
  sendStateQuery,
  submitVerificationCodeUpdate,
  uploadAndSendAllStateQuery,
  uploadAndSendStateQuery,
  uploadedMediaStateQuery,
  whatsAppEventsSignal,
  workflowNames,
} from './workflows/definitions.js';
export type {
  ConsentState,
  ConversationLease,
  ConversationOwner,
  ConversationSendInput,
  ConversationStartInput,
  ConversationState,
  ConversationTakeOverInput,
  DialoguesState,
  GraphRequestState,
  InboundMediaResult,
  KeptMessage,
  RecipientOutcome,
  RegistrationResult,
  RegistrationState,
  SendState,
  TranscriptEntry,
  UploadAndSendAllResult,
  UploadAndSendAllState,
  UploadAndSendResult,
  UploadAndSendState,
  VerificationAttempt,
} from './workflows/states.js';
export type { BusinessProfile } from './common/business-profile.js';
export type {
  DeleteMediaResult,
  DownloadMediaResult,
  GraphRequestResult,
  LoadedContent,
  MediaMetadata,
  PhoneNumberState,
  StoreConsentResult,
  SuccessResult,
  UploadFileResult,
  UploadMediaResult,
  WhatsAppActivities,
} from './common/activity-contract.js';
export type { UploadedMediaState, UploadedMediaWorkflowInput, UsableMedia } from './common/uploaded-media.js';
export type { SendMessageResult } from './common/sending/send-outcome.js';
export type {
  DeadLetterReason,
  DeadLetterState,
  DeadLetterSummary,
  DeadLetterWorkflowInput,
} from './common/dead-letter.js';
export {
  isEchoOfType,
  isHistoryOfType,
  isMessageOfType,
  type EchoOfType,
  type HistoryOfType,
  type MessageOfType,
  type MessageType,
} from './common/events/message-types.js';
export type { IncomingMedia } from './common/events/stored/message-file.js';
export type { KeptFile, LostMedia, StoredContent, StoredMedia } from './common/events/stored-content.js';
export type {
  EventError,
  MessageContents,
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
} from './common/events/types.js';
export {
  WhatsAppFailureType,
  isWhatsAppFailure,
  whatsAppFailure,
  type InputProblem,
  type WhatsAppFailure,
  type WhatsAppFailureDetails,
} from './common/failures.js';
export type {
  ActivityOverride,
  ActivityOverrides,
  AwaitedStatus,
  BusinessProfileChanges,
  ControlThreadInput,
  DeleteMediaInput,
  DeregisterPhoneNumberInput,
  DownloadMediaInput,
  DurationInput,
  FileRecipient,
  FileToSend,
  GetBusinessProfileInput,
  GetMediaInput,
  GetPhoneNumberInput,
  GraphRequestInput,
  GraphRequestWorkflowInput,
  GraphRetryOptions,
  InboundMediaTarget,
  InboundMediaWorkflowInput,
  LoadContentInput,
  MarkMessageReadInput,
  MediaReuse,
  ProfilePicture,
  RegisterPhoneNumberInput,
  RegisterPhoneNumberWorkflowInput,
  RequestVerificationCodeInput,
  SecretReference,
  SendInput,
  SendMessageInput,
  SendMessageWorkflowInput,
  SendOptions,
  StoreConsentInput,
  StoreContentInput,
  StoreMediaOptions,
  ThreadAction,
  UploadAndSendAllWorkflowInput,
  UploadAndSendWorkflowInput,
  UpdateBusinessProfileInput,
  UploadFileInput,
  UploadMediaInput,
  VerifyCodeInput,
} from './common/inputs/index.js';
export {
  progressByParticipant,
  type MessageProgress,
  type MessageStatus,
  type StatusRecord,
} from './common/sending/message-status.js';
export type { AcceptedSend, RefusedSend, SendOutcome, UnknownSend } from './common/sending/send-outcome.js';
export {
  replyAddress,
  type AnsweredEvent,
  type ReplyAddress,
  type ReplyAddressOptions,
} from './common/reply-address.js';
export { sendTaskQueue } from './common/ids/task-queues.js';
export {
  conversationWorkflowId,
  deadLetterWorkflowId,
  graphRequestWorkflowId,
  inboundMediaWorkflowId,
  registrationWorkflowId,
  sendAllWorkflowId,
  sendWorkflowId,
  uploadedMediaWorkflowId,
} from './common/ids/workflow-ids.js';
