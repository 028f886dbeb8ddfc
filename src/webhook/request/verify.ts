/**
 * Whether a webhook comes from Meta. Works on the bytes as they arrived; JSON that was parsed and written again never
 * matches.
 */
import { createHmac, timingSafeEqual, type Hmac } from 'node:crypto';

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
 * Checks the HMAC-SHA256 of the raw body against each app secret, in constant time.
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
  header: string | readonly string[] | null | undefined,
  appSecrets: readonly string[],
): SignatureVerdict {
  const given = readSignature(header);
  if (!given.ok) return given;
  const check = new SignatureCheck(given.digest, appSecrets);
  check.update(rawBody);
  return check.verdict();
}

/** Checks a signature while the body arrives, so that a large body never holds up the others. */
export class SignatureCheck {
  private readonly signature: Buffer;
  /** One for each app secret, in their order. */
  private readonly hmacs: readonly Hmac[];

  /** @param digest 64 hexadecimal digits */
  constructor(digest: string, appSecrets: readonly string[]) {
    this.signature = Buffer.from(digest, 'hex');
    this.hmacs = appSecrets.map((secret) => createHmac('sha256', secret));
  }

  /** Takes the next bytes of the body. */
  update(bytes: Uint8Array): void {
    for (const hmac of this.hmacs) hmac.update(bytes);
  }

  /** The verdict about all bytes. To be called once. */
  verdict(): SignatureVerdict {
    const secretIndex = this.hmacs.findIndex((hmac) => timingSafeEqual(hmac.digest(), this.signature));
    return secretIndex >= 0 ? { ok: true, secretIndex } : { ok: false, reason: 'signature-mismatch' };
  }
}

/** Reads the header alone, so that a request without a usable one is refused before its body is read. */
export function readSignature(
  header: string | readonly string[] | null | undefined,
): { ok: true; digest: string } | SignatureRefused {
  const values: readonly unknown[] = Array.isArray(header) ? header : [header];
  const [value] = values;
  if (!value) return { ok: false, reason: 'signature-missing' };
  if (values.length > 1 || typeof value !== 'string') return { ok: false, reason: 'signature-malformed' };
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
