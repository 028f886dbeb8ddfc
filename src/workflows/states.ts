/** States and results of the workflows: plain JSON, so that any language can read them. */
import type { GraphRequestResult, PhoneNumberState, UploadMediaResult } from '../common/activity-contract.js';
import type { KeptFile } from '../common/events/stored-content.js';
import type { UserIdentity, WhatsAppMessageEvent } from '../common/events/types.js';
import type { WhatsAppFailureDetails } from '../common/failures.js';
import type { DurationInput } from '../common/inputs/index.js';
import type { OutboundMessage } from '../common/messages/outbound-message.js';
import type { TemplateMessage } from '../common/messages/template.js';
import type { SendOutcome } from '../common/sending/send-outcome.js';
import type { Address } from './questions/requests.js';

/** The state of a send. */
export interface SendState {
  /** `settling`: the answer was lost, and a status is waited for. `waiting`: for the status of `waitFor`. */
  phase: 'sending' | 'settling' | 'waiting' | 'done';
  /** The outcome, as soon as it is known. */
  outcome?: SendOutcome;
}

/** The state of an `uploadAndSendWorkflow`. */
export interface UploadAndSendState {
  /** What the workflow does at this moment. */
  phase: 'uploading' | 'sending' | 'deleting' | 'done';
  /** The media object, once the file is uploaded. */
  uploaded?: UploadMediaResult;
  /** The state of the send, once it has begun. */
  send?: SendState;
}

/** What an `uploadAndSendWorkflow` has done. */
export interface UploadAndSendResult {
  /** The media object. */
  uploaded: UploadMediaResult;
  /** The outcome of the send: accepted, refused or unknown. */
  sent: SendOutcome;
  /** Whether the uploaded media was deleted afterwards. */
  mediaDeleted: boolean;
}

/** What one recipient of an `uploadAndSendAllWorkflow` has got. */
export interface RecipientOutcome {
  /** The recipient's phone number, WhatsApp id or group id, as in the input. */
  to?: string;
  /** The recipient's business-scoped user id, as in the input. */
  recipient?: string;
  /** The outcomes of the files, in their order. Files after one that was not accepted, or has failed, were not sent. */
  sent: SendOutcome[];
}

/** The state of an `uploadAndSendAllWorkflow`. */
export interface UploadAndSendAllState {
  /** What the workflow does at this moment. */
  phase: 'uploading' | 'sending' | 'deleting' | 'done';
  /** The media objects that are uploaded, in the order of the files. */
  uploaded: UploadMediaResult[];
  /** What each recipient has got until now, in the order of the input. */
  recipients: RecipientOutcome[];
  /** How many recipients all files were accepted for. */
  complete: number;
}

/** What an `uploadAndSendAllWorkflow` has done. */
export interface UploadAndSendAllResult extends Omit<UploadAndSendAllState, 'phase'> {
  /** The media ids of the files that were deleted afterwards. */
  deleted: string[];
}

/** What an `inboundMediaWorkflow` has done. */
export interface InboundMediaResult {
  /** The file: stored, or lost. */
  file: KeptFile;
  /** The ids of the workflows that were told. */
  told: string[];
  /** The ids of those that had ended, or took no signal. */
  missed: string[];
}

/** The state of a registration. */
export interface RegistrationState {
  /** The step that is under way. A code can be submitted while it is `waiting-for-code`. */
  phase: 'checking' | 'requesting-code' | 'waiting-for-code' | 'verifying' | 'registering' | 'done';
  /** How many codes Meta was asked for. */
  codesRequested: number;
  /** How many more wrong codes are accepted. */
  attemptsLeft: number;
  /** The time at which the registration began, in Unix milliseconds. */
  startedAtMs: number;
  /** How long codes are waited for, from the first request on. */
  deadline: DurationInput;
  /** Why the last code, or the last request for one, was refused. */
  lastRefusal?: WhatsAppFailureDetails;
}

/** The answer to a submitted code. */
export interface VerificationAttempt {
  /** Whether Meta took the code. */
  verified: boolean;
  /** How many more wrong codes are accepted. */
  attemptsLeft: number;
  /** What Meta said about a wrong code. */
  refusal?: WhatsAppFailureDetails;
}

/** What a registration has come to. */
export interface RegistrationResult {
  /** The number as Meta shows it afterwards. */
  phoneNumber: PhoneNumberState;
  /** How many codes Meta was asked for. */
  codesRequested: number;
  /** True when the number was verified before and no code was needed. */
  alreadyVerified: boolean;
  /** True when the number was registered before, so that it was not registered again. */
  alreadyRegistered: boolean;
}

/** The state of a raw request. */
export interface GraphRequestState {
  /** `requesting` covers all attempts and the pauses between them. */
  phase: 'requesting' | 'done';
  /** The answer, once it is there. */
  result?: GraphRequestResult;
}

/** The state of a conversation. */
export interface ConversationState {
  /** The business number. */
  phoneNumberId: string;
  /** The user's key in the workflow id. */
  userKey: string;
  /** The id of the group, in a conversation with dialogues that is one of a group. */
  groupId?: string;
  /** What is known of the user, from all events so far. A group has no single user: nothing is known then. */
  user: UserIdentity;
  /** The key of the canonical conversation, once this one is an alias, which only passes events on. */
  movedTo?: string;
  /** The latest messages, oldest first: at most 50, and at most 600 KB as JSON. */
  messages: KeptMessage[];
  /** How many different messages have arrived since the conversation began. */
  messagesReceived: number;
  /** How many of them were too large to be kept with their content. @default 0 */
  contentsDropped?: number;
  /** What a conversation with dialogues knows beside that. */
  dialogues?: DialoguesState;
}

/** A message as a conversation keeps it. */
export interface KeptMessage extends WhatsAppMessageEvent {
  /** The size of a message above 600 KB, in bytes as JSON. Its `raw` is empty: its content was dropped. */
  droppedBytes?: number;
}

/**
 * Who answers the user: `bot`, `human`, `meta-agent` (Meta's own agent has the thread), or a name of the application's
 * own, such as a team.
 */
export type ConversationOwner = 'bot' | 'human' | 'meta-agent' | (string & {});

/** A lease: who has the conversation, until when, and why. */
export interface ConversationLease {
  /** Who has the conversation. */
  owner: ConversationOwner;
  /** The end of the lease, in Unix milliseconds. The bot has it afterwards. */
  untilMs: number;
  /** What the one who handed over wrote. */
  note?: string;
}

/** What a user has said about messages. Absent members: nothing. */
export interface ConsentState {
  /** The user wrote STOP: the time, in Unix milliseconds. START takes it away. */
  stoppedAtMs?: number;
  /** The user wrote START, and no STOP since then: the time, in Unix milliseconds. */
  startedAtMs?: number;
  /** The user stopped marketing in WhatsApp, or Meta withheld it for that reason: the time, in Unix milliseconds. */
  marketingStoppedAtMs?: number;
  /** The user allowed marketing again: the time, in Unix milliseconds. */
  marketingResumedAtMs?: number;
  /** The time of the latest change of what the user gets, in Unix milliseconds. */
  changedAtMs?: number;
}

/** One message of a transcript: `ModelMessage` of AI SDKs has these members, too. */
export interface TranscriptEntry {
  /** `user`: the user wrote it. `assistant`: the business sent it, whoever acted for it. */
  role: 'user' | 'assistant';
  /** The text; a word in brackets where there is none, such as `[image]`. At most 4,096 characters. */
  content: string;
  /** Who of a group wrote it: the profile name, else an id, of at most 100 characters. Only groups have it. */
  participant?: string;
}

/** What a conversation with dialogues does at this moment. It holds nothing that the user said. */
export interface DialoguesState {
  /** The name of the conversation. */
  name: string;
  /** The dialogue that is under way. */
  dialogue?: string;
  /** The end of the wait for the user, in Unix milliseconds: for an answer, or in `nextTurn()`. */
  waitsUntilMs?: number;
  /** What the dialogue waits for: the answer to its question, or whatever the user says next. Absent while it works. */
  waitsFor?: 'answer' | 'next-turn';
  /** Who has the conversation, when it is not the bot. */
  lease?: ConversationLease;
  /** The end of the 24 hours in which anything may be sent, in Unix milliseconds. */
  windowUntilMs?: number;
  /** How many messages the conversation has sent. */
  messageCount: number;
  /** How many messages of the user no dialogue has heard yet. */
  waitingMessages: number;
  /** How many questions of other workflows wait. */
  waitingRequests: number;
  /** What the user has said about messages. */
  consent: ConsentState;
  /** Why the consent store lacks what the user has said. The conversation goes on trying. */
  consentNotStored?: string;
  /** The error that ended the latest dialogue. */
  degraded?: string;
  /** Why the latest message was not sent, and what to do. Absent when it was sent. */
  notSent?: string;
  /** What the dialogues remember. */
  state?: unknown;
}

/** A message that a person sends through the conversation. */
export interface ConversationSendInput {
  /** The message. */
  message: OutboundMessage;
  /** The template that is sent instead when the user has not written for 24 hours. */
  ifWindowClosed?: TemplateMessage;
}

/** Who takes a conversation over. */
export interface ConversationTakeOverInput {
  /** Who: `human`, or a name such as that of a team. @default 'human' */
  by?: ConversationOwner;
  /** How long. Afterwards the bot answers again. @default '8 hours' */
  for?: DurationInput;
  /** A sentence about why, of at most 1,000 characters. */
  note?: string;
}

/** A dialogue that is started from outside. */
export interface ConversationStartInput {
  /** Names this start: the same one twice starts one dialogue. */
  id: string;
  /** The name of the dialogue, in the definition of the conversation. */
  dialogue: string;
  /** The input of the dialogue, plain JSON. */
  input?: unknown;
  /** How the user can be reached, when the conversation does not know yet. */
  address?: Address;
}

/**
 * The conversation to which a user's key belongs, and since when. Where two say different things, the later one holds.
 * Of two at the same millisecond, the one with the greater key holds.
 */
export interface ConversationMove {
  /** The key of the conversation that goes on with the user. */
  userKey: string;
  /**
   * The time at which the user moved, in Unix milliseconds. Taken from the event that reported the move, and raised if
   * needed so that it is later than every move this conversation knows.
   */
  atMs: number;
  /** Something is under way with the user in the conversation that says so. Of two such, the greater key holds. */
  isBusy?: true;
  /** The conversation that says so waits for an answer: a move, or a handover, which may be empty. */
  asks?: true;
  /**
   * A phone number alone, or an alias of the one that is told, has led the other one to it. So the two may have the
   * same user, or the number has had two owners, whose business-scoped ids differ.
   */
  referred?: { userId?: string };
  /** The business-scoped id of the user, where it is known. Two conversations with different ones have two users. */
  userId?: string;
}

/** The way of an answer that is passed on until it comes to the conversation that has asked. */
export interface TapRoute {
  /** The keys of conversations that did not ask. */
  tried: string[];
  /** The keys of those that are to be tried next. */
  next: string[];
}

/** What one conversation hands to the one that goes on with its user. */
export interface ConversationHandover {
  /** The key of the conversation that hands over. */
  fromKey: string;
  /** The time from which its user belongs to the conversation that gets this: see `ConversationMove`. */
  atMs: number;
  /** What is known of the user. */
  user: UserIdentity;
  /** The latest messages, oldest first. */
  messages: KeptMessage[];
  /** How many different messages had arrived. */
  messagesReceived: number;
  /** How many of them had lost their content. @default 0 */
  contentsDropped?: number;
  /** Keys of events that were seen, with their times in Unix milliseconds, so that a redelivery is still recognized. */
  seen: [id: string, atMs: number][];
  /** What dialogues remember. Only a conversation with dialogues reads it. */
  bot?: unknown;
  /** Nothing is handed over: it answers a move that asks. */
  isEmpty?: true;
  /** The key of another conversation which the one that answers was an alias of. It may have the same user. */
  leadsTo?: string;
  /** The keys of others in which something is under way with the user. */
  busyPeers?: string[];
  /** The business-scoped ids that the user had before. */
  formerUserIds?: string[];
  /** The one that was to get it has another user: it is back with its sender. */
  isReturned?: true;
}
