/** Every way in which a request is turned away: its status, and what the log says. The answer itself says nothing. */
import type { BodyRefusal } from './body.js';
import type { ChallengeRefusal } from './challenge.js';
import type { SignatureRefusal } from './verify.js';

export type RefusalReason =
  ChallengeRefusal | SignatureRefusal | BodyRefusal | 'method-not-allowed' | 'overloaded' | 'closing';

interface Refusal {
  status: number;
  message: string;
}

export const refusals: Record<RefusalReason, Refusal> = {
  'challenge-mode-wrong': { status: 400, message: 'webhook challenge refused: hub.mode is not subscribe' },
  'challenge-token-missing': {
    status: 400,
    message: 'webhook challenge refused: it has not exactly one hub.verify_token',
  },
  'challenge-token-wrong': { status: 403, message: 'webhook challenge refused: hub.verify_token is none of ours' },
  'challenge-value-missing': {
    status: 400,
    message: 'webhook challenge refused: it has not exactly one hub.challenge of at most 1000 characters',
  },
  'signature-missing': { status: 401, message: 'webhook refused: it has no X-Hub-Signature-256 header' },
  'signature-scheme-unsupported': {
    status: 401,
    message: 'webhook refused: its X-Hub-Signature-256 header does not begin with sha256=',
  },
  'signature-malformed': {
    status: 401,
    message: 'webhook refused: its X-Hub-Signature-256 header is not sha256= and 64 hexadecimal digits',
  },
  'signature-mismatch': {
    status: 401,
    message: 'webhook refused: no app secret of ours makes its signature (is the secret the one of this app?)',
  },
  'body-cut-off': { status: 400, message: 'webhook refused: its body ended too early' },
  'body-too-slow': { status: 408, message: 'webhook refused: its body took too long' },
  'body-too-large': { status: 413, message: 'webhook refused: its body is over the limit, or in too many pieces' },
  'body-compressed': { status: 415, message: 'webhook refused: its body is compressed, which Meta never does' },
  'body-crowded-out': {
    status: 503,
    message: 'webhook cut off: too many bodies arrive at the same time, and this one has been arriving for longest',
  },
  'method-not-allowed': { status: 405, message: 'webhook request refused: neither GET nor POST' },
  overloaded: { status: 503, message: 'webhook turned away: too many are under way, Meta delivers it again' },
  closing: { status: 503, message: 'webhook turned away: the receiver is closing, Meta delivers it again' },
};
