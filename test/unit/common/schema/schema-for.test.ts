import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ifGiven } from '../../../../src/common/schema/if-given.js';
import { lazy } from '../../../../src/common/schema/lazy.js';
import { schemaFor, type SchemaFor } from '../../../../src/common/schema/schema-for.js';

interface Pin {
  id: string;
  days?: number | null | undefined;
  tags: readonly string[];
  more: Record<string, unknown>;
}

const id = z.string();
const days = z.int().nullish();
const tags = z.array(z.string());
const more = z.record(z.string(), z.unknown());

// The compiler is the test: a directive that is not needed is an error of `npm run typecheck`.
describe('schemaFor', () => {
  test('takes a schema that agrees with its interface, and gives it back', () => {
    const schema = z.looseObject({ id, days, tags, more });
    const typed: SchemaFor<Pin> = schemaFor<Pin>()(schema);
    expect(typed).toBe(schema);
    schemaFor<Pin>()(lazy(() => z.strictObject({ id, days, tags, more }).refine(() => true)));
    schemaFor<{ pins: readonly Pin[]; first?: Pin | undefined }>()(
      z.object({ pins: z.array(typed).min(1), first: ifGiven(() => z.looseObject({ id, days, tags, more })) }),
    );
    schemaFor<Pin | string>()(z.union([typed, z.string()]));
    schemaFor<{ to: string | number }, { to: string }>()(
      z.object({ to: z.union([z.string(), z.number()]).transform(String) }),
    );
  });

  test('refuses a member that only the interface has', () => {
    // @ts-expect-error -- `days` is missing
    schemaFor<Pin>()(z.looseObject({ id, tags, more }));
    // @ts-expect-error -- `id` is missing
    schemaFor<Pin>()(z.looseObject({ days, tags, more }));
  });

  test('refuses a member that only the schema has', () => {
    // @ts-expect-error -- `title` is not in the interface
    schemaFor<Pin>()(z.looseObject({ id, days, tags, more, title: z.string() }));
    // @ts-expect-error -- `title` is not in the interface
    schemaFor<Pin>()(z.looseObject({ id, days, tags, more, title: z.string().optional() }));
  });

  test('refuses another type', () => {
    // @ts-expect-error -- `id` is a text
    schemaFor<Pin>()(z.looseObject({ id: z.number(), days, tags, more }));
    // @ts-expect-error -- `days` may be null
    schemaFor<Pin>()(z.looseObject({ id, days: z.int().optional(), tags, more }));
    // @ts-expect-error -- `tags` are texts
    schemaFor<Pin>()(z.looseObject({ id, days, tags: z.array(z.literal('a')), more }));
    // @ts-expect-error -- the whole is a text
    schemaFor<string>()(z.number());
  });

  test('refuses another optionality', () => {
    // @ts-expect-error -- `id` is required
    schemaFor<Pin>()(z.looseObject({ id: id.optional(), days, tags, more }));
    // @ts-expect-error -- `days` is optional
    schemaFor<Pin>()(z.looseObject({ id, days: z.int().nullable(), tags, more }));
    // @ts-expect-error -- `days` has to be there in the interface, but may be undefined
    schemaFor<{ days: number | null | undefined }>()(z.looseObject({ days }));
  });

  test('looks into members, lists and unions', () => {
    const pin = z.looseObject({ id, days, tags, more });
    // @ts-expect-error -- the schema's inner object has `title`, too
    schemaFor<{ pin: Pin }>()(z.looseObject({ pin: pin.extend({ title: z.string().optional() }) }));
    // @ts-expect-error -- the items are texts
    schemaFor<{ pins: readonly string[] }>()(z.looseObject({ pins: z.array(pin) }));
    // @ts-expect-error -- the second kind differs
    schemaFor<{ a: string } | { b: string }>()(z.union([z.object({ a: id }), z.object({ c: id })]));
  });

  test('tells input and output apart', () => {
    // @ts-expect-error -- the output is a text
    schemaFor<{ to: string | number }>()(z.object({ to: z.union([z.string(), z.number()]).transform(String) }));
    // @ts-expect-error -- the input may be without
    schemaFor<{ id: string }>()(z.object({ id: id.default('x') }));
  });
});
