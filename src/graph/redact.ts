/** Keeps tokens, PINs and codes out of everything that leaves the graph folder: errors, logs, histories. */

const redacted = '[redacted]';

export type Redactor = (text: string) => string;

/**
 * Keys whose values are secret in a request or an answer. Meta's numeric `code` of an error is not one: only strings
 * are.
 */
const secretKey = /^(access_token|appsecret_proof|client_secret|input_token|pin|code|password|authorization)$/i;

const patterns: readonly [RegExp, string][] = [
  [/\b(access_token|appsecret_proof|client_secret|input_token)=[^&\s"'<>]+/gi, `$1=${redacted}`],
  [/\b(Bearer|OAuth)\s+[\w.~+/|-]{8,}=*/g, `$1 ${redacted}`],
  // Meta's user and system user tokens all begin like this.
  [/\bEAA[A-Za-z0-9]{16,}/g, redacted],
  [/("(?:access_token|appsecret_proof|client_secret|pin|password)"\s*:\s*")[^"]*"/gi, `$1${redacted}"`],
];

/** A function that removes these values, and whatever looks like a token, from a text. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const literals = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [...new Set([secret, encodeURIComponent(secret)])])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const withoutLiterals = literals.reduce((rest, literal) => rest.replaceAll(literal, redacted), text);
    return patterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutLiterals);
  };
}

/** A copy of a JSON value with every text redacted, and every text at a key such as `pin` replaced. */
export function redactValue(value: unknown, redact: Redactor): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      redact(key),
      secretKey.test(key) && typeof item === 'string' ? redacted : redactValue(item, redact),
    ]),
  );
}

/**
 * The texts at secret keys of a request body or query, which an answer that repeats them must not show.
 */
export function secretsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    secretKey.test(key) && typeof item === 'string' ? [item] : secretsIn(item),
  );
}
