/** Inputs, states and results of the workflows: plain JSON, so that any language can start and read them. */
import type { CallGraphResult, PhoneNumberState, UploadMediaResult } from '../common/activity-contract.js';
import type { SendOutcome } from '../common/send-outcome.js';
import type { MessageEvent } from '../common/events/types.js';
import type { DurationInput } from '../common/inputs/index.js';
import type { WhatsAppFailureDetails } from '../common/failures.js';

export interface SendState {
  /** `settling`: the answer was lost, and a status is waited for. `waiting`: for the status of `waitFor`. */
  phase: 'sending' | 'settling' | 'waiting' | 'done';
  /** As soon as it is known. */
  outcome?: SendOutcome;
}

export interface UploadAndSendState {
  phase: 'uploading' | 'sending' | 'waiting' | 'deleting' | 'done';
  uploaded?: UploadMediaResult;
  send?: SendState;
}

export interface UploadAndSendResult {
  uploaded: UploadMediaResult;
  sent: SendOutcome;
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
