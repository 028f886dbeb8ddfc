/** Building blocks of the message schemas, with messages that name the limit. */
import { z } from 'zod';

/** Wording for a member that is absent or of the wrong type. */
export function mustBe(expected: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => (input === undefined || input === null ? `must be set: ${expected}` : `must be ${expected}`),
  };
}

/** An object. Members that it does not list pass through unchanged, so that what Meta adds can be sent at once. */
export function object<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$loose> {
  return z.looseObject(shape, mustBe('an object'));
}

/** Code points: Meta does not say how it counts, and this is the most generous of the ways it could. */
function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  if (text.length > 2 * limit) return true;
  let codePoints = 0;
  for (const _ of text) codePoints += 1;
  return codePoints > limit;
}

/** A text that may be empty. */
export function textUpTo(limit: number): z.ZodString {
  const fits = z.refine<string>((value) => !isLongerThan(value, limit), `must be at most ${limit} characters`);
  // JSON Schema counts in code points, too.
  fits._zod.onattach.push(({ _zod }) => (_zod.bag['maximum'] = limit));
  return z.string(mustBe('a text')).check(fits);
}

/** A text of at least one character. */
export function filledUpTo(limit: number): z.ZodString {
  return textUpTo(limit).min(1, 'must not be empty');
}

/** A text of at least one character for which Meta names no limit. */
export function filled(expected = 'a text'): z.ZodString {
  return z.string(mustBe(expected)).min(1, 'must not be empty');
}

/** A whole number from `min` to `max`. */
export function wholeNumber({ min, max }: { min: number; max: number }): z.ZodNumber {
  const range = `a whole number from ${min} to ${max}`;
  return z.int(mustBe(range)).min(min, `must be ${range}`).max(max, `must be ${range}`);
}

const decimal = /^[+-]?\d+(\.\d+)?$/;

/**
 * A number from `min` to `max`. Meta's pages write such numbers as numbers or as strings; both pass through as they
 * are.
 */
export function numeric(
  expected: string,
  { min, max, whole = false }: { min: number; max: number; whole?: boolean },
): z.ZodUnion<readonly [z.ZodNumber, z.ZodString]> {
  const isValid = (value: number | string): boolean => {
    if (typeof value === 'string' && !decimal.test(value)) return false;
    const number = Number(value);
    return number >= min && number <= max && (!whole || Number.isInteger(number));
  };
  return z.union([z.number(), z.string()], mustBe(expected)).refine(isValid, `must be ${expected}`);
}

/** A list of `min` to `max` items; `noun` is their plural. */
export function array<Item extends z.ZodType>(
  item: Item,
  noun: string,
  { min = 1, max }: { min?: number; max?: number } = {},
): z.ZodArray<Item> {
  const list = z
    .array(item, mustBe(`a list of ${noun}`))
    .min(min, min === 1 ? 'must not be empty' : `must have at least ${min} ${noun}`);
  return max === undefined ? list : list.max(max, `must have at most ${max} ${noun}`);
}

/** A URL that begins with `http://` or `https://`. */
export function httpUrl(): z.ZodString {
  return z.string(mustBe('an http(s) URL')).regex(/^https?:\/\/\S+$/i, 'must be an http(s) URL');
}

/** A member that this kind of message cannot have. */
export function absent(reason: string): z.ZodOptional<z.ZodNull> {
  return z.null(`must not be set: ${reason}`).optional();
}

/** Reports every value that an earlier one repeats. */
export function requireUnique(
  values: readonly (string | undefined)[],
  report: (index: number, message: string) => void,
): void {
  const firstIndex = new Map<string, number>();
  values.forEach((value, index) => {
    if (value === undefined) return;
    const first = firstIndex.get(value);
    if (first === undefined) firstIndex.set(value, index);
    else report(index, `must be unique: number ${first + 1} is the same`);
  });
}
