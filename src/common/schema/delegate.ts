/** One schema inside the transform of another. */
import { z } from 'zod';

/** What a transform adds its problems to. */
export type TransformContext = z.core.$RefinementCtx;

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

/**
 * Runs `schema` on `value` inside a transform, so that its problems become problems of the outer schema. The value of
 * each problem is looked up afterwards: asking zod for it would more than double the time of every message that is
 * right.
 */
export function delegate(schema: z.ZodType, value: unknown, context: TransformContext): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    context.issues.push({ ...issue, input: valueAt(value, issue.path) } as z.core.$ZodRawIssue);
  }
  return z.NEVER;
}
