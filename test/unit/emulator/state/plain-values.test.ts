import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromPlain, toPlain } from '../../../../src/emulator/state-file/plain-values.js';

/** Names as users may give them, those of the marks among them. */
const name = fc.oneof(fc.string(), fc.constantFrom('$map', '$number', '$plain', '$other', '__proto__'));

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer(), fc.constantFrom('Infinity', 'NaN')),
    fc.constantFrom(Infinity, -Infinity, NaN),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));

const throughJson = (value: unknown): unknown => fromPlain(JSON.parse(JSON.stringify(toPlain(value))));

describe('a value of a state file', () => {
  test('comes back as it was, whatever its names', () => {
    fc.assert(
      fc.property(anyValue, (value) => expect(throughJson(value)).toEqual(value)),
      { numRuns: 2000 },
    );
  });

  test.each([{ $map: [1] }, { $number: 'Infinity' }, { $plain: { $map: [] } }, [{ $map: 'a' }], { a: { $: 1 } }])(
    '%j is taken for no mark',
    (value) => expect(throughJson(value)).toEqual(value),
  );

  test('marks of files that were written before are read', () => {
    expect(fromPlain({ $map: [['a', { $number: 'Infinity' }]] })).toEqual(new Map([['a', Infinity]]));
  });
});
