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

export const durationSchema = schemaFor<DurationInput>()(
  lazy(() =>
    z.union(
      [z.number().int().positive(), durationText()],
      'must be a duration above zero such as "30 seconds", "2 days" or a number of milliseconds',
    ),
  ),
);

function durationText(): z.ZodType<DurationText, DurationText> {
  const isDuration = (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value) && parseFloat(value) > 0;
  const schema = z.custom<DurationText>(isDuration);
  describeInput(schema, () => ({ type: 'string', pattern: pattern.source }));
  return schema;
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A duration in milliseconds. @param duration checked by {@link durationSchema} */
export function durationMs(duration: DurationInput): number {
  if (typeof duration === 'number') return duration;
  const unit = /[a-z]+$/.exec(duration)?.[0] ?? 'ms';
  const name = unit === 'ms' ? 'ms' : (unit.slice(0, 1) as keyof typeof unitMs);
  return Math.ceil(parseFloat(duration) * unitMs[name]);
}
