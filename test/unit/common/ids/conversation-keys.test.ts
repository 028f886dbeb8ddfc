import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isUsableId, usableIdPattern } from '../../../../src/common/ids/workflow-ids.js';
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

test('hold the ids that the pattern of workflow inputs takes, and no other', () => {
  const edges = ['', '!', '~', ' ', '\u007f', 'é', 'US.1\n', 'x'.repeat(200), 'x'.repeat(201)];
  const ids = fc.oneof(fc.string({ maxLength: 220 }), fc.string({ unit: 'binary' }), fc.constantFrom(...edges));
  fc.assert(fc.property(ids, (id) => expect(isUsableId(id)).toBe(usableIdPattern.test(id))));
  for (const id of edges) expect([id, isUsableId(id)]).toEqual([id, usableIdPattern.test(id)]);
});

test('are listed once each, whatever ids a user has', () => {
  const id = fc.option(fc.constantFrom('a', 'b', 'c', 'has a space'), { nil: undefined });
  fc.assert(
    fc.property(id, id, id, id, (userId, waId, phone, parentUserId) => {
      const ids = [userId, waId, phone, parentUserId].filter((each) => each !== undefined && isUsableId(each));
      expect(listConversationKeys({ userId, waId, phone, parentUserId } as object)).toEqual([...new Set(ids)]);
    }),
  );
});
