/** Ties a schema to the hand-written interface of what it checks. */
import type { z } from 'zod';

/**
 * A schema of what `Input` describes. It is named, so that declarations and hovers show the interface and not the parts
 * of the schema.
 */
export interface SchemaFor<Input, Output = Input> extends z.ZodType<Output, Input> {}

/** The names of a type's members, without an index signature. */
type Named<Value> = keyof { [Name in keyof Value as string extends Name ? never : Name]: never };

/**
 * A type as an interface can write it. Objects with named members lose the index signature by which zod lets unlisted
 * members pass; records keep theirs.
 */
type Listed<Value> = Value extends readonly (infer Item)[]
  ? Listed<Item>[]
  : Value extends object
    ? [Named<Value>] extends [never]
      ? { [Name in keyof Value]: Listed<Value[Name]> }
      : { [Name in keyof Value as string extends Name ? never : Name]: Listed<Value[Name]> }
    : Value;

/**
 * Whether two types are the same, optional members included. Types that can merely be assigned to each other are not.
 */
type Same<One, Other> =
  (<Probe>() => Probe extends One ? 1 : 2) extends <Probe>() => Probe extends Other ? 1 : 2 ? true : false;

/** The names of the members in which two types differ, or what to say when no single member is to blame. */
type Difference<One, Other> = [DifferingName<One, Other>] extends [never]
  ? 'the whole'
  : `the member "${DifferingName<One, Other> & string}"`;

type DifferingName<One, Other> = [One | Other] extends [Plain]
  ? never
  : {
      [Name in keyof One | keyof Other]: Same<Member<One, Name>, Member<Other, Name>> extends true ? never : Name;
    }[keyof One | keyof Other];

type Plain = string | number | boolean | null | undefined | readonly unknown[];
type Member<Value, Name> = Name extends keyof Value ? Pick<Value, Name> : undefined;

/** Nothing when both types agree; otherwise a member that no schema has, so that the error names the difference. */
type Check<Side extends string, Schema, Interface> =
  Same<Schema, Interface> extends true
    ? unknown
    : { [Message in `${Side}: schema and interface differ in ${Difference<Schema, Interface>}`]: never };

/**
 * Declares that a schema checks what an interface describes. The compiler refuses a member that only one of the two
 * has, and a member whose type or whose `?` differs. At run time the schema comes back as it is.
 *
 * @example
 * interface Pin { message_id: string; expiration_days?: number | null | undefined }
 * const pinSchema = schemaFor<Pin>()(object({ message_id: filled(), expiration_days: z.int().nullish() }));
 */
export function schemaFor<Input, Output = Input>(): <Schema extends z.ZodType>(
  schema: Schema &
    Check<'input', Listed<z.input<Schema>>, Listed<Input>> &
    Check<'output', Listed<z.output<Schema>>, Listed<Output>>,
) => SchemaFor<Input, Output> {
  return (schema) => schema as unknown as SchemaFor<Input, Output>;
}
