import { expect, test } from '@jest/globals';
import { sendInputSchema } from '../../../src/common/inputs/index.js';
import { parseWebhook } from '../../../src/common/events/parse.js';
import { replyAddress, type AnsweredEvent } from '../../../src/common/reply-address.js';
import { text } from '../../../src/messages.js';

const phoneNumberId = '106540352242922';

/** The event of a message as Meta posts it. */
function received(message: object, contact: object = { wa_id: '491701234567', user_id: 'DE.1' }): AnsweredEvent {
  const value = {
    metadata: { phone_number_id: phoneNumberId },
    contacts: [contact],
    messages: [{ id: 'wamid.1', type: 'text', ...message }],
  };
  const [parsed] = parseWebhook({ entry: [{ id: '9', changes: [{ field: 'messages', value }] }] }, 0);
  return parsed?.event as AnsweredEvent;
}

test.each([
  ['the group', received({ from: '491701234567', group_id: 'Y2Fw' }), { to: 'Y2Fw', recipientType: 'group' }],
  ['the user', received({ from: '491701234567' }), { to: '491701234567' }],
  ['a user without a visible number', received({ from_user_id: 'DE.1' }, { user_id: 'DE.1' }), { recipient: 'DE.1' }],
])('the answer goes to %s', (_, event, expected) => {
  const address = replyAddress(event);
  expect(address).toEqual({ phoneNumberId, ...expected });
  expect(sendInputSchema.safeParse({ ...address, message: text('Hi') }).success).toBe(true);
});

test('it quotes the message when that is wanted', () => {
  expect(replyAddress(received({ from: '1', group_id: 'Y2Fw' }), { quote: true })).toMatchObject({
    context: { message_id: 'wamid.1' },
  });
  expect(replyAddress({ phoneNumberId, user: { waId: '1' } }, { quote: true })).not.toHaveProperty('context');
});

test('of an event without ids it is one that no send takes', () => {
  const address = replyAddress({ user: {} });
  expect(address).toEqual({ phoneNumberId: '' });
  expect(sendInputSchema.safeParse({ ...address, message: text('Hi') }).success).toBe(false);
});
