/** Whether a webhook comes from Meta. Works on the bytes as they arrived; JSON that was parsed and written again never matches. */
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

interface Refused {
  ok: false;
  reason: SignatureRefusal;
}

export type SignatureVerdict =
  | {
      ok: true;
      /** Which of the secrets matched, so that an operator sees when an old one can go. */
      secretIndex: number;
      /** Over which form of the body the signature was made. */
      form: 'raw' | 'escaped';
    }
  | Refused;

const scheme = 'sha256=';
const hexDigest = /^[0-9a-f]{64}$/i;

/**
 * Checks the HMAC-SHA256 of the raw body against each app secret, in constant time. Meta's pages disagree about whether the
 * hash is over the bytes or over their escaped-Unicode form, so the latter is a second try.
 *
 * @param header `X-Hub-Signature-256`, as it arrived.
 * @param appSecrets At least one, none of them empty.
 * @see "Create a webhook endpoint" https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/create-webhook-endpoint (read 2026-11)
 */
export function verifySignature(
  rawBody: Uint8Array,
  header: string | readonly string[] | undefined,
  appSecrets: readonly string[],
): SignatureVerdict {
  const read = readSignature(header);
  return read.ok ? matchSignature(rawBody, read.signature, appSecrets) : read;
}

/** What can be said of the header without the body. */
export function readSignature(
  header: string | readonly string[] | undefined,
): { ok: true; signature: Buffer } | Refused {
  if (header === undefined || header.length === 0) return { ok: false, reason: 'signature-missing' };
  if (typeof header !== 'string') {
    return header.length === 1 ? readSignature(header[0]) : { ok: false, reason: 'signature-malformed' };
  }
  if (!header.startsWith(scheme)) return { ok: false, reason: 'signature-scheme-unsupported' };
  const digits = header.slice(scheme.length);
  if (!hexDigest.test(digits)) return { ok: false, reason: 'signature-malformed' };
  return { ok: true, signature: Buffer.from(digits, 'hex') };
}

export function matchSignature(
  rawBody: Uint8Array,
  signature: Buffer,
  appSecrets: readonly string[],
): SignatureVerdict {
  const rawMatch = matchingSecret(rawBody, signature, appSecrets);
  if (rawMatch >= 0) return { ok: true, secretIndex: rawMatch, form: 'raw' };
  const escaped = escapeUnicode(rawBody);
  const escapedMatch = escaped === undefined ? -1 : matchingSecret(escaped, signature, appSecrets);
  if (escapedMatch >= 0) return { ok: true, secretIndex: escapedMatch, form: 'escaped' };
  return { ok: false, reason: 'signature-mismatch' };
}

function matchingSecret(body: Uint8Array | string, signature: Buffer, appSecrets: readonly string[]): number {
  return appSecrets.findIndex((secret) =>
    timingSafeEqual(createHmac('sha256', secret).update(body).digest(), signature),
  );
}

/** Every character beyond ASCII as `\uXXXX` in lower case; undefined when there is none, as the form is then the same. */
function escapeUnicode(body: Uint8Array): string | undefined {
  if (isAscii(body)) return undefined;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
