/** An optional member whose schema is made only for input that has it: most inputs have few of theirs. See lazy.ts. */
import { z } from 'zod';
import { delegate } from './delegate.js';
import { describeInput, inputJsonSchema } from './json-schema.js';

/** The same as `make().optional()`, without what only a schema's own methods are for. */
export function ifGiven<Schema extends z.ZodType>(make: () => Schema): z.ZodOptional<Schema> {
  let made: Schema | undefined;
  const schema = (): Schema => (made ??= make());
  const checked = z.transform((value: unknown, context): unknown =>
    value === undefined ? undefined : delegate(schema(), value, context),
  );
  Object.assign(checked._zod, { optin: 'optional', optout: 'optional' });
  describeInput(checked, () => inputJsonSchema(schema()));
  return checked as unknown as z.ZodOptional<Schema>;
}
