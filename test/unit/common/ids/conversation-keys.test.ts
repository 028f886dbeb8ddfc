import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { listConversationKeys } from '../../../../src/common/ids/conversation-keys.js';
import { conversationKeys } from '../../../../src/id-keys/conversation-keys.js';

const user = { parentUserId: 'P.1', phone: '4915', waId: '4915', userId: 'US.1' };

test('lists the ids of a user, the preferred one first, each once', () => {
  expect(listConversationKeys(user)).toEqual(['US.1', '4915', 'P.1']);
  expect(listConversationKeys({ waId: 'has a space', phone: '' })).toEqual([]);
});

test('cuts the HMAC of each to a key', () => {
  const hmac = (id: string): string => `${id}-`.repeat(20);
  const [key] = listConversationKeys({ waId: '4915' }, hmac);
  expect(key).toBe(`h1-${hmac('4915').slice(0, 32)}`);
});

test('are the keys that the receiver makes', () => {
  const idKey = 'a key of sixteen characters';
  const hmac = (id: string): string => createHmac('sha256', idKey).update(id).digest('base64url');
  expect(listConversationKeys(user, hmac)).toEqual(conversationKeys(user, idKey));
});
