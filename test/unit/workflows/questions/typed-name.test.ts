import { expect, test } from '@jest/globals';
import { findByName, plain } from '../../../../src/workflows/questions/typed-name.js';
import { cpuMs } from '../../../helpers/cpu-time.js';

test('plain text', () => {
  expect(['Ça va?', '  ÉTÉ  ', '«Oui»', 'ＦＵＬＬ', '👍', 'a\n b', '2️⃣'].map(plain)).toEqual([
    'ça va',
    'été',
    'oui',
    'full',
    '👍',
    'a b',
    '2',
  ]);
});

test.each([
  ['!'.repeat(400_000) + 'x', 400_001],
  ['x' + ' ! '.repeat(200_000), 1],
  ['“ „'.repeat(100_000) + 'x', 1],
])('a long text of marks is read at once', (written, length) => {
  expect(cpuMs(() => expect(plain(written)).toHaveLength(length))).toBeLessThan(1_000);
});

test('a long text of accents is compared at once', () => {
  const written = 'e\u0301'.repeat(100_000) + '\u0301'.repeat(100_000);
  const find = (): unknown => findByName(['yes', 'no'], written, (name) => [name]);
  expect(cpuMs(() => expect(find()).toBeUndefined())).toBeLessThan(1_000);
});
