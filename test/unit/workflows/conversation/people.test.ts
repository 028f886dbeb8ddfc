/** Two people who have had one phone number: what is of one of them never comes into the conversation of the other. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { UserIdentity, WhatsAppMessageEvent } from '../../../../src/workflow.js';
import { mailboxConversation, type Conversation } from '../../../../src/workflows/conversation/conversation.js';
import { areTwoPeople } from '../../../../src/workflows/conversation/known-user.js';
import type { ConversationHandover } from '../../../../src/workflows/states.js';
import { ConversationNetwork } from './conversation-network.js';

const dayMs = 24 * 60 * 60 * 1000;
const ada = { userId: 'DE.1', waId: '491' };
const bob = { userId: 'DE.2', waId: '492' };

function message(id: string, keys: string[], user: UserIdentity, more: object = {}): WhatsAppMessageEvent {
  const base = { kind: 'message' as const, type: 'text', receivedAtMs: 0, raw: {} };
  return { ...base, messageId: id, user, conversationKeys: keys, ...more };
}

function system(id: string, key: string, user: UserIdentity, movedToKey: string, ids: object): WhatsAppMessageEvent {
  return message(id, [key], user, { type: 'system', movedToKey, raw: { system: ids } });
}

function after(network: ConversationNetwork, ...events: WhatsAppMessageEvent[]): ConversationNetwork {
  for (const event of events) {
    network.receive(event.conversationKeys![0]!, [event]);
    network.settle();
    network.nowMs += 1;
  }
  return network;
}

const find = (network: ConversationNetwork, key: string): Conversation => network.nodes.get(key)!.conversation;
const idsIn = (network: ConversationNetwork, key: string): (string | undefined)[] =>
  find(network, key).summary.messages.map(({ messageId }) => messageId);

/** Meta's answer to a message tells who has got it. */
function answer(network: ConversationNetwork, key: string, user: UserIdentity, keys: string[]): void {
  find(network, key).learnUser(user, keys, network.nowMs);
  network.settle();
  network.nowMs += 1;
}

describe.each([
  ['the user ids differ', { userId: 'a' }, { userId: 'b' }, true],
  ['the user ids are the same', { userId: 'a' }, { userId: 'a' }, false],
  ['one of the user ids is not known', { userId: 'a' }, {}, false],
  ['nothing is known of one', { userId: 'a' }, undefined, false],
  ['one had the id of the other before', { userId: 'b', formerUserIds: ['a'] }, { userId: 'a' }, false],
  ['one had another id before', { userId: 'b', formerUserIds: ['c'] }, { userId: 'a' }, true],
])('%s', (_, one, other, expected) => {
  test(`are ${expected ? '' : 'not '}known to be two people`, () => {
    expect(areTwoPeople(one, other)).toBe(expected);
    if (other) expect(areTwoPeople(other, one)).toBe(expected);
  });
});

describe.each([
  ['tell each other', false],
  ['ask each other, too', true],
])('a handover to the conversation of somebody else, where conversations %s', (_, asks) => {
  let network: ConversationNetwork;
  /** Bob's number 492 has his conversation. Ada, whose number was 491, has it now. */
  beforeEach(() => {
    network = new ConversationNetwork(asks);
    after(network, message('bob', ['492'], bob), message('ada', ['491'], ada));
    after(network, system('new number', '491', { waId: '491' }, '492', { type: 'user_changed_number', wa_id: '492' }));
  });

  test('comes back, and each keeps what it had', () => {
    expect(idsIn(network, '492')).toEqual(['bob']);
    expect(idsIn(network, '491')).toEqual(['ada', 'new number']);
    expect(network.canonical.sort()).toEqual(['491', '492']);
    expect(find(network, '492').summary.user).toEqual(bob);
    expect(find(network, '491').summary.user).toEqual({ userId: 'DE.1', waId: '492' });
    expect(network.held).toEqual([]);
  });

  test('is still recognized when it is delivered again, and goes on after a rollover', () => {
    network.rollOver('491');
    after(network, message('ada', ['491'], ada), message('next', ['491'], { userId: 'DE.1' }));
    expect(idsIn(network, '491')).toEqual(['ada', 'new number', 'next']);
    expect(find(network, '491').summary.messagesReceived).toBe(3);
  });

  test('comes back from the conversation to which an alias passes it on', () => {
    const other = new ConversationNetwork(asks);
    after(other, message('ada', ['491'], ada));
    other.receive('user-2', [message('bob', ['user-2', '492'], bob, { timestamp: String(other.nowMs / 1_000 + 60) })]);
    other.nowMs += 90_000;
    other.settle();
    const late = system('new number', '491', { waId: '491' }, '492', { type: 'user_changed_number', wa_id: '492' });
    after(other, { ...late, timestamp: String(Math.floor((other.nowMs - 90_000) / 1_000)) });
    expect(idsIn(other, 'user-2')).toEqual(['bob']);
    expect(idsIn(other, '491')).toEqual(['ada', 'new number']);
  });
});

test('a handover that has come back is not sent again, also where somebody else has come meanwhile', () => {
  const conversation = mailboxConversation({ userKey: '491' }, 1_000);
  conversation.takeEvents([message('bob', ['491'], bob)], false, 1_000);
  const kept = { messages: [message('ada', ['491'], ada)], messagesReceived: 1, seen: [] };
  const handover: ConversationHandover = { fromKey: '492', atMs: 2_000, user: ada, ...kept, isReturned: true };
  conversation.takeHandover(handover, 2_000);
  expect(conversation.outbox.isEmpty).toBe(true);
  expect(conversation.summary).toMatchObject({ messagesReceived: 1, user: bob });
});

test('a handover comes back although a new owner has claimed the number meanwhile', () => {
  const conversation = mailboxConversation({ userKey: '491' }, 1_000);
  conversation.takeEvents([message('ada', ['491'], ada)], false, 1_000);
  conversation.takeMove({ userKey: '492', atMs: 2_000 }, 2_000);
  const handedOver = conversation.outbox.take();
  conversation.takeMove({ userKey: 'user-2', userId: 'DE.2', atMs: 5_000 }, 5_000);
  expect(handedOver?.kind).toBe('handover');
  if (handedOver?.kind !== 'handover') return;
  const { handover } = handedOver;
  conversation.takeHandover({ ...handover, fromKey: '492', atMs: 2_001, isReturned: true }, 6_000);
  expect(conversation.outbox.isEmpty).toBe(true);
  expect(conversation.summary).toMatchObject({ messagesReceived: 1, user: ada });
  expect(conversation.movedTo).toBeUndefined();
});

describe("Meta's answer to a message to a number that has a new owner", () => {
  let network: ConversationNetwork;
  beforeEach(() => {
    network = after(
      new ConversationNetwork(),
      message('ada', ['user-1', '491'], ada),
      message('bob', ['user-2', '491'], { userId: 'DE.2', waId: '491' }),
    );
    network.nowMs += 30 * dayMs;
  });

  test('does not make the conversation of the new owner one of the old', () => {
    answer(network, 'user-1', { userId: 'DE.2', waId: '491' }, ['user-2', '491']);
    after(network, message('secret', ['user-2'], bob));
    expect(idsIn(network, 'user-1')).toEqual(['ada']);
    expect(idsIn(network, 'user-2')).toEqual(['bob', 'secret']);
    expect(find(network, 'user-1').summary.user).toEqual(ada);
  });

  test('does not lead the number back to the old owner, when it names no user id', () => {
    answer(network, 'user-1', { waId: '491' }, ['491']);
    after(network, message('by number', ['491'], {}));
    expect(idsIn(network, 'user-2')).toEqual(['bob', 'by number']);
  });

  test('leads the number to the user, when it names no user id and nobody else has the number', () => {
    answer(network, 'user-1', { waId: '493' }, ['493']);
    after(network, message('by number', ['493'], {}));
    expect(idsIn(network, 'user-1')).toEqual(['ada', 'by number']);
  });

  test('tells the conversation of the same user, as before', () => {
    answer(network, 'user-1', { userId: 'DE.1', waId: '493' }, ['user-1', '493']);
    expect(find(network, '493').movedTo).toBe('user-1');
  });
});

test('a question to a number tells whose it is, and later another one: the first one keeps the conversation', () => {
  const network = after(new ConversationNetwork(), message('asked', ['491'], {}));
  answer(network, '491', { userId: 'DE.1', waId: '491' }, ['user-1', '491']);
  answer(network, '491', { userId: 'DE.2', waId: '491' }, ['user-2', '491']);
  after(network, message('ada', ['user-1'], ada), message('bob', ['user-2'], bob));
  expect(idsIn(network, '491')).toEqual(['asked', 'ada']);
  expect(idsIn(network, 'user-2')).toEqual(['bob']);
});

describe('an event of somebody else that comes from an alias', () => {
  const bobs = message('bob', ['user-2', '491'], bob);

  test('goes back, once', () => {
    const conversation = mailboxConversation({ userKey: '491' }, 1_000);
    conversation.takeEvents([message('ada', ['491'], ada)], false, 1_000);
    conversation.takeEvents([bobs], true, 2_000);
    const back = conversation.outbox.take();
    expect(back).toEqual({ to: 'user-2', kind: 'events', events: [bobs], route: { tried: ['491'], next: [] } });
    conversation.takeEvents([bobs], true, 3_000, { tried: ['491'], next: [] });
    expect(conversation.outbox.isEmpty).toBe(true);
    expect(conversation.summary).toMatchObject({ messagesReceived: 2, user: ada });
  });
});

describe('a user whose user id changes stays one person', () => {
  const change = system('change', 'user-1', ada, 'user-9', { type: 'user_changed_user_id', user_id: 'DE.9' });

  test('an event with the id of before changes nothing', () => {
    const network = after(new ConversationNetwork(), message('1', ['user-1'], ada), change);
    after(network, message('2', ['user-9'], { userId: 'DE.9' }), message('late', ['user-1'], ada));
    expect(idsIn(network, 'user-9')).toEqual(['1', 'change', '2', 'late']);
    expect(find(network, 'user-9').summary.user.userId).toBe('DE.9');
    network.rollOver('user-9');
    after(network, message('later', ['user-1'], ada));
    expect(idsIn(network, 'user-9')).toContain('later');
  });

  test('twice, and hears of the second change first', () => {
    const network = new ConversationNetwork();
    const nine = { userId: 'DE.9' };
    const again = system('again', 'user-9', nine, 'user-10', { type: 'user_changed_user_id', user_id: 'DE.10' });
    network.receive('user-1', [message('1', ['user-1'], ada), { ...change, timestamp: '1763000000' }]);
    network.receive('user-9', [{ ...again, timestamp: '1763000060' }]);
    network.work('user-9');
    network.nowMs += 5_000;
    network.settle();
    expect(network.canonical).toEqual(['user-10']);
    expect(idsIn(network, 'user-10').sort()).toEqual(['1', 'again', 'change']);
    expect(find(network, 'user-10').summary.user.userId).toBe('DE.10');
  });
});

describe('a run that began before people were told apart', () => {
  test('goes on as it did', () => {
    const conversation = mailboxConversation({ userKey: '492' }, 1_000);
    conversation.tellsPeopleApart = () => false;
    conversation.takeEvents([message('bob', ['492'], bob)], false, 1_000);
    const kept = { messages: [message('ada', ['491'], ada)], messagesReceived: 1, seen: [] };
    conversation.takeHandover({ fromKey: '491', atMs: 2_000, user: ada, ...kept }, 2_000);
    conversation.learnUser({ userId: 'DE.3' }, ['user-3'], 3_000);
    expect(conversation.summary).toMatchObject({ messagesReceived: 2, user: { userId: 'DE.3' } });
    expect(conversation.outbox.take()).toMatchObject({ to: 'user-3', kind: 'moved' });
  });
});
