import { InvalidInputError } from '../../../../src/common/failures.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';
import type { z } from 'zod';

/** A text of that many characters. */
export const of = (length: number): string => 'x'.repeat(length);

export const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A body that is short enough for every interactive message. */
export const body = { text: 'Hello' };

export const interactive = (content: object): object => ({ type: 'interactive', interactive: content });

/** What a schema finds wrong, as `path: message`. */
export function findProblems(schema: z.ZodType, value: unknown): string[] {
  try {
    parseInput(schema, value, 'send');
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}
