import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { parseExactJson } from '../../../src/common/exact-json.js';
import { cpuMs } from '../../helpers/cpu-time.js';

/** 15 to 20 digits, and more. */
const digits = fc.stringMatching(/^[1-9]\d{14,29}$/);
/** A whole number that is to be written as a number. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
const leaf = fc.oneof(
  digits.map((text) => new Digits(text)),
  digits.map((text) => new Digits(`-${text}`)),
  fc.string({ unit: fc.constantFrom(...'0123456789012345678",:[]{}\\ -.e'), maxLength: 60 }),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.integer(),
  fc.constantFrom(null, true, false, '24321198117479899, ', '\\', '\\"12345678901234567890'),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.string(), digits, fc.constant('__proto__')), tie('tree'), { maxKeys: 5 }),
  ),
}));
const space = fc.constantFrom('', ' ', '\n\t ', '\r\n');

/** JSON with its numbers as they are given, and white space wherever it may be. */
function write(value: unknown, gap: string): string {
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) return `[${gap}${value.map((item) => write(item, gap)).join(`${gap},${gap}`)}${gap}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => {
    return `${JSON.stringify(key)}${gap}:${gap}${write(member, gap)}`;
  });
  return `{${gap}${members.join(`${gap},${gap}`)}${gap}}`;
}

/** What stands in the JSON, each number by its digits. */
function expected(value: unknown): unknown {
  if (value instanceof Digits) return String(Number(value.text)) === value.text ? Number(value.text) : value.text;
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expected(member)]));
}

describe('whole numbers keep their digits', () => {
  test('at any depth, beside any texts, and nothing else changes', () => {
    const property = fc.property(tree, space, (value, gap) => {
      expect(parseExactJson(gap + write(value, gap) + gap)).toEqual(expected(value));
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test.each<[string, unknown]>([
    ['24321198117479899', '24321198117479899'],
    ['-24321198117479899', '-24321198117479899'],
    [' 24321198117479899\n', '24321198117479899'],
    ['9007199254740993', '9007199254740993'],
    ['1152921504606846976', '1152921504606846976'],
    ['100000000000000000000000', '100000000000000000000000'],
  ])('as text: %s', (text, value) => {
    expect(parseExactJson(text)).toBe(value);
  });

  test.each(['9007199254740991', '24321198117479900', '-1234567890123456', '106540352242922', '0', '-0'])(
    'as a number that gives them back: %s',
    (text) => {
      expect(parseExactJson(text)).toBe(Number(text));
    },
  );

  test.each(['0.12345678901234567890', '12345678901234567890.5', '1234567890123456789e3', '1e-1234567890123456789'])(
    'and those that are not whole stay numbers: %s',
    (text) => {
      expect(parseExactJson(`[${text}, 1]`)).toEqual([Number(text), 1]);
    },
  );
});

test.each(['', '{', '{12345678901234567890:1}', '[012345678901234567890]', '[+12345678901234567890]', "'1'"])(
  'what is no JSON is refused, as JSON.parse refuses it: %j',
  (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  },
);

describe('the largest body costs little more than JSON.parse', () => {
  const size = 3 * 1024 * 1024;
  const long = '24321198117479899';
  test.each<[string, string]>([
    ['of texts', `["${'","'.repeat(size / 3)}",${long}]`],
    ['of escapes', `["${'\\"'.repeat(size / 2)}",${long}]`],
    ['of backslashes', `["${'\\\\'.repeat(size / 2)}",${long}]`],
    ['of short numbers', `[${'1,'.repeat(size / 2)}${long}]`],
    ['of long numbers', `[${`${long},`.repeat(size / 18)}1]`],
    ['of long fractions', `[${`0.${long},`.repeat(size / 20)}1]`],
    ['of one number', '9'.repeat(size)],
    ['of one fraction', `${'9'.repeat(size)}.5`],
    ['of white space', `[${' '.repeat(size)}${long}]`],
  ])('%s', (_what, text) => {
    expect(cpuMs(() => parseExactJson(text))).toBeLessThan(2_000);
  });
});
