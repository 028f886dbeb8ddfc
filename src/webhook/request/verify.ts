/**
 * Whether a webhook comes from Meta. Works on the bytes as they arrived; JSON that was parsed and written again never
 * matches.
 */
import { isAscii } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Why a signature was refused. */
export type SignatureRefusal =
  /** No `X-Hub-Signature-256` header. */
  | 'signature-missing'
  /** The header does not begin with `sha256=`. */
  | 'signature-scheme-unsupported'
  /** What follows `sha256=` is not 64 hexadecimal digits, or the header came more than once. */
  | 'signature-malformed'
  /** No app secret makes this signature of this body. */
  | 'signature-mismatch';

/** What `verifySignature` found. */
export type SignatureVerdict = SignatureMatched | SignatureRefused;

/** One of the secrets made the signature. */
export interface SignatureMatched {
  /** Tells the two verdicts apart. */
  ok: true;
  /** The place of the secret that matched, from 0, so that an operator sees when an old one can go. */
  secretIndex: number;
  /** The form of the body over which the signature was made: its bytes, or its escaped-Unicode form. */
  form: 'raw' | 'escaped';
}

/** The signature is missing, not readable, or of no secret. */
export interface SignatureRefused {
  /** Tells the two verdicts apart. */
  ok: false;
  /** What was wrong. */
  reason: SignatureRefusal;
}

const scheme = 'sha256=';
const hexDigest = /^[0-9a-f]{64}$/i;

/**
 * Checks the HMAC-SHA256 of the raw body against each app secret, in constant time. Meta's pages disagree about whether
 * the hash is over the bytes or over their escaped-Unicode form, so the latter is a second try.
 *
 * @param rawBody The bytes as they arrived, of any length.
 * @param header The value of `X-Hub-Signature-256`, as it arrived.
 * @param appSecrets At least one, none of them empty.
 * @returns Which secret matched, or why none did. Never throws for what a sender may send.
 * @see "Create a webhook endpoint"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11)
 */
export function verifySignature(
  rawBody: Uint8Array,
  header: string | readonly string[] | undefined,
  appSecrets: readonly string[],
): SignatureVerdict {
  const given = readSignature(header);
  if (!given.ok) return given;
  const signature = Buffer.from(given.digest, 'hex');
  const rawMatch = findSecret(rawBody, signature, appSecrets);
  if (rawMatch >= 0) return { ok: true, secretIndex: rawMatch, form: 'raw' };
  const escaped = escapeUnicode(rawBody);
  const escapedMatch = escaped === undefined ? -1 : findSecret(escaped, signature, appSecrets);
  if (escapedMatch >= 0) return { ok: true, secretIndex: escapedMatch, form: 'escaped' };
  return { ok: false, reason: 'signature-mismatch' };
}

/** Reads the header alone, so that a request without a usable one is refused before its body is read. */
export function readSignature(
  header: string | readonly string[] | undefined,
): { ok: true; digest: string } | SignatureRefused {
  const [value, ...others] = typeof header === 'string' ? [header] : (header ?? []);
  if (!value) return { ok: false, reason: 'signature-missing' };
  if (others.length > 0) return { ok: false, reason: 'signature-malformed' };
  if (!value.startsWith(scheme)) return { ok: false, reason: 'signature-scheme-unsupported' };
  const digest = value.slice(scheme.length);
  return hexDigest.test(digest) ? { ok: true, digest } : { ok: false, reason: 'signature-malformed' };
}

/**
 * Signs a webhook as Meta does, for a test of an endpoint of your own.
 *
 * @param body The body as it is sent, text in UTF-8 or bytes.
 * @param appSecret The secret that the receiver has in `appSecrets`.
 * @returns The value of the header `X-Hub-Signature-256`.
 */
export function signWebhook(body: string | Uint8Array, appSecret: string): string {
  return scheme + createHmac('sha256', appSecret).update(body).digest('hex');
}

function findSecret(body: Uint8Array | string, signature: Buffer, appSecrets: readonly string[]): number {
  return appSecrets.findIndex((secret) =>
    timingSafeEqual(createHmac('sha256', secret).update(body).digest(), signature),
  );
}

/**
 * Every character beyond ASCII as `\uXXXX` in lower case; undefined when there is none, as the form is then the same.
 */
function escapeUnicode(body: Uint8Array): string | undefined {
  if (isAscii(body)) return undefined;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
