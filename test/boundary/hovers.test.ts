import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { hoverLimits, longestHovers, readHovers, undocumented, type EntryHovers } from '../../scripts/hovers.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { exports: object };
const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
const limits = hoverLimits(root);

// `node scripts/list-hovers.mjs` prints all; scripts/hover-limits.json says how many are left, and may only fall.
describe('an editor shows of', () => {
  let read: EntryHovers[];
  beforeAll(() => {
    read = readHovers(root);
  }, 120_000);

  test.each(entries)('%s what every exported name and member is', (entry) => {
    const found = read.find((one) => one.entry === entry);
    expect(found?.hovers.length).toBeGreaterThan(0);
    const missing = found ? undocumented(found) : [];
    const allowed = limits.undocumented[entry] ?? 0;
    expect(missing.length > allowed ? missing : []).toEqual([]);
  });

  test('every name and member a type that can be read', () => {
    const tooLong = longestHovers(read).filter(({ length }) => length > limits.longest);
    expect(tooLong.map(({ length, text }) => `${text}: ${length} characters`)).toEqual([]);
  });
});
