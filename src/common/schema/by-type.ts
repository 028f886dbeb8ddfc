/**
 * Unions told apart by their `type`: the one schema that fits is run, so problems have the path of the wrong member.
 */
import { z } from 'zod';
import { delegate, type TransformContext } from './delegate.js';
import { describeInput, inputJsonSchema, type JsonSchema } from './json-schema.js';

type SchemaTable = Record<string, z.ZodType>;

/** How a union is worded, and what it lets pass. */
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

/** One schema for each type; an open union also takes objects of any other type. */
function unionJsonSchema(schemas: ReadonlyMap<string, z.ZodType>, open: boolean): JsonSchema {
  const listed = [...schemas.values()].map((schema) => inputJsonSchema(schema));
  const type: JsonSchema = { type: 'string', not: { enum: [...schemas.keys()] } };
  const others: JsonSchema = { type: 'object', properties: { type }, required: ['type'] };
  return { anyOf: open ? [...listed, others] : listed };
}

/**
 * A union of the table's schemas, by the name under which each stands. Upper-case types, which Meta takes too, come out
 * in lower case.
 */
export function byType<Table extends SchemaTable>(
  table: Table,
  { what, defaultType, open = false }: ByTypeOptions,
): z.ZodType<z.output<Table[keyof Table]>, z.input<Table[keyof Table]>> {
  const schemas = new Map(Object.entries(table));
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
    if (match) return delegate(match, members['type'] === type ? members : { ...members, type }, context);
    return open ? members : refuse(context, `must be one of ${known}`, given, ['type']);
  });
  describeInput(schema, () => unionJsonSchema(schemas, open));
  return schema as unknown as z.ZodType<z.output<Table[keyof Table]>, z.input<Table[keyof Table]>>;
}
