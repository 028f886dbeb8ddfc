/** Maps and endless numbers as JSON has them, and back. */
import { isRecord } from '../../common/events/json.js';

const mapKey = '$map';
const numberKey = '$number';

/** The value with JSON's own kinds of values only. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Map) return { [mapKey]: [...value].map(toPlain) };
  if (value === Infinity) return { [numberKey]: 'Infinity' };
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toPlain(member)]));
}

/** What `toPlain` was given. */
export function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (!isRecord(value)) return value;
  const entries = value[mapKey];
  if (Array.isArray(entries)) return new Map(entries.map(fromPlain) as [unknown, unknown][]);
  if (value[numberKey] === 'Infinity') return Infinity;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fromPlain(member)]));
}
