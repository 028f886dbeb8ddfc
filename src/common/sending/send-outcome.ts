/**
 * The three ends of a send. All that sends agrees on them: the workflow, `send()` in users' workflows, and the client's
 * handle, whichever way the message went.
 */
import { WhatsAppFailureType, findFailure, type WhatsAppFailureDetails } from '../failures.js';
import type { StatusRecord } from './message-status.js';
import { defined } from '../schema/defined.js';

/** The answer to an accepted message. Acceptance is not delivery, which Meta reports by webhook. */
export interface SendMessageResult {
  /** Meta's id of the message: `wamid.…`. Statuses and replies name it. */
  messageId: string;
  /** The key of this send: the caller's, or a derived one. */
  sendKey: string;
  /** The recipient's WhatsApp id; absent when the message went to a business-scoped user id. */
  waId?: string;
  /** The recipient's business-scoped user id, when Meta tells it. */
  userId?: string;
  /** The keys of the recipient's conversation, when the worker has an id key that hides ids of users. */
  conversationKeys?: string[];
  /** Set while a template is paced: `held_for_quality_assessment`, `paused`. A held message can still be dropped. */
  messageStatus?: string;
  /** The group's id, when the message went to a group. */
  groupId?: string;
  /** Set when the caller's string did not fit beside our envelope. Whoever waits for statuses has to put it back. */
  callerDataKept?: true;
}

/** An accepted send. Meta gave a message id, or a status that can only come from an accepted message. */
export interface AcceptedSend extends Omit<SendMessageResult, 'callerDataKept'> {
  /** Tells the three outcomes apart. */
  kind: 'accepted';
  /** What settled the outcome. `status`: the answer was lost, and a status webhook with the send key came. */
  settledBy: 'answer' | 'status';
  /** Every status that was asked for and has come, in order of arrival. */
  statuses: StatusRecord[];
  /** The caller's own string, as it went in. */
  bizOpaqueCallbackData?: string;
  /** How often the message was sent again after an unknown outcome; only with `onUnknown: 'resend'`. */
  resends?: number;
  /** Set when the template of `onWindowClosed` was sent instead of the message. */
  templateInstead?: true;
}

/** A refused send. Meta said no, or the request surely never left. */
export interface RefusedSend {
  /** Tells the three outcomes apart. */
  kind: 'refused';
  /** The key of this send. */
  sendKey: string;
  /** The kind of refusal. */
  type: WhatsAppFailureType;
  /** Meta's error code, when Meta answered. */
  code?: number;
  /** What went wrong, in words. */
  message: string;
  /** What to do about it, in one sentence. */
  advice?: string;
  /** All that Meta said. */
  details: WhatsAppFailureDetails;
}

/** A send whose answer was lost. No status has come that settles it. */
export interface UnknownSend {
  /** Tells the three outcomes apart. */
  kind: 'unknown';
  /** The key of this send. A status that carries it settles the outcome. */
  sendKey: string;
  /** What happened, in words. */
  message: string;
  /** What to do about it, in one sentence. */
  advice: string;
  /** How often the message was sent again; only with `onUnknown: 'resend'`. */
  resends?: number;
}

/** The end of a send. Narrow it by `kind`. */
export type SendOutcome = AcceptedSend | RefusedSend | UnknownSend;

/** What to do about an unknown outcome. */
const unknownAdvice =
  'The message may have been accepted. Look for a status with this send key before sending it again.';

/** The outcome of a send that the activity reported as accepted. */
export function acceptedOutcome({ callerDataKept: _, ...result }: SendMessageResult): AcceptedSend {
  return { kind: 'accepted', ...result, settledBy: 'answer', statuses: [] };
}

/**
 * The outcome that an error of the send activity stands for, in a workflow or from a standalone activity.
 *
 * @returns undefined when the error is no outcome: bad input, a cancellation, or an error of somebody else
 */
export function outcomeOfError(error: unknown, sendKey: string): RefusedSend | UnknownSend | undefined {
  const { failure, ended } = findFailure(error);
  if (ended !== undefined) return outcomeOfEnd(ended, sendKey);
  if (failure === undefined || failure.type === WhatsAppFailureType.InvalidInput) return undefined;
  const { type, message, details } = failure;
  if (details.outcome === 'unknown') return unknownOutcome(sendKey, message);
  const { code, advice } = details;
  return { kind: 'refused', sendKey, type, message, details, ...defined({ code, advice }) };
}

export function unknownOutcome(sendKey: string, message: string): UnknownSend {
  return { kind: 'unknown', sendKey, message, advice: unknownAdvice };
}

/** The outcome of an attempt that the engine ended. It did not send if no worker took it; otherwise it may have. */
function outcomeOfEnd(ended: string, sendKey: string): RefusedSend | UnknownSend {
  if (ended !== 'SCHEDULE_TO_START') {
    return unknownOutcome(sendKey, `Send ${sendKey} ended with its worker or its time, before the answer came.`);
  }
  return notTakenOutcome(sendKey);
}

/** The outcome of a send that no worker took in time. */
export function notTakenOutcome(sendKey: string): RefusedSend {
  return {
    kind: 'refused',
    sendKey,
    type: WhatsAppFailureType.Unavailable,
    message: `No worker took send ${sendKey} before its deadline; nothing was sent.`,
    advice: 'Run a worker that polls the task queue of sends, or give the send more time.',
    details: {},
  };
}
