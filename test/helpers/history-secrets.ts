/** Looks for secrets in everything that a Temporal server keeps of an execution. */
import { fileMarker, testPin, tokenMarker } from './secrets.js';

/** The text, and the base64 of it at each of the three places where it can begin in a longer one. */
function plainOrBase64(text: string): RegExp {
  const encoded = [0, 1, 2].map((offset) =>
    Buffer.from(`${'.'.repeat(offset)}${text}`)
      .toString('base64')
      .slice(4, -4),
  );
  return new RegExp([text, ...encoded.map((part) => part.replace(/[+/]/g, '\\$&'))].join('|'));
}

/** What must not be found, by name. A PIN counts only as a whole number: its digits may be part of an id. */
const secrets: Readonly<Record<string, RegExp>> = {
  'an access token': plainOrBase64(tokenMarker),
  'a two-step PIN': new RegExp(`(?<![\\w.-])${testPin}(?![\\w.-])`),
  'the bytes of a file': plainOrBase64(fileMarker),
};

/** The names of the secrets found in a protobuf message of the server: the data of payloads is searched as text. */
export function secretsIn(message: unknown): string[] {
  const text = [...strings(message)].join('\n');
  return Object.entries(secrets).flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []));
}

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString('utf8');
  else if (Array.isArray(value)) for (const item of value) yield* strings(item);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* strings(item);
}
