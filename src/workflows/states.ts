/** Inputs, states and results of the workflows: plain JSON, so that any language can start and read them. */
import type { GraphRequestResult, PhoneNumberState, UploadMediaResult } from '../common/activity-contract.js';
import type { SendOutcome } from '../common/send-outcome.js';
import type { WhatsAppMessageEvent, UserIdentity } from '../common/events/types.js';
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
  result?: GraphRequestResult;
}

export interface ConversationState {
  phoneNumberId: string;
  /** The key in the workflow id. */
  userKey: string;
  /** What is known of the user, from all events so far. */
  user: UserIdentity;
  /** Set when the user is known under another key by now: events are passed on to that conversation. */
  movedTo?: string;
  /** The latest messages, oldest first. */
  messages: WhatsAppMessageEvent[];
  /** How many different messages have arrived since the conversation began. */
  messagesReceived: number;
}

/**
 * Says to which conversation a user's key belongs, and since when. Where two say different things, the later one holds; of two at
 * the same millisecond, the one with the greater key.
 */
export interface ConversationMove {
  /** The key of the conversation that goes on with the user. */
  userKey: string;
  /** Unix milliseconds of the event that told, or a little more: always later than what the conversation that says it knew until then. */
  atMs: number;
}

/** What one conversation hands to the one that goes on with its user. */
export interface ConversationHandover {
  /** The key of the conversation that hands over. */
  fromKey: string;
  /** Since when its user belongs to the one that gets this: see `ConversationMove`. */
  atMs: number;
  user: UserIdentity;
  messages: WhatsAppMessageEvent[];
  messagesReceived: number;
  /** Ids of events that were seen, with their times, so that a redelivery is still recognised. */
  seen: [id: string, atMs: number][];
}
