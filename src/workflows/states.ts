/** Inputs, states and results of the workflows: plain JSON, so that any language can start and read them. */
import type {
  SendMessageResult,
  CallGraphResult,
  PhoneNumberState,
  UploadMediaResult,
} from '../common/activity-contract.js';
import type { MessageEvent } from '../common/events/types.js';
import type { DurationInput } from '../common/inputs/index.js';
import type { WhatsAppFailureDetails } from '../common/failures.js';

/** One status of a message, as it arrived. */
export interface StatusRecord {
  /** `sent`, `delivered`, `read`, `played`, `failed`, or one that this version does not know. */
  status: string;
  /** Unix seconds, as Meta sent it. */
  timestamp?: string;
  errors?: unknown[];
}

export interface SendState {
  phase: 'sending' | 'waiting' | 'done';
  accepted?: SendMessageResult;
  /** In order of arrival, without duplicates. */
  statuses: StatusRecord[];
}

export interface SendResult extends SendMessageResult {
  /** The statuses that had arrived when the workflow ended, in order of arrival. Empty when none was waited for. */
  statuses: StatusRecord[];
  /** The caller's own string, as it went in. */
  bizOpaqueCallbackData?: string;
}

export interface UploadAndSendState {
  phase: 'uploading' | 'sending' | 'waiting' | 'deleting' | 'done';
  uploaded?: UploadMediaResult;
  send?: SendState;
}

export interface UploadAndSendResult {
  uploaded: UploadMediaResult;
  sent: SendResult;
  /** Whether the uploaded media was deleted afterwards. */
  mediaDeleted: boolean;
}

export interface RegistrationState {
  phase: 'checking' | 'requesting-code' | 'waiting-for-code' | 'verifying' | 'registering' | 'done';
  codesRequested: number;
  /** How many more wrong codes are accepted. */
  attemptsLeft: number;
  /** Unix milliseconds. */
  startedAtMs: number;
  /** How long codes are waited for, from the first request on. */
  deadline: DurationInput;
  /** Why the last code, or the last request for one, was refused. */
  lastRefusal?: WhatsAppFailureDetails;
}

/** The answer to a submitted code. */
export interface VerificationAttempt {
  verified: boolean;
  attemptsLeft: number;
  refusal?: WhatsAppFailureDetails;
}

export interface RegistrationResult {
  phoneNumber: PhoneNumberState;
  codesRequested: number;
  /** True when the number was verified before and no code was needed. */
  alreadyVerified: boolean;
}

export interface GraphRequestState {
  phase: 'requesting' | 'done';
  result?: CallGraphResult;
}

export interface ConversationState {
  phoneNumberId: string;
  userId: string;
  /** The latest messages, oldest first. */
  messages: MessageEvent[];
  /** How many different messages have arrived since the conversation began. */
  messagesReceived: number;
}
