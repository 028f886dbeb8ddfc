/** Keeps tokens, PINs and codes out of everything that leaves the graph folder: errors, logs, histories. */
import { isSecretBelow, isSecretName } from '../common/secrets/names.js';
import { hideSecrets, redacted } from '../common/secrets/texts.js';

export type Redactor = (text: string) => string;

/** Says whether the value under a name is a secret. */
export type IsSecret = (name: string, value: unknown) => boolean;

/** A secret of at least this length is removed wherever it stands. A shorter one could be a part of any number. */
const certainLength = 8;

/** A function that removes these values, and whatever looks like a secret, from a text. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const patterns = secrets
    .filter((secret) => secret.length >= 4)
    .toSorted((a, b) => b.length - a.length)
    .flatMap((secret) => [...new Set(spellings(secret))].map((spelling) => toPattern(spelling)));
  return (text) => hideSecrets(patterns.reduce((rest, pattern) => rest.replace(pattern, redacted), text));
}

/** A secret as it stands in texts, URLs, forms and JSON. */
function spellings(secret: string): string[] {
  const inForm = new URLSearchParams({ '': secret }).toString().slice(1);
  return [secret, inForm, inForm.replaceAll('+', '%20'), encodeUri(secret), JSON.stringify(secret).slice(1, -1)];
}

/** A text with half a surrogate pair cannot be encoded. */
function encodeUri(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function toPattern(secret: string): RegExp {
  const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (secret.length >= certainLength) return new RegExp(literal, 'g');
  // What an escape ends with (`%22`, `\n`, `\u0022`) is no part of the word behind it.
  return new RegExp(String.raw`(?<!(?<!%[\dA-Fa-f]|\\|\\u[\dA-Fa-f]{3})\w)${literal}(?!\w)`, 'g');
}

/** Edges whose parameter `code` is a secret whatever it looks like: that of a text message, and that of a login. */
const codeEdge = /(^|\/)(verify_code|oauth\/access_token)\/*$/i;

/** A code as text messages carry it. A code of a language, a coupon or a QR code has letters. */
const digits = /^\d{4,8}$/;

/**
 * Which parameters of a request are secret: by their names, and a `code` that opens something. Only a parameter itself
 * can be that. Deeper in a body a `code` is a language or a coupon, of which an error may speak.
 */
export function secretParameters(path: string): IsSecret {
  const takesCode = codeEdge.test(path);
  return (name, value) =>
    isSecretName(name) || (name.toLowerCase() === 'code' && (takesCode || digits.test(String(value))));
}

/**
 * A copy of a JSON value with every text redacted, and every text and number under a secret name replaced.
 *
 * @param isSecret Judges the names at the top, which are a request's parameters.
 */
export function redactValue(value: unknown, redact: Redactor, isSecret: IsSecret = isSecretName): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact, isSecret));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      redact(name),
      isSecret(name, item) ? hideScalars(item, redact, isSecretBelow(name)) : redactValue(item, redact),
    ]),
  );
}

function hideScalars(value: unknown, redact: Redactor, below: boolean): unknown {
  if (typeof value === 'string' || typeof value === 'number') return redacted;
  if (Array.isArray(value)) return value.map((item) => hideScalars(item, redact, below));
  if (!below || typeof value !== 'object' || value === null) return redactValue(value, redact);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [redact(name), hideScalars(item, redact, true)]),
  );
}

/** The secrets in parameters of a request, which an answer that repeats them must not show. */
export function secretsIn(value: unknown, isSecret: IsSecret = isSecretName): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, isSecret));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    isSecret(name, item) ? scalarsIn(item, isSecretBelow(name)) : secretsIn(item),
  );
}

function scalarsIn(value: unknown, below: boolean): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap((item) => scalarsIn(item, below));
  if (!below || typeof value !== 'object' || value === null) return secretsIn(value);
  return Object.values(value).flatMap((item) => scalarsIn(item, true));
}

/**
 * An answer without its tokens, for a history. A URL keeps a parameter `token`: it is the preview of a flow, which Meta
 * makes to be passed on.
 */
export function redactAnswer(body: unknown): unknown {
  return redactValue(body, (text) => hideSecrets(text, (name) => isSecretName(name) && name.toLowerCase() !== 'token'));
}
