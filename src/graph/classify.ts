/**
 * What an error of the Graph client means for the one who asked. Pure: the table, no clock, randomness handed in. In this order:
 *
 * 1. A code of the table (`common/error-codes.ts`). Its judgement beats every status, header and flag: 3, 131045, 138000 and
 *    138006 come with statuses that say something else, and a code that is never to be retried stays so with `Retry-After`.
 * 2. For a code that is not in the table, Meta's transience flag, where repeating is harmless. Never for a send.
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
import { GraphTransportError, type GraphApiError, type TransportPhase } from './errors.js';

export interface RequestNature {
  /** Whether the same request may be repeated when it may have been accepted. */
  idempotent: boolean;
  /** Whether the request sends a message: a lost answer then is `SendOutcomeUnknown`. @default false */
  send?: boolean;
  /** Whether a refused access token is waited for: retried until there is another one. @default false */
  waitsForToken?: boolean;
  /** Which attempt failed, from 1. @default 1 */
  attempt?: number;
  /** From 0 to 1. @default Math.random */
  random?: () => number;
}

export interface Classification {
  type: T;
  retryable: boolean;
  /** How long to wait, in milliseconds. Absent: as the retry policy says. */
  delayMs?: number;
  /** What the code means; absent when it is not known. */
  meaning?: string;
  advice: string;
  /** `refused`: surely not accepted. `unknown`: it may have been accepted. */
  outcome: 'refused' | 'unknown';
}

export function classify(error: GraphApiError | GraphTransportError, nature: RequestNature): Classification {
  if (error instanceof GraphTransportError) return judge(transportEvents[eventOfPhase[error.phase]], {}, nature);
  const known = findErrorCode(error.code, error.subcode);
  if (known) return { ...judge(known, error, nature), meaning: known.meaning };
  return judge(transportEvents[eventOf(error, nature)], error, nature);
}

const eventOfPhase: Record<TransportPhase, TransportEvent> = {
  connect: 'noConnection',
  sent: 'noAnswer',
  reading: 'brokenAnswer',
};

/** What an answer without a code of the table tells. */
function eventOf({ httpStatus, fromGraph, isTransient, code }: GraphApiError, nature: RequestNature): TransportEvent {
  // More precise than the flag, which Meta sets here, too: there is a limit, and maybe a header that says for how long.
  if (httpStatus === 429) return 'tooManyRequests';
  if (fromGraph && isTransient && nature.idempotent) return 'transientCode';
  if (httpStatus >= 500 || httpStatus === 408) return 'serverError';
  // Success without a readable answer: Meta may have done it.
  if (!fromGraph && httpStatus < 300) return 'unreadableAnswer';
  return code === undefined ? (eventOfStatus[httpStatus] ?? 'otherStatus') : 'unknownCode';
}

const eventOfStatus: Partial<Record<number, TransportEvent>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
};

/** How long Meta's headers say to wait, in milliseconds. */
type Told = Pick<Partial<GraphApiError>, 'retryAfterMs' | 'regainAccessMs'>;
type Judge = (entry: ErrorCodeEntry, told: Told, nature: RequestNature) => Classification;

function judge(entry: ErrorCodeEntry, told: Told, nature: RequestNature): Classification {
  return judges[entry.retry](entry, told, nature);
}

const judges: Record<RetryJudgment, Judge> = {
  never: refused,

  'new-token': (entry, _told, nature) => {
    if (!nature.waitsForToken) return refused(entry);
    // Not Meta's headers, which know nothing of when somebody brings a new token.
    const advice = `${entry.advice}; until then, or until its deadline, the send is tried again every 15 seconds`;
    return { ...refused(entry), advice, retryable: true, delayMs: jittered(newTokenDelayMs, 0.25, nature) };
  },

  delay: (entry, told, nature) => {
    const delayMs = toldDelay(told, nature) ?? grownDelay(entry, nature);
    return { ...refused(entry), retryable: true, ...(delayMs !== undefined && { delayMs }) };
  },

  ambiguous: (_entry, told, nature) => {
    if (nature.idempotent) return harmless(told, nature, 'unknown');
    const { send = false } = nature;
    return {
      type: send ? T.SendOutcomeUnknown : T.Unavailable,
      retryable: false,
      outcome: 'unknown',
      advice: send
        ? 'Wait for a status webhook with this send key before sending again'
        : 'Read the state to see whether Meta did it before asking again',
    };
  },

  'harmless-only': (entry, told, nature) =>
    nature.idempotent
      ? { ...harmless(told, nature, 'refused'), type: entry.type, advice: entry.advice }
      : refused(entry),
};

function refused({ type, advice }: ErrorCodeEntry): Classification {
  return { type, advice, retryable: false, outcome: 'refused' };
}

/** A request that may be repeated whatever became of it: as the retry policy says, but not before Meta's headers say. */
function harmless(told: Told, nature: RequestNature, outcome: Classification['outcome']): Classification {
  const delayMs = toldDelay(told, nature);
  return {
    ...{ type: T.Unavailable, retryable: true, outcome },
    advice: 'Nothing has to be done: repeating this request is harmless',
    ...(delayMs !== undefined && { delayMs }),
  };
}

const longestGrownDelayMs = 5 * 60_000;

/** How long a send waits before it tries again with whatever token is there then, in milliseconds. */
const newTokenDelayMs = 15_000;

function toldDelay({ retryAfterMs = 0, regainAccessMs = 0 }: Told, nature: RequestNature): number | undefined {
  const told = Math.max(retryAfterMs, regainAccessMs);
  return told > 0 ? jittered(told, 0.1, nature) : undefined;
}

/** The delay of the table, growing with each attempt; undefined when it leaves that to the retry policy. */
function grownDelay({ delayMs, growth = 2, maxDelayMs }: ErrorCodeEntry, nature: RequestNature): number | undefined {
  if (delayMs === undefined) return undefined;
  const longest = maxDelayMs ?? Math.max(delayMs, longestGrownDelayMs);
  return jittered(Math.min(delayMs * growth ** ((nature.attempt ?? 1) - 1), longest), 0.25, nature);
}

/**
 * A little later, never earlier: the server adds no jitter, and throttled callers must not return all at once.
 *
 * @param share of the delay that is added at most
 */
function jittered(delayMs: number, share: number, { random = Math.random }: RequestNature): number {
  return Math.ceil(delayMs * (1 + share * random()));
}
