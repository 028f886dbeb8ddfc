/** Failures that have no answer of Meta's behind them, or none that this version knows. */
const requestFailures = {
  /** The input is wrong. Found before any request; details list every problem. */
  InvalidInput: 'WhatsApp.InvalidInput',
  /** The worker lacks a credential, a secret or a media store that the input names. */
  Configuration: 'WhatsApp.Configuration',
  /** Nothing was accepted and trying again may work: no connection, maintenance, temporary outage. */
  Unavailable: 'WhatsApp.Unavailable',
  /** The store of consent cannot be written to or read. It may be back later. */
  ConsentStore: 'WhatsApp.ConsentStore',
  /** An answer or code that this version does not know. Not retried on sends. */
  Unclassified: 'WhatsApp.Unclassified',
} as const;

/** Failures that Meta answers with. */
const refusals = {
  /** Meta does not accept the access token (codes 0, 190). */
  Authentication: 'WhatsApp.Authentication',
  /** The token is good, its permissions are not (codes 3, 10, 200-299, 131005). */
  Permission: 'WhatsApp.Permission',
  /** Meta refused the request as wrong (codes 100, 131008, 131009, …). */
  InvalidRequest: 'WhatsApp.InvalidRequest',
  /** The object does not exist or cannot be seen with this token (code 100 with subcode 33, 803). */
  NotFound: 'WhatsApp.NotFound',
  /** Throttled. Retryable, with Meta's delay or ours. */
  RateLimited: 'WhatsApp.RateLimited',
  /** More than 24 hours since the user's last message: only a template can be sent (code 131047). */
  ServiceWindowClosed: 'WhatsApp.ServiceWindowClosed',
  /** The message cannot reach this recipient (code 131026, 131030, …). */
  RecipientUnreachable: 'WhatsApp.RecipientUnreachable',
  /** Meta withholds marketing from this recipient (codes 130472, 131049, 131050). */
  MarketingWithheld: 'WhatsApp.MarketingWithheld',
  /** A template is missing, paused, disabled or used with wrong parameters (codes 132xxx). */
  Template: 'WhatsApp.Template',
  /** A media file is missing, unreadable, too large or of a type that WhatsApp does not take. */
  Media: 'WhatsApp.Media',
  /** The business account or number is locked, unpaid, unnamed or blocked; a human has to act. */
  AccountState: 'WhatsApp.AccountState',
  /** Registration refused: number not verified, not registered, or recently deleted (codes 133xxx). */
  Registration: 'WhatsApp.Registration',
  /** The two-step verification PIN is wrong (code 133005). Never retried: guesses lock the number. */
  PinMismatch: 'WhatsApp.PinMismatch',
  /** The attempt limit of registration or PIN is used up (codes 133008, 133009, 133016). Never retried. */
  RegistrationLimit: 'WhatsApp.RegistrationLimit',
  /** The verification code could not be sent or is wrong (codes 136024, 136025). */
  VerificationCode: 'WhatsApp.VerificationCode',
} as const;

/** Failures that turn out after the request. */
const laterFailures = {
  /** The send may or may not have been accepted: the answer was lost. Never retried. */
  SendOutcomeUnknown: 'WhatsApp.SendOutcomeUnknown',
  /** Meta reported by webhook that an accepted message failed. */
  MessageFailed: 'WhatsApp.MessageFailed',
  /** The status that a workflow waited for did not come before its deadline. */
  StatusTimeout: 'WhatsApp.StatusTimeout',
  /** The verification code was not submitted before the registration's deadline. */
  VerificationTimeout: 'WhatsApp.VerificationTimeout',
  /** The user of a conversation has another id by now. The details name the key of the conversation under that one. */
  ConversationMoved: 'WhatsApp.ConversationMoved',
  /** The budget of wrong verification codes is used up. */
  VerificationAttemptsExhausted: 'WhatsApp.VerificationAttemptsExhausted',
} as const;

interface FailureTypes extends RequestFailures, Refusals, LaterFailures {}
type RequestFailures = typeof requestFailures;
type Refusals = typeof refusals;
type LaterFailures = typeof laterFailures;

/**
 * The failure types that cross the wire. `type` of every ApplicationFailure that this library throws is one of them. A
 * workflow can match on it whatever class the failure has become on its way.
 */
export const WhatsAppFailureType: FailureTypes = { ...requestFailures, ...refusals, ...laterFailures };

/** One of the failure types: a text that begins with `WhatsApp.`. */
export type WhatsAppFailureType = RequestFailureType | RefusalType | LaterFailureType;
type RequestFailureType = RequestFailures[keyof RequestFailures];
type RefusalType = Refusals[keyof Refusals];
type LaterFailureType = LaterFailures[keyof LaterFailures];

/**
 * What Meta said: the first item of a failure's `details`. It is small, as the server keeps 4 KB of a failure between
 * attempts.
 */
export interface WhatsAppFailureDetails {
  /** Meta's error code. */
  code?: number;
  /** Meta's subcode. */
  subcode?: number;
  /** The HTTP status of Meta's answer. */
  httpStatus?: number;
  /** Meta's title, redacted. */
  title?: string;
  /** Meta's details, redacted. */
  details?: string;
  /** Meta's fbtrace_id, for a support ticket. */
  traceId?: string;
  /** The point at which the transport failed, when Meta did not answer. */
  phase?: 'connect' | 'sent' | 'reading';
  /** Set when Meta may have done what it was asked: a lost answer to a request that must not be repeated. */
  outcome?: 'unknown';
  /** The send key of a send whose outcome is unknown. */
  sendKey?: string;
  /** Set when another send has the same key, and this one left it to that: what the other one is. */
  sentBy?: 'workflow' | 'activity';
  /** What to do about it, in one sentence. */
  advice?: string;
}

/** One thing that is wrong with an input. */
export interface InputProblem {
  /** The path of the value: `message.text.body`. Empty for the input as a whole. */
  path: string;
  /** What is wrong and what would be right, with the limit. */
  message: string;
  /** The value found, shortened; absent when it may be a secret. */
  value?: string;
}

/**
 * The input of an activity, a workflow or a client call is wrong. `common` throws this; activities and workflows turn
 * it into a non-retryable failure of type `WhatsApp.InvalidInput` whose details are the problems.
 */
export class InvalidInputError extends Error {
  /** The name of the class. */
  override readonly name = 'InvalidInputError';

  /** What the input was for: `sendWhatsAppMessage`. */
  readonly operation: string;
  /** Everything that is wrong. */
  readonly problems: readonly InputProblem[];

  constructor(operation: string, problems: readonly InputProblem[]) {
    super(`${operation}: ${problems.map(describeProblem).join('; ')}`);
    this.operation = operation;
    this.problems = problems;
  }
}

function describeProblem({ path, message, value }: InputProblem): string {
  return `${path || 'input'} ${message}${value === undefined ? '' : ` (got ${value})`}`;
}

/** The members that tell what a failure in a chain of causes is. Its class differs between workflows and clients. */
interface FailureLike {
  type?: unknown;
  timeoutType?: unknown;
  message?: unknown;
  cause?: unknown;
  details?: unknown;
}

/** A failure of ours, as it crossed the wire. */
export interface WhatsAppFailure {
  /** The kind of failure. */
  type: WhatsAppFailureType;
  /** What went wrong, in words. */
  message: string;
  /** All that Meta said. */
  details: WhatsAppFailureDetails;
}

/** The failure in a caught error, or the end of an attempt. */
export interface FailureFound {
  failure?: WhatsAppFailure;
  /** The engine ended the last attempt: Temporal's timeout type, or `WORKER_SHUTDOWN`. */
  ended?: string;
}

/**
 * Looks through the causes of an error: an `ActivityFailure` and a `ChildWorkflowFailure` carry our failure as their
 * cause. The engine's own end of an attempt stops the search. Its cause, if it has one, is what an earlier attempt
 * failed with, and says nothing about the last one.
 */
export function findFailure(error: unknown): FailureFound {
  for (let current = error; typeof current === 'object' && current !== null; current = (current as FailureLike).cause) {
    const { type, timeoutType, message, details } = current as FailureLike;
    if (typeof timeoutType === 'string') return { ended: timeoutType };
    if (type === 'WorkerShutdown') return { ended: 'WORKER_SHUTDOWN' };
    if (typeof type === 'string' && type.startsWith('WhatsApp.')) {
      const first: unknown = Array.isArray(details) ? details[0] : undefined;
      const failure = { type: type as WhatsAppFailureType, message: String(message), details: first ?? {} };
      return { failure };
    }
  }
  return {};
}

/** Finds our failure in a caught error. */
export function whatsAppFailure(error: unknown): WhatsAppFailure | undefined {
  return findFailure(error).failure;
}

/**
 * Whether a caught error is, or was caused by, our failure of this type, in a workflow or in a client. A client's
 * `InvalidInputError` counts as `WhatsApp.InvalidInput`. A send whose attempt vanished with its worker counts as
 * `WhatsApp.SendOutcomeUnknown`.
 *
 * ```ts
 * if (isWhatsAppFailure(error, 'WhatsApp.ServiceWindowClosed')) await sendTemplate();
 * ```
 */
export function isWhatsAppFailure(error: unknown, type: WhatsAppFailureType): boolean {
  if (type === WhatsAppFailureType.InvalidInput && error instanceof InvalidInputError) return true;
  if (type === WhatsAppFailureType.SendOutcomeUnknown && isVanishedSend(error)) return true;
  return whatsAppFailure(error)?.type === type;
}

/** Whether the engine ended an attempt of a send that may have posted. */
function isVanishedSend(error: unknown): boolean {
  const { ended } = findFailure(error);
  if (ended === undefined || ended === 'SCHEDULE_TO_START') return false;
  for (let current = error; typeof current === 'object' && current !== null; current = (current as FailureLike).cause) {
    if ((current as { activityType?: unknown }).activityType === 'sendWhatsAppMessage') return true;
  }
  return false;
}
