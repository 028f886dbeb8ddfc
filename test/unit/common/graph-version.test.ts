import { describe, expect, test } from '@jest/globals';
import { defaultGraphVersion, graphVersionEnds, lifeOfVersion } from '../../../src/common/graph-version.js';

const on = (day: string): number => Date.parse(`${day}T12:00:00Z`);

describe('the life of a version of the Graph API', () => {
  test.each([
    ['v25.0', '2026-11-30', { kind: 'lives', endsOn: '2028-07-29', daysLeft: 608 }],
    ['v21.0', '2027-01-21', { kind: 'lives', endsOn: '2027-01-21', daysLeft: 1 }],
    ['v21.0', '2027-01-22', { kind: 'ended', endedOn: '2027-01-21' }],
    ['v26.0', '2030-01-01', { kind: 'lives' }],
    ['v9.0', '2026-11-30', { kind: 'ended' }],
    ['v27.0', '2026-11-30', { kind: 'unknown' }],
  ])('%s on %s', (version, day, life) => expect(lifeOfVersion(version, on(day))).toEqual(life));
});

test('the table is in order, and has the version of every request', () => {
  const ends = Object.values(graphVersionEnds);
  expect(ends.slice(0, -1)).toEqual(ends.slice(0, -1).toSorted());
  expect(ends.at(-1)).toBeUndefined();
  expect(graphVersionEnds).toHaveProperty([defaultGraphVersion]);
});
