import { beforeEach, describe, expect, test } from '@jest/globals';
import type { WhatsAppMessageEvent } from '../../../../src/workflow.js';
import type { Conversation } from '../../../../src/workflows/conversation/conversation.js';
import { mailboxConversation } from '../../../../src/workflows/conversation/conversation.js';
import { ConversationNetwork } from './conversation-network.js';

const dayMs = 24 * 60 * 60 * 1000;

function message(id: string, fields: Partial<WhatsAppMessageEvent> = {}): WhatsAppMessageEvent {
  return { kind: 'message', messageId: id, user: {}, type: 'text', receivedAtMs: Date.now(), raw: {}, ...fields };
}

const moved = (id: string, from: string, to: string): WhatsAppMessageEvent =>
  message(id, { type: 'system', conversationKeys: [from], movedToKey: to });

/** A network that has come to rest after these events, each received under the first of its keys. */
function after(network: ConversationNetwork, ...events: WhatsAppMessageEvent[]): ConversationNetwork {
  for (const event of events) {
    network.receive(event.conversationKeys![0]!, [event]);
    network.settle();
  }
  return network;
}

const state = (network: ConversationNetwork, key: string): Conversation['summary'] =>
  network.nodes.get(key)!.conversation.summary;
const ids = (network: ConversationNetwork, key: string): (string | undefined)[] =>
  state(network, key).messages.map(({ messageId }) => messageId);

describe('a user with several ids', () => {
  test('has one conversation, to which what comes under the other ids is passed on', () => {
    const network = after(
      new ConversationNetwork(),
      message('1', { conversationKeys: ['phone'], user: { phone: '49170', name: 'Ada' } }),
      message('2', { conversationKeys: ['user', 'phone'], user: { userId: 'DE.1', name: 'Ada L.' } }),
      message('3', { conversationKeys: ['phone'], user: { phone: '49170' } }),
    );
    expect(state(network, 'phone')).toEqual({
      userKey: 'phone',
      user: {},
      movedTo: 'user',
      messages: [],
      messagesReceived: 0,
    });
    expect(state(network, 'user')).toMatchObject({
      messagesReceived: 3,
      user: { userId: 'DE.1', phone: '49170', name: 'Ada L.' },
    });
    expect(ids(network, 'user').sort()).toEqual(['1', '2', '3']);
  });

  test('costs one signal in 29 days', () => {
    const network = new ConversationNetwork();
    const both = (id: string) => message(id, { conversationKeys: ['user', 'phone'] });
    after(network, both('1'), both('2'), both('3'));
    expect(network.signals).toBe(1);
    network.nowMs += 29 * dayMs;
    after(network, both('4'), both('5'));
    expect(network.signals).toBe(2);
  });

  test('keeps the alias alive by the move of every 29 days', () => {
    const network = after(new ConversationNetwork(), message('1', { conversationKeys: ['user', 'phone'] }));
    network.nowMs += 29.5 * dayMs;
    after(network, message('2', { conversationKeys: ['user', 'phone'] }));
    network.nowMs += 29 * dayMs;
    network.endIdle();
    expect(network.nodes.has('phone')).toBe(true);
    network.nowMs += dayMs;
    network.endIdle();
    expect(network.nodes.has('phone')).toBe(false);
  });

  test('whose phone changes while the user id stays, stays under the user id', () => {
    const network = after(
      new ConversationNetwork(),
      message('1', { conversationKeys: ['user', 'old-phone'], user: { userId: 'DE.1', waId: '491', phone: '491' } }),
      moved('2', 'old-phone', 'new-phone'),
      message('3', { conversationKeys: ['new-phone'] }),
    );
    expect(network.canonical).toEqual(['user']);
    expect(ids(network, 'user')).toEqual(['1', '2', '3']);
  });
});

describe('a move', () => {
  test('A to B and back to A leaves all at A', () => {
    const network = after(
      new ConversationNetwork(),
      moved('1', 'A', 'B'),
      message('2', { conversationKeys: ['B'] }),
      moved('3', 'B', 'A'),
    );
    after(network, message('4', { conversationKeys: ['A'] }), message('5', { conversationKeys: ['B'] }));
    expect(network.canonical).toEqual(['A']);
    expect(state(network, 'B').movedTo).toBe('A');
    expect(ids(network, 'A').sort()).toEqual(['1', '2', '3', '4', '5']);
    expect(network.signals).toBe(3);
  });

  test('A to B to C passes on what comes to A over B', () => {
    const network = after(
      new ConversationNetwork(),
      moved('1', 'A', 'B'),
      moved('2', 'B', 'C'),
      message('3', { conversationKeys: ['A'] }),
    );
    expect(network.canonical).toEqual(['C']);
    expect(ids(network, 'C').sort()).toEqual(['1', '2', '3']);
  });

  test('A to B to C is no other when B hears of its own move first', () => {
    const network = new ConversationNetwork();
    network.receive('A', [{ ...moved('1', 'A', 'B'), timestamp: '1763000000' }]);
    network.receive('B', [{ ...moved('2', 'B', 'C'), timestamp: '1763000060' }]);
    network.work('B');
    network.nowMs += 5_000;
    network.settle();
    expect(network.canonical).toEqual(['C']);
    expect(ids(network, 'C').sort()).toEqual(['1', '2']);
  });

  test('A to B and B to A at the same moment ends with one of them, which has all', () => {
    const network = new ConversationNetwork();
    network.receive('A', [moved('1', 'A', 'B')]);
    network.receive('B', [moved('2', 'B', 'A')]);
    network.settle();
    expect(network.canonical).toHaveLength(1);
    expect(ids(network, network.canonical[0]!).sort()).toEqual(['1', '2']);
  });

  test('takes the rest of the batch along', () => {
    const network = new ConversationNetwork();
    network.receive('A', [moved('1', 'A', 'B'), message('2', { conversationKeys: ['A'] })]);
    network.settle();
    expect(ids(network, 'B')).toEqual(['1', '2']);
  });

  test('tells the new conversation the ids of the user by now', () => {
    const user = { phone: '491', waId: '491', name: 'Ada' };
    const system = { ...moved('1', 'A', 'B'), user, raw: { system: { type: 'user_changed_number', wa_id: '492' } } };
    const network = after(new ConversationNetwork(), system);
    expect(state(network, 'B').user).toEqual({ waId: '492', name: 'Ada' });
    expect(state(network, 'A').user).toEqual({});
  });

  test('does not make a redelivery new, whichever conversation it comes to', () => {
    const network = after(new ConversationNetwork(), message('1', { conversationKeys: ['A'] }), moved('2', 'A', 'B'));
    const signals = network.signals;
    after(network, message('1', { conversationKeys: ['A'] }), moved('2', 'A', 'B'));
    expect(network.signals).toBe(signals);
    after(network, message('1', { conversationKeys: ['B'] }));
    expect(state(network, 'B').messagesReceived).toBe(2);
  });
});

describe.each([
  ['tell each other', false],
  ['ask each other, too', true],
])('a phone number that gets a new owner, where conversations %s', (_, asks) => {
  let network: ConversationNetwork;
  const old = { userId: 'DE.1' };
  const later = { userId: 'DE.2' };
  beforeEach(() => {
    network = after(
      new ConversationNetwork(asks),
      message('old', { conversationKeys: ['user-1', 'phone'], user: old }),
      message('old-by-phone', { conversationKeys: ['phone'] }),
    );
    network.nowMs += 1;
    after(network, message('new', { conversationKeys: ['user-2', 'phone'], user: later }));
  });

  test('leads to the new owner, and leaves the conversation of the old one as it is', () => {
    after(network, message('new-by-phone', { conversationKeys: ['phone'] }));
    expect(ids(network, 'user-1')).toEqual(['old', 'old-by-phone']);
    expect(ids(network, 'user-2')).toEqual(['new', 'new-by-phone']);
    expect(network.held).toEqual([]);
  });

  test("does not bring the old owner's messages, when they are delivered again", () => {
    after(network, message('old-by-phone', { conversationKeys: ['phone'] }));
    expect(ids(network, 'user-1')).toEqual(['old', 'old-by-phone']);
    expect(ids(network, 'user-2')).toEqual(['new']);
  });

  test('leaves the old owner alone, too, where the number has the conversation', () => {
    const network = after(
      new ConversationNetwork(asks),
      message('asked', { conversationKeys: ['phone'] }),
      message('private', { conversationKeys: ['phone', 'user-1'], user: old }),
    );
    network.nowMs += 1;
    after(network, message('new', { conversationKeys: ['user-2', 'phone'], user: later }));
    after(network, message('last', { conversationKeys: ['user-1'], user: old }));
    expect(ids(network, 'phone')).toEqual(['asked', 'private', 'last']);
    expect(ids(network, 'user-2')).toEqual(['new']);
    expect(state(network, 'user-2').user).toEqual(later);
    expect(network.canonical.sort()).toEqual(['phone', 'user-2']);
    expect(network.held).toEqual([]);
  });

  test('leaves an older id of the old owner with the old one', () => {
    const network = after(
      new ConversationNetwork(asks),
      message('first', { conversationKeys: ['user-0', 'phone'], user: { userId: 'DE.0' } }),
      moved('second', 'user-0', 'user-1'),
      message('third', { conversationKeys: ['user-1'], user: old }),
    );
    network.nowMs += 1;
    after(network, message('new', { conversationKeys: ['user-2', 'phone'], user: later }));
    expect(network.canonical.sort()).toEqual(['user-1', 'user-2']);
    expect(state(network, 'user-0').movedTo).toBe('user-1');
  });
});

describe('an alias that is asked', () => {
  const alias = () => mailboxConversation({ userKey: 'W', movedTo: { userKey: 'P', atMs: 1_000 } }, 1_000);
  const nothing = { fromKey: 'W', user: {}, messages: [], messagesReceived: 0, seen: [], isEmpty: true };

  test('says that it has nothing, and whose alias it was', () => {
    const conversation = alias();
    conversation.takeMove({ userKey: 'U', atMs: 2_000, asks: true }, 2_000);
    expect(conversation.outbox.take()).toEqual({
      to: 'U',
      kind: 'handover',
      handover: { ...nothing, atMs: 2_000, leadsTo: 'P' },
    });
    conversation.takeMove({ userKey: 'U', atMs: 3_000, asks: true }, 3_000);
    expect(conversation.outbox.take()).toMatchObject({ handover: { ...nothing, atMs: 3_000 } });
    expect(conversation.movedTo).toBe('U');
  });

  test('says nothing to an earlier version, which does not ask', () => {
    const conversation = alias();
    conversation.takeMove({ userKey: 'U', atMs: 2_000 }, 2_000);
    expect(conversation.outbox.isEmpty).toBe(true);
  });
});

describe('a conversation that an alias leads to another one', () => {
  const answer = { fromKey: 'W', atMs: 2_000, user: {}, messages: [], messagesReceived: 0, seen: [] };
  const referral = { ...answer, isEmpty: true as const, leadsTo: 'P' };

  test('tells that one of itself, and of whom it knows', () => {
    const conversation = mailboxConversation({ userKey: 'U' }, 1_000);
    conversation.takeEvents([message('1', { user: { userId: 'DE.1' }, conversationKeys: ['U'] })], false, 1_000);
    conversation.takeHandover(referral, 2_000);
    expect(conversation.outbox.take()).toEqual({
      to: 'P',
      kind: 'moved',
      move: { userKey: 'U', atMs: 2_000, referred: { userId: 'DE.1' } },
    });
    expect(conversation.summary.messagesReceived).toBe(1);
  });

  test('passes that on when it is an alias itself by now, unless it leads to where it belongs', () => {
    const conversation = mailboxConversation({ userKey: 'U', movedTo: { userKey: 'Q', atMs: 3_000 } }, 3_000);
    conversation.takeHandover({ ...referral, leadsTo: 'Q' }, 3_000);
    expect(conversation.outbox.isEmpty).toBe(true);
    conversation.takeHandover(referral, 3_000);
    expect(conversation.outbox.take()).toEqual({ to: 'Q', kind: 'handover', handover: referral });
  });
});

test('a conversation that has become canonical later answers an earlier move with its own', () => {
  const conversation = mailboxConversation({ userKey: 'A' }, 1_000);
  conversation.takeEvents([message('1', { conversationKeys: ['A', 'C'] })], false, 5_000);
  expect(conversation.outbox.take()).toEqual({ to: 'C', kind: 'moved', move: { userKey: 'A', atMs: 5_000 } });
  conversation.takeMove({ userKey: 'B', atMs: 4_000 }, 5_001);
  expect(conversation.movedTo).toBeUndefined();
  expect(conversation.outbox.take()).toEqual({ to: 'B', kind: 'moved', move: { userKey: 'A', atMs: 5_000 } });
  conversation.takeMove({ userKey: 'B', atMs: 5_001 }, 5_002);
  expect(conversation.movedTo).toBe('B');
});

test('batches for the same conversation that wait are passed on together, as far as they fit a signal', () => {
  const conversation = mailboxConversation({ userKey: 'A', movedTo: { userKey: 'B', atMs: 1 } }, 1);
  for (let index = 0; index < 3; index += 1) {
    conversation.takeEvents([message(String(index), { raw: { body: 'x'.repeat(200_000) } })], false, 2);
  }
  expect(conversation.outbox.isCarriable).toBe(false);
  expect(conversation.outbox.take()).toMatchObject({ to: 'B', events: [{ messageId: '0' }, { messageId: '1' }] });
  expect(conversation.outbox.take()).toMatchObject({ to: 'B', events: [{ messageId: '2' }] });
  expect(conversation.outbox.isEmpty).toBe(true);
});

test('the state fits a payload, however large and many the messages are', () => {
  const conversation = mailboxConversation({ userKey: 'A' }, 1);
  const raw = (length: number) => ({ text: { body: '漢'.repeat(length) } });
  for (let index = 0; index < 100; index += 1) {
    conversation.takeEvents([message(`a${index}`, { raw: raw(10_000) })], false, 2);
  }
  expect(conversation.summary.messages.length).toBe(19);
  conversation.takeEvents([message('huge', { raw: raw(500_000) })], false, 2);
  for (let index = 0; index < 10_000; index += 1)
    conversation.takeEvents([message(`wamid.${index}`.padEnd(64, 'x'))], false, 2);
  expect(Buffer.byteLength(JSON.stringify(conversation.state))).toBeLessThan(1_100_000);
  expect(conversation.summary.messagesReceived).toBe(10_101);
});

describe('what is no signal of ours changes nothing', () => {
  const garbage = [
    undefined,
    null,
    7,
    'text',
    [null, 7, {}],
    {},
    { userKey: 7 },
    { fromKey: 'B', messages: [null], seen: [1], user: 3 },
    { fromKey: 'B', isEmpty: true, leadsTo: 'with space' },
  ];

  test.each(garbage)('%j', (given) => {
    const conversation = mailboxConversation({ userKey: 'A' }, 1);
    conversation.takeEvents(given as never, false, 2);
    conversation.takeMove(given as never, 2);
    conversation.takeHandover(given as never, 2);
    expect(conversation.summary).toEqual({ userKey: 'A', user: {}, messages: [], messagesReceived: 0 });
    expect(conversation.outbox.isEmpty).toBe(true);
  });

  test('nor do keys that no workflow id can hold', () => {
    const conversation = mailboxConversation({ userKey: 'A' }, 1);
    const keys = ['', 'with space', 'x'.repeat(201), 7, null] as string[];
    conversation.takeEvents(
      keys.map((key, index) => message(String(index), { conversationKeys: [key], movedToKey: key })),
      false,
      2,
    );
    expect(conversation.outbox.isEmpty).toBe(true);
    expect(conversation.summary.messagesReceived).toBe(5);
  });
});
