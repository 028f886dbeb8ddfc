/** What an entry of a batch takes from the answers before: `{result=NAME:$.data.0.id}`. */
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import type { BatchEntry } from './batch-entries.js';

const reference = /\{result=([^:{}]+):(\$[^{}]*)\}/g;

/** The names of the entries that an entry refers to. */
export function referredNames({ relativeUrl, body = '' }: BatchEntry): string[] {
  return [...`${relativeUrl} ${body}`.matchAll(reference)].map(([, name = '']) => name);
}

/** The entry with the values of its references. */
export function filledIn(entry: BatchEntry, values: ReadonlyMap<string, unknown>): BatchEntry {
  const fill = (text: string): string =>
    text.replace(reference, (_whole, name: string, path: string) => {
      return encodeURIComponent(found(values.get(name), path).map(String).join(','));
    });
  const { body } = entry;
  return {
    ...entry,
    relativeUrl: fill(entry.relativeUrl),
    ...defined({ body: body === undefined ? body : fill(body) }),
  };
}

/** An answer as its JSON value; undefined when it is not JSON. */
export function answerValue(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The values at a path: names and positions with dots or in brackets, `*` for all. Objects and lists are no values. */
function found(value: unknown, path: string): unknown[] {
  const parts = [...path.matchAll(/[\w-]+|\*/g)].map(([part]) => part);
  const reached = parts.reduce<unknown[]>((values, part) => values.flatMap((one) => members(one, part)), [value]);
  return reached.filter((one) => one !== undefined && typeof one !== 'object');
}

function members(value: unknown, part: string): unknown[] {
  if (Array.isArray(value)) return part === '*' ? value : [value[Number(part)]];
  if (!isRecord(value)) return [];
  return part === '*' ? Object.values(value) : Object.hasOwn(value, part) ? [value[part]] : [];
}
