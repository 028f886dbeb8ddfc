/** Maps and numbers that JSON does not have as JSON has them, and back. */
import { isRecord } from '../../common/events/json.js';

/** The names of objects with one member that stand for something else. What a user has named so is in a `$plain`. */
const mapKey = '$map';
const numberKey = '$number';
const plainKey = '$plain';

/** The value with JSON's own kinds of values only. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Map) return { [mapKey]: [...value].map(toPlain) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { [numberKey]: String(value) };
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isRecord(value)) return value;
  const members = withMembers(value, toPlain);
  return onlyName(value)?.startsWith('$') === true ? { [plainKey]: members } : members;
}

/** What `toPlain` was given. */
export function fromPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (!isRecord(value)) return value;
  const name = onlyName(value) ?? '';
  const member = value[name];
  if (name === mapKey && Array.isArray(member)) return new Map(member.map(fromPlain) as [unknown, unknown][]);
  if (name === numberKey && typeof member === 'string') return Number(member);
  return withMembers(name === plainKey && isRecord(member) ? member : value, fromPlain);
}

function onlyName(record: object): string | undefined {
  const names = Object.keys(record);
  return names.length === 1 ? names[0] : undefined;
}

function withMembers(record: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([name, member]) => [name, change(member)]));
}
