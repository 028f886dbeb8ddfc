/** Durations as Temporal's TypeScript SDK takes them, checked before a timer or a timeout is made of them. */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';

const pattern = /^\d+(\.\d+)? ?(ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)$/;

/**
 * A duration: `'30 seconds'`, `'2 days'`, `'1h'`, or a number of milliseconds.
 * Typed as a number or a template of digits and unit, so that it fits Temporal's own `Duration`.
 */
export const durationSchema = lazy(() =>
  z.union(
    [
      z.number().int().positive(),
      z.custom<`${number} ${DurationUnit}` | `${number}${DurationUnit}`>(
        (value) => typeof value === 'string' && pattern.test(value) && parseFloat(value) > 0,
      ),
    ],
    'must be a duration above zero such as "30 seconds", "2 days" or a number of milliseconds',
  ),
);

type DurationUnit =
  | 'ms'
  | 's' | 'sec' | 'secs' | 'second' | 'seconds'
  | 'm' | 'min' | 'mins' | 'minute' | 'minutes'
  | 'h' | 'hr' | 'hrs' | 'hour' | 'hours'
  | 'd' | 'day' | 'days'
  | 'w' | 'week' | 'weeks'; // prettier-ignore

export type DurationInput = z.input<typeof durationSchema>;
