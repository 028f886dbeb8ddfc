/** JSON Schema of what a schema takes, where zod sees only a transform. */
import { z } from 'zod';

/** A JSON Schema, as `z.toJSONSchema` makes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of a schema's input, as a part of another. */
export function inputJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _dialect, ...part } = z.toJSONSchema(schema, { io: 'input' });
  return part;
}

/**
 * Tells `z.toJSONSchema` what a transform takes. zod asks without saying for which side, so the answer is always that
 * of the input.
 */
export function describeInput(schema: z.ZodType, describe: () => JsonSchema): void {
  schema._zod.toJSONSchema = describe;
}

/**
 * A copy of a schema with one more check. The copy that zod's own `superRefine` makes would lose {@link describeInput}.
 */
export function refine<Schema extends z.ZodType>(
  schema: Schema,
  check: (value: z.output<Schema>, context: z.core.$RefinementCtx<z.output<Schema>>) => void,
): Schema {
  const refined = schema.superRefine(check);
  describeInput(refined, () => inputJsonSchema(schema));
  // zod looks for the JSON Schema of a parent that it has not made when a copy describes itself.
  delete refined._zod.parent;
  return refined;
}
