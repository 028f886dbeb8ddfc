/** The GET by which Meta checks a callback URL when it is set in the dashboard or by an override. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Why a challenge was refused. */
export type ChallengeRefusal =
  /** `hub.mode` is missing or not `subscribe`: not a request of Meta's. */
  | 'challenge-mode-wrong'
  /** No `hub.verify_token`, or more than one. */
  | 'challenge-token-missing'
  /** None of our verify tokens. */
  | 'challenge-token-wrong'
  /** No `hub.challenge`, more than one, or longer than 1,000 characters. */
  | 'challenge-value-missing';

/** What `verifyChallenge` found. */
export type ChallengeVerdict = ChallengeAccepted | ChallengeRefused;

/** The challenge carries one of our tokens. */
export interface ChallengeAccepted {
  /** Tells the two verdicts apart. */
  ok: true;
  /** The whole answer, as plain text, at most 1,000 characters. */
  challenge: string;
}

/** The challenge is not to be answered. */
export interface ChallengeRefused {
  /** Tells the two verdicts apart. */
  ok: false;
  /** What was wrong. */
  reason: ChallengeRefusal;
}

const maxChallengeLength = 1_000;

/**
 * Compares `hub.verify_token` in constant time with every token.
 *
 * @param query The query of the GET.
 * @param verifyTokens At least one, none of them empty.
 * @returns The challenge that has to be the whole answer, as plain text, or why there is none.
 * @see "Create a webhook endpoint"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11)
 */
export function verifyChallenge(query: URLSearchParams, verifyTokens: readonly string[]): ChallengeVerdict {
  if (single(query, 'hub.mode') !== 'subscribe') return { ok: false, reason: 'challenge-mode-wrong' };
  const token = single(query, 'hub.verify_token');
  if (!token) return { ok: false, reason: 'challenge-token-missing' };
  if (!isKnownToken(token, verifyTokens)) return { ok: false, reason: 'challenge-token-wrong' };
  const challenge = single(query, 'hub.challenge');
  if (!challenge || challenge.length > maxChallengeLength) return { ok: false, reason: 'challenge-value-missing' };
  return { ok: true, challenge };
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

/** Digests have one length, so that the comparison tells nothing about a token's. */
function isKnownToken(token: string, verifyTokens: readonly string[]): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const given = digest(token);
  return verifyTokens.map((expected) => timingSafeEqual(digest(expected), given)).includes(true);
}
