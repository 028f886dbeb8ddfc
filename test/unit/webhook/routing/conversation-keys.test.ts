import { describe, expect, test } from '@jest/globals';
import type { WhatsAppMessageEvent, WhatsAppEvent } from '../../../../src/common/events/types.js';
import { setConversationKeys } from '../../../../src/webhook/routing/conversation-keys.js';

describe('where a user has moved', () => {
  const moved = (system: unknown, type = 'system'): WhatsAppMessageEvent => {
    const user = { phone: '1' };
    const event: WhatsAppMessageEvent = { kind: 'message', receivedAtMs: 0, type, user, raw: { type, system } };
    setConversationKeys(event, undefined);
    return event;
  };

  test.each<[string, unknown, string]>([
    ['the new number', { type: 'user_changed_number', wa_id: '2' }, '2'],
    ['the new number as a number', { type: 'user_changed_number', wa_id: 2 }, '2'],
    ['the new number under its older name', { type: 'user_changed_number', new_wa_id: '2' }, '2'],
    ['the new user id before the new number', { type: 'user_changed_number', wa_id: '2', user_id: 'US.2' }, 'US.2'],
    ['the new user id', { type: 'user_changed_user_id', user_id: 'US.2', parent_user_id: 'US.ENT.2' }, 'US.2'],
    ['the parent’s new id', { type: 'user_changed_user_id', parent_user_id: 'US.ENT.2' }, 'US.ENT.2'],
  ])('is told by a system message: %s', (_what, system, key) => {
    expect(moved(system)).toMatchObject({ conversationKeys: ['1'], movedToKey: key });
  });

  test.each<[string, unknown]>([
    ['about something else', { type: 'customer_identity_changed', wa_id: '2' }],
    ['that names no new id', { type: 'user_changed_number' }],
    ['whose new id is none', { type: 'user_changed_number', wa_id: '1 2', user_id: [7] }],
    ['whose new id is the one by which the user is known', { type: 'user_changed_number', wa_id: '1' }],
    ['without a system object', 'system'],
  ])('is not told by one %s', (_what, system) => {
    expect(moved(system)).not.toHaveProperty('movedToKey');
  });

  test('is where the user was when only the number changes, and the number is one more key', () => {
    const system = { type: 'user_changed_number', wa_id: '2' };
    const user = { userId: 'US.1', phone: '1' };
    const event: WhatsAppMessageEvent = { kind: 'message', receivedAtMs: 0, type: 'system', user, raw: { system } };
    setConversationKeys(event, undefined);
    expect(event.conversationKeys).toEqual(['US.1', '1', '2']);
    expect(event).not.toHaveProperty('movedToKey');
  });

  test('is not told by a message of another type', () => {
    expect(moved({ type: 'user_changed_number', wa_id: '2' }, 'text')).not.toHaveProperty('movedToKey');
  });
});

test.each(['message', 'echo', 'history', 'call', 'handover', 'user_preference'])(
  'events about one user carry keys: %s',
  (kind) => {
    const event = { kind, receivedAtMs: 0, user: { phone: '1' }, raw: {} } as WhatsAppEvent;
    setConversationKeys(event, undefined);
    expect(event).toMatchObject({ conversationKeys: ['1'] });
  },
);

test.each(['status', 'group', 'template', 'error'])('other events carry none: %s', (kind) => {
  const event = { kind, receivedAtMs: 0, user: { phone: '1' }, raw: {} } as unknown as WhatsAppEvent;
  setConversationKeys(event, undefined);
  expect(event).not.toHaveProperty('conversationKeys');
});
