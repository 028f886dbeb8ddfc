/**
 * Evaluated once for a whole worker, by Temporal's `preloadModules`, instead of once for each workflow: loading zod takes 4 ms of
 * CPU and most of a small workflow's memory, and making the schemas of one text message 3 ms.
 *
 * What is preloaded is frozen afterwards. The library's schemas are lazy, which spares them that; zod itself is not spared. One of its
 * classes finishes its prototype when its first schema is made, and a schema when it is first used, so each class that the library's
 * schemas are made of is used here, for a value that fits and one that does not.
 */
import { z } from 'zod';
import * as inputs from '../common/inputs/index.js';

// Compiling schemas to code is not for the sandbox, which should run no generated code.
z.config({ jitless: true });

const text = z
  .string()
  .min(1)
  .max(9)
  .regex(/t/)
  .refine((value) => value !== '', 'must not be empty');
const number = z.number().int().min(1).max(9).positive();

const schemas: readonly z.ZodType[] = [
  text,
  number,
  z.int().min(1).max(9),
  z.boolean().nullish(),
  z.literal('text').default('text'),
  z.enum(['text']).optional(),
  z.null(),
  z.json(),
  z.unknown(),
  z.custom((value) => value === 'text'),
  z.array(text).min(1).max(2),
  z.record(z.string(), z.unknown()),
  z.partialRecord(z.enum(['text']), text),
  z.union([number, text, z.literal(false)]),
  z.object({ text }).partial(),
  z.looseObject({ text, more: text.nullable() }).superRefine(() => undefined),
  z.strictObject({ text }).refine(() => true, { path: ['text'] }),
  z.transform((value) => value),
  z
    .string()
    .transform((value) => value.trim())
    .pipe(text),
];

/** Referred to by nobody: what it holds keeps the bundler from leaving zod's own index and the inputs out. */
export const preloaded: readonly unknown[] = [z, inputs, ...schemas];

for (const schema of schemas) {
  for (const value of ['text', 'x', 1, false, null, undefined, ['text'], { text: 'text' }, { text: 1, other: 1 }]) {
    schema.safeParse(value, { reportInput: true });
  }
}
