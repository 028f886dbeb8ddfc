/**
 * Secrets as Meta handles them: proofs made from them, comparisons that take the same time, digests in place of them.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The `appsecret_proof` that belongs to an access token. The emulator has its own function because it
 * checks what the client computes. One function for both sides would agree with itself when it is wrong, too.
 *
 * @see "Secure Graph API calls" https://developers.facebook.com/docs/graph-api/guides/secure-requests (read 2026-11)
 */
export function appSecretProof(appSecret: string, accessToken: string): string {
  return createHmac('sha256', appSecret).update(accessToken).digest('hex');
}

/** Whether two texts are the same; the time that it takes says nothing about their content. */
export function isSameSecret(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A digest by which a secret is recognized, and which is useless as a credential. */
export function secretDigest(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 12)}`;
}

/** An `authorization` header with a digest in place of its secret: `Bearer sha256:0123456789ab`. */
export function redactedAuthorization(authorization: string): string {
  const [scheme = '', ...rest] = authorization.split(' ');
  return rest.length === 0 ? secretDigest(authorization) : `${scheme} ${secretDigest(rest.join(' '))}`;
}
