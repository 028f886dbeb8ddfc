/** Durations as Temporal's TypeScript SDK takes them, checked before a timer or a timeout is made of them. */
import { z } from 'zod';
import { describeInput } from '../schema/json-schema.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';

type DurationUnit =
  | 'ms'
  | 's' | 'sec' | 'secs' | 'second' | 'seconds'
  | 'm' | 'min' | 'mins' | 'minute' | 'minutes'
  | 'h' | 'hr' | 'hrs' | 'hour' | 'hours'
  | 'd' | 'day' | 'days'
  | 'w' | 'week' | 'weeks'; // prettier-ignore

/**
 * A duration above zero: `'30 seconds'`, `'2 days'`, `'1h'`, or a whole number of milliseconds. It fits Temporal's own
 * `Duration`.
 */
export type DurationInput = number | DurationText;

type DurationText = `${number} ${DurationUnit}` | `${number}${DurationUnit}`;

const pattern = /^\d+(\.\d+)? ?(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;

/** A hundred years: neither a date nor one of Temporal's durations takes much more. */
const longestMs = 36_525 * 86_400_000;

export const durationSchema = schemaFor<DurationInput>()(
  lazy(() =>
    z.union(
      [z.number().int().positive().max(longestMs), durationText()],
      'must be a duration above zero such as "30 seconds", "2 days" or a number of milliseconds, and at most 100 years',
    ),
  ),
);

function durationText(): z.ZodType<DurationText, DurationText> {
  const isDuration = (value: unknown): boolean =>
    typeof value === 'string' &&
    pattern.test(value) &&
    parseFloat(value) > 0 &&
    durationMs(value as DurationText) <= longestMs;
  const schema = z.custom<DurationText>(isDuration);
  describeInput(schema, () => ({ type: 'string', pattern: pattern.source }));
  return schema;
}

const second = 1_000;
const unitMs: Readonly<Record<string, number>> = {
  s: second,
  m: 60 * second,
  h: 3_600 * second,
  d: 86_400 * second,
  w: 604_800 * second,
};

/** A duration in milliseconds. @param duration checked before */
export function durationMs(duration: DurationInput): number {
  if (typeof duration === 'number') return duration;
  const unit = duration.replace(/^[\d.\s]+/, '');
  return parseFloat(duration) * (unit === 'ms' ? 1 : (unitMs[unit.charAt(0)] ?? NaN));
}
