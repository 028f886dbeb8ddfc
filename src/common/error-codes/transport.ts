import { WhatsAppFailureType as T } from '../failures.js';
import { second, sources, type ErrorCodeEntry } from './types.js';

const { ours: source } = sources;
const readState = 'Read the state, or wait for a status, before repeating anything that is not harmless twice';
const checkPath = 'Check the token, the id and the path, and what stands between the worker and Meta';

/**
 * Ends of a request that carry no code of this table: the transport failed, something before Meta answered, or the code
 * is newer.
 */
export const transportEvents = {
  noConnection: {
    type: T.Unavailable,
    retry: 'delay',
    who: 'operator',
    source,
    meaning: 'no connection: name lookup, connect or TLS failed, and no byte of the request left',
    advice: 'Check the base URL, name resolution, firewall and proxy if this goes on',
  },
  noAnswer: {
    type: T.Unavailable,
    retry: 'ambiguous',
    who: 'nobody',
    source,
    meaning: 'the request left, and no answer came: a timeout or a reset',
    advice: readState,
  },
  brokenAnswer: {
    type: T.Unavailable,
    retry: 'ambiguous',
    who: 'nobody',
    source,
    meaning: 'the answer broke off',
    advice: readState,
  },
  unreadableAnswer: {
    type: T.Unavailable,
    retry: 'ambiguous',
    who: 'nobody',
    source,
    meaning: 'HTTP 2xx, but not what was asked for: no JSON, or no message id',
    advice: readState,
  },
  serverError: {
    type: T.Unavailable,
    retry: 'ambiguous',
    who: 'nobody',
    source,
    meaning: 'HTTP 5xx or 408 without a code of this table',
    advice: readState,
  },
  tooManyRequests: {
    type: T.RateLimited,
    retry: 'delay',
    delayMs: 30 * second,
    who: 'nobody',
    source,
    meaning: 'HTTP 429 without a code of this table',
    advice: 'Send fewer calls',
  },
  unauthorized: {
    type: T.Authentication,
    retry: 'new-token',
    who: 'operator',
    source,
    meaning: 'HTTP 401 without a code',
    advice: checkPath,
  },
  forbidden: {
    type: T.Permission,
    retry: 'never',
    who: 'operator',
    source,
    meaning: 'HTTP 403 without a code',
    advice: checkPath,
  },
  notFound: {
    type: T.NotFound,
    retry: 'never',
    who: 'developer',
    source,
    meaning: 'HTTP 404 without a code',
    advice: checkPath,
  },
  otherStatus: {
    type: T.Unclassified,
    retry: 'never',
    who: 'operator',
    source,
    meaning: 'any other HTTP status without a code',
    advice: checkPath,
  },
  transientCode: {
    type: T.Unavailable,
    retry: 'harmless-only',
    who: 'nobody',
    source,
    meaning: 'a code that is not in this table, which Meta flags as transient',
    advice: 'Nothing has to be done: repeating this request is harmless',
  },
  unknownCode: {
    type: T.Unclassified,
    retry: 'harmless-only',
    who: 'developer',
    source,
    meaning: 'a code that is not in this table, with another status than 429 or 5xx',
    advice: "Look the code up in Meta's documentation; this version does not know it",
  },
} as const satisfies Record<string, ErrorCodeEntry>;

/** How a request ended that carries no code. */
export type TransportEvent = keyof typeof transportEvents;
