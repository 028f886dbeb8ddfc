import { describe, expect, test } from '@jest/globals';
import type { WhatsAppStatusEvent } from '../../../../src/common/events/types.js';
import { readStatusRecipient } from '../../../../src/workflows/conversation/status-recipient.js';

const keys = ['DE.1', '491701234567'];
const status = (changes: object = {}): WhatsAppStatusEvent =>
  ({
    kind: 'status',
    status: 'sent',
    user: { userId: 'DE.1', phone: '491701234567' },
    conversationKeys: keys,
    ...changes,
  }) as unknown as WhatsAppStatusEvent;

describe('what a status tells of the user of a conversation', () => {
  test.each([[['+49 170 1234567']], [[undefined, '491701234567']]])('is the user id, to %j', (numbers) => {
    expect(readStatusRecipient(status(), numbers)).toEqual({ user: { userId: 'DE.1' }, keys });
  });

  test('is the id of the parent business, too', () => {
    const user = { userId: 'DE.1', parentUserId: 'DE.ENT.1', waId: '491701234567', identityKeyHash: 'x' };
    expect(readStatusRecipient(status({ user }), ['491701234567'])?.user).toEqual({
      userId: 'DE.1',
      parentUserId: 'DE.ENT.1',
    });
  });

  test.each<[string, object]>([
    ['of a message to another number', { user: { userId: 'DE.2', phone: '491709999999' } }],
    ['without a number', { user: { userId: 'DE.1' } }],
    ['without a user id', { user: { phone: '491701234567' } }],
    ['of a group', { groupId: 'g1' }],
    ['of a receiver of an older version, which names no keys', { conversationKeys: undefined }],
    ['whose user is nothing', { user: null }],
    ['whose user id is no text', { user: { userId: 7, phone: '491701234567' } }],
  ])('is nothing %s', (_what, changes) => {
    expect(readStatusRecipient(status(changes), ['491701234567', undefined])).toBeUndefined();
  });
});
