/**
 * What an error of the Graph client means for the one who asked. Pure: no clock, and the randomness can be handed in.
 *
 * Three sources decide, in this order:
 *
 * 1. The code, when the table in `common/error-codes.ts` has it. Its row beats every status, header and flag. Codes 3,
 *    131045, 138000 and 138006 come with a status that says something else, and a hopeless code stays so despite
 *    `Retry-After`.
 * 2. Meta's transience flag, for a code that the table does not have, and only where a repetition is harmless. Never
 *    for a send.
 * 3. The HTTP status, or how far the request came.
 */
import {
  findErrorCode,
  transportEvents,
  type ErrorCodeEntry,
  type RetryJudgment,
  type TransportEvent,
} from '../common/error-codes.js';
import { WhatsAppFailureType as T } from '../common/failures.js';
import { defined } from '../common/schema/defined.js';
import { GraphApiError, GraphTransportError, type GraphError, type TransportPhase } from './errors.js';

/** The request that failed, as far as {@link classify} has to know it. */
export interface FailedRequest {
  /** Whether the same request may be repeated when it may have been accepted. */
  idempotent: boolean;
  /** Whether the request sends a message: a lost answer then is `WhatsApp.SendOutcomeUnknown`. @default false */
  send?: boolean;
  /** Whether a refused access token is waited for: retried until there is another one. @default false */
  waitsForToken?: boolean;
  /** Which attempt failed, from 1. The delay of a throttled request grows with it. @default 1 */
  attempt?: number;
  /** A random number from 0 to 1, for the jitter of a delay. @default Math.random */
  random?: () => number;
}

/** What to do about a failed request. */
export interface Classification {
  /** The type of the failure, such as `WhatsApp.RateLimited`. */
  type: T;
  /** Whether the same request may be made again. */
  retryable: boolean;
  /** How long to wait before the next attempt, in milliseconds. Absent: the retry policy decides. */
  delayMs?: number;
  /**
   * What Meta's code means, in a few words. Absent when the error has no code, or one that this version does not know.
   */
  meaning?: string;
  /** What to do about it, in one sentence. */
  advice: string;
  /** `refused`: surely not accepted. `unknown`: it may have been accepted. */
  outcome: 'refused' | 'unknown';
}

/**
 * Decides what an error of the Graph client means: which failure it is, whether to ask again, and when.
 *
 * Pure but for the jitter of delays, which takes `request.random`.
 *
 * @param request What the caller knows about the request, above all whether a repetition is harmless.
 */
export function classify(error: GraphError, request: FailedRequest): Classification {
  const known = error instanceof GraphApiError ? findErrorCode(error.code, error.subcode) : undefined;
  const entry: ErrorCodeEntry = known ?? transportEvents[transportEvent(error, request)];
  const decision = decide[entry.retry](entry, serverDelay(error, request), request);
  return known ? { ...decision, meaning: known.meaning } : decision;
}

const eventOfPhase: Record<TransportPhase, TransportEvent> = {
  connect: 'noConnection',
  sent: 'noAnswer',
  reading: 'brokenAnswer',
};

const eventOfStatus: Partial<Record<number, TransportEvent>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
};

/** What an error without a code of the table tells: by its answer, or by how far the request came. */
function transportEvent(error: GraphError, request: FailedRequest): TransportEvent {
  if (error instanceof GraphTransportError) return eventOfPhase[error.phase];
  const { httpStatus, fromGraph, isTransient, code } = error;
  // The flag, which Meta sets here, too, comes later: a limit is more precise, and a header may say how long it holds.
  if (httpStatus === 429) return 'tooManyRequests';
  if (fromGraph && isTransient && request.idempotent) return 'transientCode';
  if (httpStatus >= 500 || httpStatus === 408) return 'serverError';
  // Success without a readable answer: Meta may have done it.
  if (!fromGraph && httpStatus < 300) return 'unreadableAnswer';
  return code === undefined ? (eventOfStatus[httpStatus] ?? 'otherStatus') : 'unknownCode';
}

type Decide = (entry: ErrorCodeEntry, serverDelayMs: number | undefined, request: FailedRequest) => Classification;

/** What to do about a request that Meta may have carried out, and that would do it twice. */
export function unknownAdvice(send = false): string {
  return send
    ? 'Wait for a status webhook with this send key before sending again'
    : 'Read the state to see whether Meta did it before asking again';
}

/** How long a send waits before it tries again with whatever token is there then, in milliseconds. */
const newTokenDelayMs = 15_000;

const decide: Record<RetryJudgment, Decide> = {
  never: refused,

  'new-token': (entry, _serverDelayMs, request) => {
    if (!request.waitsForToken) return refused(entry);
    const advice = `${entry.advice}; until then, or until its deadline, the send is tried again every 15 seconds`;
    // The server's delay does not count: Meta does not know when somebody brings a new token.
    return { ...refused(entry), ...retry(jitter(newTokenDelayMs, 0.25, request)), advice };
  },

  delay: (entry, serverDelayMs, request) => ({
    ...refused(entry),
    ...retry(serverDelayMs ?? backoff(entry, request)),
  }),

  ambiguous: (_entry, serverDelayMs, { idempotent, send }) => {
    if (idempotent) {
      const advice = 'Nothing has to be done: repeating this request is harmless';
      return { type: T.Unavailable, outcome: 'unknown', advice, ...retry(serverDelayMs) };
    }
    const type = send ? T.SendOutcomeUnknown : T.Unavailable;
    return { type, outcome: 'unknown', advice: unknownAdvice(send), retryable: false };
  },

  'harmless-only': (entry, serverDelayMs, { idempotent }) =>
    idempotent ? { ...refused(entry), ...retry(serverDelayMs) } : refused(entry),
};

function refused({ type, advice }: ErrorCodeEntry): Classification {
  return { type, advice, retryable: false, outcome: 'refused' };
}

/** Another attempt after this delay; without one, when the retry policy says. */
function retry(delayMs: number | undefined): { retryable: true; delayMs?: number } {
  return { retryable: true, ...defined({ delayMs }) };
}

/** How long Meta's headers say to wait, in milliseconds; undefined when they do not say. */
function serverDelay(error: GraphError, request: FailedRequest): number | undefined {
  if (error instanceof GraphTransportError) return undefined;
  const delayMs = Math.max(error.retryAfterMs ?? 0, error.regainAccessMs ?? 0);
  return delayMs > 0 ? jitter(delayMs, 0.1, request) : undefined;
}

/** The longest delay of a row that names no limit of its own, in milliseconds. */
const longestBackoffMs = 5 * 60_000;

/** The delay of the row, longer with each attempt; undefined when the row leaves the delay to the retry policy. */
function backoff({ delayMs, growth = 2, maxDelayMs }: ErrorCodeEntry, request: FailedRequest): number | undefined {
  if (delayMs === undefined) return undefined;
  const longestMs = maxDelayMs ?? Math.max(delayMs, longestBackoffMs);
  return jitter(Math.min(delayMs * growth ** ((request.attempt ?? 1) - 1), longestMs), 0.25, request);
}

/**
 * A delay that is a little later, never earlier: the server adds no jitter, and throttled callers must not return all
 * at once.
 *
 * @param share of the delay that is added at most
 */
function jitter(delayMs: number, share: number, { random = Math.random }: FailedRequest): number {
  return Math.ceil(delayMs * (1 + share * random()));
}
