/** Every signal, query and update of the library's workflows, and the names they have on the wire. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { WhatsAppEvent } from '../common/events/types.js';
import { deadLetterCalls, signalNames, uploadedMediaCalls } from '../common/ids/wire-names.js';
import type { DeadLetterContent, DeadLetterPart, DeadLetterState, RedriveReport } from '../common/dead-letter.js';
import type {
  UploadClaimInput,
  UploadClaimResult,
  UploadReport,
  UploadedMediaState,
} from '../common/uploaded-media.js';
import type { CancelRequest, ConversationReply, ConversationRequest } from './questions/requests.js';
import type { TranscriptEntry } from './states.js';
import type { SendOutcome } from '../common/sending/send-outcome.js';
import type { NewVerificationCodeOptions } from '../common/inputs/index.js';
import type {
  ConversationHandover,
  ConversationLease,
  ConversationMove,
  ConversationSendInput,
  ConversationStartInput,
  ConversationState,
  ConversationTakeOverInput,
  GraphRequestState,
  RegistrationState,
  SendState,
  TapRoute,
  UploadAndSendAllState,
  UploadAndSendState,
  VerificationAttempt,
} from './states.js';

/**
 * The one signal of the receiver: all events of one webhook POST for one workflow, in Meta's order. One signal with a
 * union keeps their order; two signal names would not. In a workflow of yours `WhatsAppEvents` handles it. A handler
 * that you set yourself would take the statuses away from `send()`. A conversation sets `isPassedOn` when it passes
 * events on, and `route` for answers whose conversation it does not know.
 */
export const whatsAppEventsSignal = defineSignal<[events: WhatsAppEvent[], isPassedOn?: boolean, route?: TapRoute]>(
  signalNames.whatsAppEvents,
);

/** One more part of a dead letter's text, which the input cannot hold. A part that is there already changes nothing. */
export const deadLetterPartSignal = defineSignal<[DeadLetterPart]>(signalNames.deadLetterPart);

/** Hands over what another conversation of the same user knows, once the user's identity changed or became known. */
export const conversationHandoverSignal = defineSignal<[ConversationHandover]>('conversationHandover');

/** Tells a conversation that its user is now known under another key. It hands over, and passes on what still comes. */
export const conversationMovedSignal = defineSignal<[ConversationMove]>('conversationMoved');

/** Asks a conversation to ask its user, or to start a dialogue. Any language can signal it. */
export const conversationRequestSignal = defineSignal<[ConversationRequest | CancelRequest]>('conversationRequest');

/** Brings the reply of a conversation to the workflow that asked. */
export const conversationReplySignal = defineSignal<[ConversationReply]>('conversationReply');

/** Asks a conversation with dialogues for what was said: the latest entries, at most so many. */
export const conversationTranscriptQuery = defineQuery<TranscriptEntry[], [last?: number]>('conversationTranscript');

/** Sends a message as a person would, whoever has the conversation. */
export const conversationSendUpdate = defineUpdate<SendOutcome, [ConversationSendInput]>('conversationSend');

/** Gives the conversation to a person for a time. A dialogue that is under way ends. */
export const conversationTakeOverUpdate = defineUpdate<ConversationLease, [ConversationTakeOverInput]>(
  'conversationTakeOver',
);

/** Gives the conversation back to the bot. */
export const conversationHandBackUpdate = defineUpdate<void, []>('conversationHandBack');

/** Starts a dialogue by its name, after those that wait. Refused when the conversation has no such dialogue. */
export const conversationStartUpdate = defineUpdate<{ id: string }, [ConversationStartInput]>('conversationStart');

/** Ends the dialogue that is under way. What waits stays. */
export const conversationSkipUpdate = defineUpdate<void, []>('conversationSkip');

/** Ends the dialogue that is under way, and forgets what waits and what the dialogues remember. */
export const conversationResetUpdate = defineUpdate<void, []>('conversationReset');

/** Asks a `sendMessageWorkflow` where its send is. */
export const sendStateQuery = defineQuery<SendState>('sendState');
/** Asks an `uploadAndSendWorkflow` where it is. */
export const uploadAndSendStateQuery = defineQuery<UploadAndSendState>('uploadAndSendState');
/** Asks an `uploadAndSendAllWorkflow` where it is, and who has got what. */
export const uploadAndSendAllStateQuery = defineQuery<UploadAndSendAllState>('uploadAndSendAllState');
/** Asks a `registerPhoneNumberWorkflow` where it is. */
export const registrationStateQuery = defineQuery<RegistrationState>('registrationState');
/** Asks a `graphRequestWorkflow` where it is. */
export const graphRequestStateQuery = defineQuery<GraphRequestState>('graphRequestState');
/** Asks a `conversationWorkflow` for its latest messages. */
export const conversationStateQuery = defineQuery<ConversationState>('conversationState');

/** Asks a `deadLetterWorkflow` what it keeps, without the content. */
export const deadLetterStateQuery = defineQuery<DeadLetterState>(deadLetterCalls.state);

/**
 * Takes a dead letter for a redrive, for one minute: nobody else gets it meanwhile. Refused when somebody holds it, or
 * when it has ended.
 */
export const claimDeadLetterUpdate = defineUpdate<DeadLetterContent, [claimId: string]>(deadLetterCalls.claim);

/**
 * Reports what came of a redrive, and ends the workflow when it was delivered. Refused for a claim that is not the
 * latest.
 */
export const reportRedriveUpdate = defineUpdate<DeadLetterState, [claimId: string, report: RedriveReport]>(
  deadLetterCalls.reportRedrive,
);

/** Ends a dead letter that nobody needs. Refused while a redrive is under way. */
export const discardDeadLetterUpdate = defineUpdate<DeadLetterState, []>(deadLetterCalls.discard);

/** Asks an `uploadedMediaWorkflow` which media id it knows. */
export const uploadedMediaStateQuery = defineQuery<UploadedMediaState>(uploadedMediaCalls.state);

/** Asks for the media id of a file, or for the right to upload it. Waits while somebody else uploads the file. */
export const claimUploadUpdate = defineUpdate<UploadClaimResult, [UploadClaimInput]>(uploadedMediaCalls.claim);

/**
 * Reports what came of an upload, to all who wait for it. A signal, as those who wait may take all updates that the
 * server allows at once.
 */
export const reportUploadSignal = defineSignal<[claimId: string, report: UploadReport]>(uploadedMediaCalls.report);

/** Submits the code that the number received. Refused at once when it is not six digits or nothing waits for a code. */
export const submitVerificationCodeUpdate = defineUpdate<VerificationAttempt, [string]>('submitVerificationCode');

/** Has Meta send another code, by another method if wanted. */
export const requestNewVerificationCodeUpdate = defineUpdate<{ codesRequested: number }, [NewVerificationCodeOptions]>(
  'requestNewVerificationCode',
);

export { workflowNames } from '../common/ids/wire-names.js';
