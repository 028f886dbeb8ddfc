/** Unions told apart by their `type`: the one schema that fits is run, so problems have the path of the wrong member. */
import { z } from 'zod';
import { delegate, type TransformContext } from './delegate.js';

type SchemaTable = Record<string, z.ZodType>;

export interface ByTypeOptions {
  /** What carries the type, for the wording of problems: "a message", "a component". */
  what: string;
  /** The type of an object that has none. @default none: `type` is required */
  defaultType?: (value: Record<string, unknown>) => string | undefined;
  /** Lets objects of other types pass unchanged. @default false */
  open?: boolean;
}

function refuse(context: TransformContext, message: string, input: unknown, path: string[] = []): never {
  context.issues.push({ code: 'custom', message, input, path });
  return z.NEVER;
}

let compiling = false;

/**
 * From now on the schema of each type is compiled when it is first used. For processes that check many messages: compiling takes
 * as long as a hundred checks. Not for workflows, whose sandbox loads these schemas anew for each workflow and should run no generated code.
 */
export function compileKindsOnUse(): void {
  compiling = true;
}

function compilable(schema: z.ZodType): () => z.ZodType {
  let compiled: z.ZodType | undefined;
  return () => (compiling ? (compiled ??= z.compile(schema)) : schema);
}

/**
 * A union of the table's schemas, by the name under which each stands. Upper-case types, which Meta takes too, come out in
 * lower case.
 */
export function byType<Table extends SchemaTable>(
  table: Table,
  { what, defaultType, open = false }: ByTypeOptions,
): z.ZodType<z.output<Table[keyof Table]>, z.input<Table[keyof Table]>> {
  const schemas = new Map(Object.entries(table).map(([type, schema]) => [type, compilable(schema)]));
  const known = [...schemas.keys()].join(', ');
  const schema = z.transform((value: unknown, context): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return refuse(context, `must be ${value === undefined ? 'set: ' : ''}${what} with a "type"`, value);
    }
    const members = value as Record<string, unknown>;
    const given = members['type'] ?? defaultType?.(members);
    if (given === undefined) return refuse(context, `must be set: one of ${known}`, given, ['type']);
    if (typeof given !== 'string') return refuse(context, `must be a text: one of ${known}`, given, ['type']);
    const type = given.toLowerCase();
    const match = schemas.get(type);
    if (match) return delegate(match(), members['type'] === type ? members : { ...members, type }, context);
    return open ? members : refuse(context, `must be one of ${known}`, given, ['type']);
  });
  return schema as unknown as z.ZodType<z.output<Table[keyof Table]>, z.input<Table[keyof Table]>>;
}
