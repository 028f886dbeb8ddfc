import { describe, expect, test } from '@jest/globals';
import type { CallbackEnvelope } from '../../../src/common/callback-data.js';
import type { UserIdentity, WhatsAppEvent } from '../../../src/common/events/types.js';
import { conversationWorkflowId } from '../../../src/common/ids.js';
import { conversationUserId, routeEvent } from '../../../src/webhook/route.js';

const envelope: CallbackEnvelope = {
  workflowId: 'send-1',
  sendKey: 'k',
  wanted: ['delivered', 'failed'],
  callerDataKept: false,
};
const base = { receivedAtMs: 0, phoneNumberId: '10001', raw: {} };
const message = (user: UserIdentity, phoneNumberId = '10001'): WhatsAppEvent => ({
  ...base,
  kind: 'message',
  phoneNumberId,
  user,
});
const status = (name: string): WhatsAppEvent => ({ ...base, kind: 'status', status: name, user: { phone: '1' } });

describe('a status', () => {
  test('goes to the workflow that asked for it', () => {
    expect(routeEvent({ event: status('delivered'), envelope })).toEqual({ kind: 'workflow', workflowId: 'send-1' });
  });

  test.each(['read', 'deleted', 'a status of the future'])('that nobody asked for goes nowhere: %s', (name) => {
    expect(routeEvent({ event: status(name), envelope })).toEqual({ kind: 'ignored', reason: 'status-not-wanted' });
  });

  test('without our envelope is foreign', () => {
    expect(routeEvent({ event: status('delivered') })).toEqual({ kind: 'ignored', reason: 'status-foreign' });
  });

  test.each([
    ['empty', ''],
    ['longer than Temporal takes', '€'.repeat(340)],
  ])('whose envelope names a workflow id that is %s is foreign', (_what, workflowId) => {
    expect(routeEvent({ event: status('delivered'), envelope: { ...envelope, workflowId } })).toEqual({
      kind: 'ignored',
      reason: 'status-foreign',
    });
  });
});

describe('a message', () => {
  test.each<[string, UserIdentity, string]>([
    ['the business-scoped user id', { userId: 'US.1', waId: '2', phone: '3', parentUserId: 'US.ENT.4' }, 'US.1'],
    ['the WhatsApp id without one', { waId: '2', phone: '3', parentUserId: 'US.ENT.4' }, '2'],
    ['the phone without both', { phone: '3', parentUserId: 'US.ENT.4' }, '3'],
    ['the parent’s id when there is nothing else', { parentUserId: 'US.ENT.4' }, 'US.ENT.4'],
  ])('goes to the conversation of the number and %s', (_what, user, userId) => {
    expect(conversationUserId(user)).toBe(userId);
    expect(routeEvent({ event: message(user) })).toEqual({
      kind: 'conversation',
      workflowId: conversationWorkflowId('10001', userId),
      phoneNumberId: '10001',
      userId,
    });
  });

  test('sent from the business’ phone app goes to the same conversation', () => {
    const echo: WhatsAppEvent = { ...base, kind: 'echo', user: { phone: '3' } };
    expect(routeEvent({ event: echo })).toEqual(routeEvent({ event: message({ phone: '3' }) }));
  });

  test.each([
    ['has no id', {}],
    ['has an id with a line break', { phone: '1\n2' }],
    ['has an id that no workflow id can hold', { phone: '1'.repeat(201) }],
  ])('is unrouted when its user %s', (_what, user) => {
    expect(routeEvent({ event: message(user) })).toEqual({ kind: 'unrouted', reason: 'user-missing' });
  });

  test('is unrouted without a phone number id', () => {
    const { phoneNumberId: _none, ...event } = message({ phone: '3' });
    expect(routeEvent({ event })).toEqual({ kind: 'unrouted', reason: 'phone-number-id-missing' });
    expect(routeEvent({ event: message({ phone: '3' }, '1 2') })).toEqual({
      kind: 'unrouted',
      reason: 'phone-number-id-missing',
    });
  });
});

test.each<[WhatsAppEvent, string]>([
  [{ ...base, kind: 'change', field: 'account_update' }, 'field-not-routed'],
  [{ ...base, kind: 'malformed', problem: 'entry must be a list' }, 'malformed'],
])('an event of another kind is unrouted, with the reason', (event, reason) => {
  expect(routeEvent({ event })).toEqual({ kind: 'unrouted', reason });
});
