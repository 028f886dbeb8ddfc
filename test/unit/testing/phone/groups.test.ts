import { expect, test } from '@jest/globals';
import { describeGroups } from '../../../../src/testing/phone/groups.js';

const group = (id: string, ...users: string[]) => ({
  id,
  phoneNumberId: '1',
  subject: `Subject of ${id}`,
  isSuspended: false,
  participants: users.map((userId) => ({ userId })),
});

test('a failure of a phone tells of the groups that its user is in, and of no others', () => {
  const groups = [group('a', 'DE.1', 'DE.2'), group('b', 'DE.2'), group('c', 'DE.1')];
  expect(describeGroups(groups, ['4917', 'DE.1'])).toEqual([
    'The phone shows private messages only, and the user is in a (Subject of a), c (Subject of c): what went there is ' +
      'in kit.emulator.messages({ to: groupId }).',
  ]);
  expect(describeGroups(groups, ['DE.3'])).toEqual([]);
});
