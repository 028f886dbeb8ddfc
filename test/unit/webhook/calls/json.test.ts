import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { jsonBytesAtMost, maxJsonDepth, parseJson, writeJson } from '../../../../src/webhook/calls/json.js';

const deep = (levels: number, open = '[', close = ']'): string => open.repeat(levels) + '1' + close.repeat(levels);

describe('parsing', () => {
  test.each(['null', 'false', '0', '""', '[]', '{"a":"ü😀"}'])('takes every JSON: %s', (text) => {
    expect(parseJson(Buffer.from(text))).toEqual({ value: JSON.parse(text) });
  });

  test.each(['', '{', 'undefined', "{'a':1}", '\u{feff}[]'])('takes nothing else: %j', (text) => {
    expect(parseJson(Buffer.from(text))).toBeUndefined();
  });

  test('takes no JSON that is not UTF-8, whose texts would be read wrongly', () => {
    expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  test('reads a view into a larger buffer', () => {
    expect(parseJson(new Uint8Array(Buffer.from('xx[7]yy')).subarray(2, 5))).toEqual({ value: [7] });
  });
});

describe('the upper bound of a length', () => {
  test('is never below the length, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(jsonBytesAtMost(value)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  test.each(['\u0000'.repeat(100), '"'.repeat(100), '😀'.repeat(100), '\ud800'.repeat(100), 'ü€'.repeat(100)])(
    'holds for texts that grow as JSON: %j',
    (text) => {
      const value = { [text]: [text] };
      expect(jsonBytesAtMost(value)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)));
    },
  );

  test('holds for numbers that are written longest', () => {
    const numbers = [-Number.MAX_VALUE, -Number.MIN_VALUE, -1.2345678901234567e-300, -123456789012345680000, 0.1 + 0.2];
    expect(jsonBytesAtMost(numbers)).toBeGreaterThanOrEqual(JSON.stringify(numbers).length);
  });

  test.each(['[]', '{"a":}'])('is infinite beyond the greatest depth, of %s', (brackets) => {
    const [open, close] = brackets === '[]' ? ['[', ']'] : ['{"a":', '}'];
    expect(jsonBytesAtMost(JSON.parse(deep(maxJsonDepth, open, close)))).toBeLessThan(Infinity);
    expect(jsonBytesAtMost(JSON.parse(deep(maxJsonDepth + 1, open, close)))).toBe(Infinity);
    expect(jsonBytesAtMost(JSON.parse(deep(200_000, open, close)))).toBe(Infinity);
  });
});

describe('writing', () => {
  test('gives what JSON.stringify gives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(writeJson(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 200 },
    );
  });

  test('gives the same for whatever is nested too deeply for it', () => {
    const levels = 10_000;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = deep(levels).replace('1', JSON.stringify(value).replaceAll('$', '$$$$'));
        expect(writeJson(JSON.parse(text)) === text).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('gives the same when the value is nested too deeply for it', () => {
    const text = `{"first":[1,"\\"",null],"deep":${deep(100_000, '[[],{"a":', '},{}]')},"__proto__":{"last":true}}`;
    expect(writeJson(JSON.parse(text))).toBe(text);
  });
});
