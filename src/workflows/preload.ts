/**
 * Evaluated once for a whole worker, by Temporal's `preloadModules`, instead of once for each workflow: loading zod takes 4 ms of
 * CPU and most of a small workflow's memory.
 *
 * What is preloaded is frozen afterwards. A zod class finishes its prototype when its first schema is made, and a schema when it
 * is first used, so each class that the library's schemas are made of is used here, for a value that fits and one that does not.
 */
import { z } from 'zod';

// Each workflow makes its own schemas and uses them once: compiling them to code first takes longer than it saves.
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

/** Referred to by nobody: what it holds keeps the bundler from leaving zod's own index out. */
export const preloaded: readonly unknown[] = [z, ...schemas];

for (const schema of schemas) {
  for (const value of ['text', 'x', 1, false, null, undefined, ['text'], { text: 'text' }, { text: 1, other: 1 }]) {
    schema.safeParse(value, { reportInput: true });
  }
}
