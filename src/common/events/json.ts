/** Checks of parsed JSON that cost nothing: a webhook's items are far too many for a schema each. */

/** An object of parsed JSON. */
export type JsonRecord = Record<string, unknown>;

/** Whether a value is an object, and no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id or a time as a string. Meta writes numbers, too; an empty string says nothing. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** The text of a problem: what was expected where, and what kind of value was found. It never holds content. */
export function typeMismatch(path: string, expected: string, found: unknown): string {
  return `${path} must be ${expected}, not ${typeName(found)}`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Whether a value can be an id or a time, or says nothing. Anything else in such a place is content of its own. */
export function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || value === null || value === undefined;
}

/** A copy of the members that a check picks, safe for members named `__proto__`; undefined when there are none. */
export function pick(record: JsonRecord, isPicked: (key: string, value: unknown) => boolean): JsonRecord | undefined {
  const picked = Object.entries(record).filter(([key, value]) => isPicked(key, value));
  return picked.length === 0 ? undefined : Object.fromEntries(picked);
}
