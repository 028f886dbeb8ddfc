import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { UserIdentity } from '../../../src/common/events/types.js';
import { conversationKeys } from '../../../src/id-keys/conversation-keys.js';

const everything: UserIdentity = { phone: '3', parentUserId: 'US.ENT.4', waId: '2', userId: 'US.1', name: 'Ana' };

describe('the keys of a user', () => {
  test('are all ids, the one that lasts longest first', () => {
    expect(conversationKeys(everything)).toEqual(['US.1', '2', '3', 'US.ENT.4']);
  });

  test('name an id once', () => {
    expect(conversationKeys({ waId: '2', phone: '2' })).toEqual(['2']);
  });

  test('leave out what no workflow id can hold', () => {
    expect(conversationKeys({ userId: 'US.1\n', waId: '', phone: '3' })).toEqual(['3']);
    expect(conversationKeys({ name: 'Ana' })).toEqual([]);
  });

  test('are HMACs with an id key: h1- and 32 characters of SHA-256 in base64url', () => {
    const idKey = 'sixteen-characters';
    const keys = conversationKeys(everything, idKey);
    const expected = ['US.1', '2', '3', 'US.ENT.4'].map(
      (id) => `h1-${createHmac('sha256', idKey).update(id).digest('base64url').slice(0, 32)}`,
    );
    expect(keys).toEqual(expected);
    expect(keys.every((key) => /^h1-[\w-]{32}$/.test(key))).toBe(true);
    const others = conversationKeys(everything, `${idKey}!`);
    expect(new Set([...keys, ...others]).size).toBe(8);
  });

  test('do not change between releases: a fixed vector', () => {
    expect(conversationKeys({ phone: '15550100001' }, '0123456789abcdef')).toEqual([
      'h1-MnfNqfk3mBgl7irxD5uaxQMM2kdOlm8J',
    ]);
  });
});
