/**
 * Temporal's `preloadModules` evaluates this file once for a whole worker, instead of once for each workflow. Without
 * it a text message costs about 10 ms of CPU more in each workflow, and each cached workflow 0.6 to 0.9 MB of memory.
 *
 * Temporal deep-freezes preloaded modules. The library's schemas do not exist yet at that moment (see lazy.ts). Zod's
 * classes do, and some finish their prototype on first use. So each class that the schemas are made of is used once
 * here.
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

/**
 * Zod sets `lastIndex` of its shared regular expressions, which a frozen one refuses. Temporal leaves an object alone
 * that throws while it is being frozen. So `z.email()` and the other formats go on working in workflows of an
 * application.
 */
for (const pattern of Object.values(z.core.regexes)) {
  if (!(pattern instanceof RegExp)) continue;
  Object.defineProperty(pattern, Symbol('not to be frozen'), {
    get: () => {
      throw new TypeError('zod changes this regular expression, so it must not be frozen');
    },
  });
}

/** Nobody refers to this. It keeps the bundler from leaving zod's own index and the inputs out. */
export const preloaded: readonly unknown[] = [z, inputs, ...schemas];

for (const schema of schemas) {
  for (const value of ['text', 'x', 1, false, null, undefined, ['text'], { text: 'text' }, { text: 1, other: 1 }]) {
    schema.safeParse(value, { reportInput: true });
  }
}
