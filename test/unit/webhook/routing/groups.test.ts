import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';
import { conversationWorkflowId } from '../../../../src/common/ids/workflow-ids.js';
import { groupConversationKeys } from '../../../../src/id-keys/conversation-keys.js';
import { createRouter, type RoutingSettings } from '../../../../src/webhook/routing/route.js';
import { mailboxConversation } from '../../../../src/workflows/conversation/conversation.js';

const number = '106540352242922';
const metadata = { phone_number_id: number };
const group = 'Y2FwaV9ncm91cDoxNTU1MDAwMTExMToxMjAz';
const groupKey = `group:${group}`;
const contacts = [
  { wa_id: '1', user_id: 'US.1' },
  { wa_id: '2', user_id: 'US.2' },
];
const from = (id: string, user: string, more: object = {}): object => ({
  id,
  from: user,
  timestamp: '7',
  type: 'text',
  ...more,
});

function routeAll(value: object, settings: Partial<RoutingSettings> = {}, field = 'messages') {
  const defaults = { taskQueue: 'tq', phoneNumberIds: 'any', routes: [], fallback: 'dead-letter' } as const;
  const route = createRouter({ ...defaults, ...settings });
  const body = { entry: [{ id: '900', changes: [{ field, value: { metadata, ...value } }] }] };
  const parsed = parseWebhook(body, 0);
  return { routes: parsed.flatMap((each) => route(each)), events: parsed.map(({ event }) => event) };
}

describe('a message in a group', () => {
  test('goes to the conversation of the group, whoever of its members wrote it', () => {
    const messages = [from('a', '1', { group_id: group }), from('b', '2', { group_id: group }), from('c', '1')];
    const { routes, events } = routeAll({ contacts, messages });
    expect(routes).toMatchObject([
      {
        kind: 'conversation',
        workflowId: conversationWorkflowId(number, groupKey),
        start: { args: [{ userKey: groupKey }] },
      },
      { kind: 'conversation', workflowId: conversationWorkflowId(number, groupKey) },
      { kind: 'conversation', workflowId: conversationWorkflowId(number, 'US.1') },
    ]);
    expect(events).toMatchObject([
      { groupId: group, user: { phone: '1', userId: 'US.1' }, conversationKeys: [groupKey] },
      { groupId: group, user: { phone: '2', userId: 'US.2' }, conversationKeys: [groupKey] },
      { user: { phone: '1' } },
    ]);
    expect(events[2]).not.toHaveProperty('groupId');
  });

  test('goes to the workflow that is chosen for groups, and never to the one of private conversations', () => {
    const messages = [from('a', '1', { group_id: group }), from('b', '1')];
    const routeStarts = (settings: Partial<RoutingSettings>) =>
      routeAll({ messages }, settings).routes.map((route) => ('start' in route ? route.start : undefined));
    expect(routeStarts({ conversation: 'shop' })).toMatchObject([
      { workflowType: 'conversationWorkflow', args: [{ userKey: groupKey, groupId: group }] },
      { workflowType: 'shop', args: [{ userKey: '1' }] },
    ]);
    expect(routeStarts({ groupConversation: { [number]: { workflow: 'family', taskQueue: 'q' } } })).toMatchObject([
      { workflowType: 'family', taskQueue: 'q', args: [{ phoneNumberId: number, userKey: groupKey, groupId: group }] },
      { workflowType: 'conversationWorkflow', args: [{ phoneNumberId: number, userKey: '1' }] },
    ]);
    expect(routeStarts({ groupConversation: 'family' })[1]?.args[0]).not.toHaveProperty('groupId');
  });

  test('is found by whoever asks for the group, also with an id key', () => {
    const idKey = 'a key of sixteen characters';
    const { routes } = routeAll({ messages: [from('a', '1', { group_id: group })] }, { idKey });
    const [key] = groupConversationKeys(group, idKey);
    const workflowId = conversationWorkflowId(number, key as string);
    // The input names the group, so that its conversation can answer.
    expect(routes).toMatchObject([{ workflowId, start: { args: [{ userKey: key, groupId: group }] } }]);
    expect(workflowId).not.toContain(group);
  });

  test.each([undefined, 'a key of sixteen characters'])(
    'and a user with the same id have conversations of their own, with the id key %s',
    (idKey) => {
      const messages = [from('a', '1', { group_id: '15550001111' }), from('b', '15550001111')];
      const { routes } = routeAll({ messages }, idKey === undefined ? {} : { idKey });
      const [ofGroup, ofUser] = routes.map((route) => ('workflowId' in route ? route.workflowId : ''));
      expect(ofGroup).toMatch(/^whatsapp-conversation:\d+:group:./);
      expect(ofUser).toMatch(/^whatsapp-conversation:\d+:(15550001111|h1-.+)$/);
    },
  );

  test('is kept when no workflow id can hold the id of the group, and never goes to its sender', () => {
    const { routes } = routeAll({ messages: [from('a', '1', { group_id: 'not an id' })] });
    expect(routes).toEqual([
      { kind: 'dead-letter', reason: 'user-missing', problem: 'the id of its group cannot be part of a workflow id' },
    ]);
  });

  test('does not move the group when a member changes the number', () => {
    const system = { type: 'user_changed_number', wa_id: '3' };
    const { events } = routeAll({ messages: [from('a', '1', { group_id: group, type: 'system', system })] });
    expect(events[0]).toMatchObject({ conversationKeys: [groupKey] });
    expect(events[0]).not.toHaveProperty('movedToKey');
  });

  test('makes no member the user of the conversation, nor an alias of it', () => {
    const conversation = mailboxConversation({ userKey: groupKey }, 0);
    const { events } = routeAll({
      contacts,
      messages: [from('a', '1', { group_id: group }), from('b', '2', { group_id: group })],
    });
    conversation.takeEvents(events, false, 1);
    expect(conversation.summary).toMatchObject({ userKey: groupKey, user: {}, messagesReceived: 2 });
    expect(conversation.outbox.isEmpty).toBe(true);
  });
});

test.each<[string, object]>([
  ['group_id', { group_id: group, to: '2' }],
  ['recipient_type', { recipient_type: 'group', to: group }],
])('an echo to a group, known by %s, goes to the conversation of the group and is about nobody else', (_by, more) => {
  const { routes, events } = routeAll(
    { message_echoes: [{ id: 'a', type: 'text', ...more }] },
    {},
    'smb_message_echoes',
  );
  expect(routes).toMatchObject([{ workflowId: conversationWorkflowId(number, groupKey) }]);
  expect(events).toMatchObject([{ kind: 'echo', groupId: group, user: {} }]);
});

test('a status in a group names the group and the participant', () => {
  const status = { id: 'm', status: 'delivered', timestamp: '7', recipient_id: group, recipient_type: 'group' };
  const statuses = [{ ...status, recipient_participant_id: '1' }, { ...status, participant_recipient_id: '2' }, status];
  const { events } = routeAll({ statuses });
  expect(events.map((event: WhatsAppEvent) => event.kind === 'status' && [event.groupId, event.user])).toEqual([
    [group, { phone: '1' }],
    [group, { phone: '2' }],
    [group, {}],
  ]);
});
