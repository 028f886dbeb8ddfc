import { expect, test } from '@jest/globals';
import { listUserIds, plainUserId } from '../../../../src/common/ids/user-ids.js';

test.each([
  ['+49 (170) 123-4567', '491701234567'],
  ['491701234567', '491701234567'],
  ['US.13491208655302741918', 'US.13491208655302741918'],
  ['US.ENT.11815799212886844830', 'US.ENT.11815799212886844830'],
])('%j is %j', (written, id) => {
  expect(plainUserId(written)).toBe(id);
});

test('every id of a user is listed once', () => {
  const user = { userId: 'US.1', parentUserId: 'US.ENT.2', waId: '49170', phone: '+49 170', name: 'Ann' };
  expect(listUserIds(user)).toEqual(['US.1', 'US.ENT.2', '49170']);
  expect(listUserIds({ phone: '' })).toEqual([]);
});
