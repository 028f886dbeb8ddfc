/** What an error of the Graph client means for the one who asked. Pure: table, clock-free, randomness handed in. */
import { findErrorCode, type ErrorCodeEntry } from '../common/error-codes.js';
import { WhatsAppFailureType as T } from '../common/failures.js';
import { GraphTransportError, type GraphApiError } from './errors.js';

export interface RequestNature {
  /** Whether the same request may be repeated when it may have been accepted. */
  idempotent: boolean;
  /** Whether the request sends a message: a lost answer then is `SendOutcomeUnknown`. @default false */
  send?: boolean;
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

/** Known code, then Meta's transient flag, then the HTTP status. A code that is never to be retried beats every header. */
export function classify(error: GraphApiError | GraphTransportError, nature: RequestNature): Classification {
  if (error instanceof GraphTransportError) return classifyTransport(error, nature);
  const entry = findErrorCode(error.code, error.subcode);
  return entry ? classifyKnown(entry, error, nature) : classifyByStatus(error, nature);
}

function classifyTransport({ phase }: GraphTransportError, nature: RequestNature): Classification {
  if (phase !== 'connect') return ambiguous(nature);
  return {
    type: T.Unavailable,
    retryable: true,
    outcome: 'refused',
    advice: 'Check the base URL, name resolution, firewall and proxy if this goes on',
  };
}

function classifyKnown(entry: ErrorCodeEntry, error: GraphApiError, nature: RequestNature): Classification {
  const { type, retry, meaning, advice } = entry;
  if (retry === 'ambiguous') return { ...ambiguous(nature), meaning };
  const known: Classification = { type, meaning, advice, retryable: retry === 'delay', outcome: 'refused' };
  if (retry === 'delay') known.delayMs = delayFor(error, entry.delayMs ?? 0, nature);
  return known;
}

function classifyByStatus(error: GraphApiError, nature: RequestNature): Classification {
  const { httpStatus, fromGraph, isTransient } = error;
  if (httpStatus === 429) return throttled(error, nature);
  if (httpStatus >= 500 || httpStatus === 408) return ambiguous(nature);
  if (fromGraph && isTransient && nature.idempotent) return ambiguous(nature);
  // Success without a readable answer: Meta may have done it.
  if (!fromGraph && httpStatus < 300) return ambiguous(nature);
  if (error.code === undefined) {
    const type = typeByStatus[httpStatus];
    if (type) return { type, retryable: false, outcome: 'refused', advice: 'Check the token, the id and the path' };
  }
  return unclassified(error, nature);
}

const typeByStatus: Partial<Record<number, T>> = { 401: T.Authentication, 403: T.Permission, 404: T.NotFound };

function throttled(error: GraphApiError, nature: RequestNature): Classification {
  return {
    type: T.RateLimited,
    retryable: true,
    delayMs: delayFor(error, 30_000, nature),
    outcome: 'refused',
    advice: 'Send fewer calls',
  };
}

/** A code from after this version: a harmless request is left to its retry policy. */
function unclassified({ code }: GraphApiError, { idempotent }: RequestNature): Classification {
  return {
    type: T.Unclassified,
    retryable: idempotent && code !== undefined,
    outcome: 'refused',
    advice: "Look the code up in Meta's documentation; this version does not know it",
  };
}

function ambiguous({ idempotent, send = false }: RequestNature): Classification {
  if (idempotent) {
    return {
      type: T.Unavailable,
      retryable: true,
      outcome: 'unknown',
      advice: 'Nothing has to be done: repeating this request is harmless',
    };
  }
  return {
    type: send ? T.SendOutcomeUnknown : T.Unavailable,
    retryable: false,
    outcome: 'unknown',
    advice: send
      ? 'Wait for a status webhook with this send key before sending again'
      : 'Read the state to see whether Meta did it before asking again',
  };
}

const longestGrownDelayMs = 5 * 60_000;
const pairRateLimit = 131056;

/**
 * Meta's own delay if it gives one, else the table's, growing with each attempt. Always a little later, never earlier: the
 * server adds no jitter, and throttled callers must not return all at once.
 */
function delayFor(error: GraphApiError, tableMs: number, { attempt = 1, random = Math.random }: RequestNature): number {
  const told = Math.max(error.retryAfterMs ?? 0, error.regainAccessMs ?? 0);
  if (told > 0) return Math.ceil(told * (1 + 0.1 * random()));
  // Meta advises 4^X seconds for the pair limit, X = 0, 1, 2, …
  const growth = error.code === pairRateLimit ? 4 ** Math.min(attempt - 1, 5) : 2 ** Math.min(attempt - 1, 20);
  const cap = error.code === pairRateLimit ? Infinity : Math.max(tableMs, longestGrownDelayMs);
  return Math.ceil(Math.min(tableMs * growth, cap) * (1 + 0.25 * random()));
}
