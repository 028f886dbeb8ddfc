/** JSON that others wrote: read, measured and written without trusting its size or depth. */
import { isAscii, isUtf8 } from 'node:buffer';
import { parseExactJson } from '../../common/exact-json.js';

/**
 * How deeply an event may be nested. Meta's own are nested some ten levels deep. Readers of JSON in other languages
 * give up at a thousand, and `JSON.stringify` can write a few thousand.
 */
export const maxJsonDepth = 500;

const maxNumberBytes = 25;
/** What a single UTF-16 unit may need: an escape. */
const maxBytesOfUnit = 6;

/** The value is wrapped, as JSON can be `null` or `false`; undefined when the bytes are no JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): { value: unknown } | undefined {
  const isPlain = isAscii(bytes);
  if (!isPlain && !isUtf8(bytes)) return undefined;
  try {
    return { value: parseExactJson(toText(bytes, isPlain)) };
  } catch {
    return undefined;
  }
}

export function utf8(bytes: Uint8Array): string {
  return toText(bytes, isAscii(bytes));
}

/** Meta escapes all that is not ASCII, and the text of ASCII alone is made in half the time. */
function toText(bytes: Uint8Array, isPlain: boolean): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.toString(isPlain ? 'latin1' : 'utf8');
}

/**
 * An upper bound of the value's length as JSON, several times cheaper than writing it. Infinity when it is nested more
 * than `maxJsonDepth` levels deep.
 */
export function jsonBytesAtMost(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length * maxBytesOfUnit + 2;
  if (typeof value !== 'object' || value === null) return maxNumberBytes;
  if (depth >= maxJsonDepth) return Infinity;
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += jsonBytesAtMost(item, depth + 1) + 1;
    return bytes;
  }
  const record = value as Record<string, unknown>;
  for (const key in record) {
    const member = record[key];
    // Most members are texts, and a call for each of them takes twice the time.
    const ofMember =
      typeof member === 'string' ? member.length * maxBytesOfUnit + 2 : jsonBytesAtMost(member, depth + 1);
    bytes += key.length * maxBytesOfUnit + 4 + ofMember;
  }
  return bytes;
}

/** Writes parsed JSON of any depth, as `JSON.stringify` would if it could. */
export function writeJson(value: unknown): string {
  return jsonBytesAtMost(value) === Infinity ? writeDeepJson(value) : JSON.stringify(value);
}

interface OpenContainer {
  entries: Iterator<[string | number, unknown]>;
  isList: boolean;
  isEmpty: boolean;
}

/** The writer has a stack of its own in place of recursion. */
function writeDeepJson(root: unknown): string {
  const parts: string[] = [];
  const open: OpenContainer[] = [];
  const write = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return void parts.push(JSON.stringify(value));
    const isList = Array.isArray(value);
    open.push({ entries: isList ? value.entries() : Object.entries(value).values(), isList, isEmpty: true });
    parts.push(isList ? '[' : '{');
  };
  write(root);
  for (let container = open.at(-1); container; container = open.at(-1)) {
    const next = container.entries.next();
    if (next.done) {
      parts.push(container.isList ? ']' : '}');
      open.pop();
      continue;
    }
    const [key, value] = next.value;
    if (!container.isEmpty) parts.push(',');
    if (!container.isList) parts.push(JSON.stringify(key), ':');
    container.isEmpty = false;
    write(value);
  }
  return parts.join('');
}
