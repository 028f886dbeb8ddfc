import { describe, expect, test } from '@jest/globals';
import { isSameParticipant, nameParticipant } from '../../../../src/workflows/questions/participant.js';

describe('two participants are the same', () => {
  test.each([
    ['by one of their ids', { userId: 'US.1', waId: '1' }, { phone: '1' }, true],
    ['not by a name', { waId: '1', name: 'Ada' }, { waId: '2', name: 'Ada' }, false],
    [
      'not by the parent beside another id',
      { userId: 'US.1', parentUserId: 'P' },
      { userId: 'US.2', parentUserId: 'P' },
      false,
    ],
    ['by the parent, when it is all that is known', { parentUserId: 'P' }, { parentUserId: 'P' }, true],
    ['when nothing is known of both', {}, undefined, true],
    ['not when nothing is known of one', { waId: '1' }, {}, false],
  ])('%s', (_, one, other, expected) => {
    expect([isSameParticipant(one, other), isSameParticipant(other, one)]).toEqual([expected, expected]);
  });
});

test.each([
  [{ waId: '1', name: 'Ada', username: 'ada' }, 'Ada'],
  [{ waId: '1', username: 'ada' }, 'ada'],
  [{ waId: '1' }, '1'],
  [{}, undefined],
  [undefined, undefined],
  [{ name: 'x'.repeat(200) }, 'x'.repeat(100)],
])('%j is called %p', (participant, name) => {
  expect(nameParticipant(participant)).toBe(name);
});
