/** Whatever is signaled, a conversation goes on, and what it carries or hands over fits one payload. */
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import type { WhatsAppEvent, WhatsAppMessageEvent } from '../../../../src/workflow.js';
import type { Conversation } from '../../../../src/workflows/conversation/conversation.js';
import { mailboxConversation } from '../../../../src/workflows/conversation/conversation.js';
import type { Outgoing } from '../../../../src/workflows/conversation/outbox.js';
import type { ConversationHandover, ConversationMove } from '../../../../src/workflows/states.js';

/** Temporal's limit is 2 MiB. The rest is for the input around it, and for what a codec adds. */
const payload = 1_700_000;
/** An event that the receiver lets through takes 1.9 MB at most. */
const signal = 1_960_000;
const nowMs = 1_764_000_000_000;

const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const conversation = (): Conversation => mailboxConversation({ userKey: 'me' }, nowMs);

/** The next run, from what this one carries. */
function continueAsNew(before: Conversation): Conversation {
  expect(size(before.state)).toBeLessThan(payload);
  const carried = JSON.parse(JSON.stringify(before.state)) as Conversation['state'];
  return mailboxConversation({ userKey: 'me', carried }, nowMs);
}

function send(from: Conversation): void {
  for (let outgoing = from.outbox.take(); outgoing; outgoing = from.outbox.take()) {
    expect(size(content(outgoing))).toBeLessThan(signal);
  }
}

function content(outgoing: Outgoing): unknown {
  if (outgoing.kind === 'events') return outgoing.events;
  if (outgoing.kind === 'request') return outgoing.request;
  return outgoing.kind === 'moved' ? outgoing.move : outgoing.handover;
}

const text = fc
  .tuple(fc.constantFrom('x', '"', 'ü', '漢', '\ud83d', '\u0000'), fc.constantFrom(0, 1, 60, 600, 200_000, 1_850_000))
  .map(([unit, length]) => unit.repeat(Math.floor(length / Buffer.byteLength(JSON.stringify(unit).slice(1, -1)))));
/** A member that is not what it should be. */
const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, [[[]]], JSON.parse('{"__proto__":{"a":1}}')),
);
const member = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 2, arbitrary: text },
  strange,
);
const key = fc.constantFrom('me', 'other', 'third', 'x'.repeat(200), 'no key ü');

/** At most one of the long texts, as what the receiver lets through has 1.9 MB at most. */
const event = fc
  .record(
    {
      kind: fc.constantFrom('message', 'message', 'message', 'status', 'echo', 'change', 5),
      messageId: member,
      type: member,
      timestamp: fc.oneof(fc.constant('1764000000'), strange),
      receivedAtMs: fc.oneof(fc.constant(nowMs), strange),
      field: member,
      user: fc.oneof(fc.record({ name: member, userId: member, phone: member }, { requiredKeys: [] }), strange),
      conversationKeys: fc.oneof(fc.array(key, { maxLength: 30 }), strange),
      movedToKey: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: key }),
      raw: fc.oneof(fc.record({ text }), strange),
      errors: strange,
    },
    { requiredKeys: ['kind'] },
  )
  .filter((value) => size(value) <= 1_900_000);

type Step =
  | { do: 'events'; events: unknown; isPassedOn: boolean }
  | { do: 'moved'; move: unknown }
  | { do: 'handover'; handover: unknown }
  | { do: 'send' | 'continueAsNew' };

const events = fc.oneof(fc.array(fc.oneof({ weight: 9, arbitrary: event }, strange), { maxLength: 3 }), strange);
const seen = fc.oneof(fc.array(fc.tuple(fc.oneof(fc.string(), text), fc.constant(nowMs)), { maxLength: 2 }), strange);
const handover = fc.oneof(
  fc.record(
    {
      fromKey: key,
      atMs: fc.oneof(fc.integer(), strange),
      user: fc.record({ name: member }),
      messages: events,
      messagesReceived: strange,
      seen,
    },
    { requiredKeys: ['fromKey'] },
  ),
  strange,
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('events' as const), events, isPassedOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('handover' as const), handover }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('moved' as const),
      move: fc.oneof(fc.record({ userKey: key, atMs: fc.integer() }), strange),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'continueAsNew' as const) }) },
);

test('any signals in any shape and size', () => {
  const property = fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    let current = conversation();
    for (const each of steps) {
      if (each.do === 'events') current.takeEvents(each.events as WhatsAppEvent[], each.isPassedOn, nowMs);
      else if (each.do === 'moved') current.takeMove(each.move as ConversationMove, nowMs);
      else if (each.do === 'handover') current.takeHandover(each.handover as ConversationHandover, nowMs);
      else if (each.do === 'send') send(current);
      else {
        if (!current.outbox.isCarriable) send(current);
        current = continueAsNew(current);
      }
      expect(current.describe().length).toBeLessThan(400);
    }
    send(current);
    continueAsNew(current);
  });
  fc.assert(property, { numRuns: 25 });
});

describe('a message that is too large to be kept', () => {
  const large = (id: string, fields: Partial<WhatsAppMessageEvent> = {}): WhatsAppMessageEvent => ({
    kind: 'message',
    messageId: id,
    type: 'text',
    user: { phone: '491701', name: 'n'.repeat(1_850_000) },
    timestamp: '1764000000',
    receivedAtMs: nowMs,
    conversationKeys: ['me'],
    raw: {},
    ...fields,
  });

  test('counts, and stays without its content; a profile name of 1.85 MB is cut off', () => {
    const taken = conversation();
    taken.takeEvents([large('a')], false, nowMs);
    const { messages, user, ...counts } = continueAsNew(taken).summary;
    expect(counts).toEqual({ userKey: 'me', messagesReceived: 1, contentsDropped: 1 });
    expect(messages).toMatchObject([{ messageId: 'a', type: 'text', raw: {}, droppedBytes: expect.any(Number) }]);
    expect(user.name).toHaveLength(512);
    expect(size(messages)).toBeLessThan(2_000);
  });

  test('is recognized when it comes again', () => {
    const taken = conversation();
    for (let delivery = 0; delivery < 2; delivery += 1) taken.takeEvents([large('a')], false, nowMs);
    expect(taken.summary).toMatchObject({ messagesReceived: 1, contentsDropped: 1 });
  });

  test('is passed on by an alias as it is', () => {
    const alias = mailboxConversation({ userKey: 'me', movedTo: { userKey: 'other', atMs: 1 } }, nowMs);
    alias.takeEvents([large('a'), large('b', { user: {} })], false, nowMs);
    expect(alias.outbox.take()).toMatchObject({ to: 'other', events: [{ messageId: 'a', user: { phone: '491701' } }] });
    expect(alias.outbox.take()).toMatchObject({ to: 'other', events: [{ messageId: 'b' }] });
  });

  test('does not make a handover too large for a signal', () => {
    const taken = conversation();
    const medium = (index: number) => large(`m${index}`, { user: {}, raw: { text: { body: 'x'.repeat(250_000) } } });
    for (let index = 0; index < 20; index += 1) taken.takeEvents([large(`l${index}`), medium(index)], false, nowMs);
    taken.takeMove({ userKey: 'other', atMs: nowMs }, nowMs);
    const outgoing = taken.outbox.take();
    expect(outgoing).toMatchObject({ kind: 'handover', handover: { messagesReceived: 40, contentsDropped: 20 } });
    expect(size(outgoing)).toBeLessThan(1_000_000);
  });

  test('in a handover of 2 MB is cut as it arrives', () => {
    const taken = conversation();
    const given = { fromKey: 'other', atMs: nowMs, user: { name: 'n'.repeat(500_000) }, messagesReceived: 1, seen: [] };
    taken.takeHandover({ ...given, messages: [large('a')] }, nowMs);
    expect(taken.summary).toMatchObject({ messagesReceived: 1, contentsDropped: 1 });
    continueAsNew(taken);
  });
});

test('what an earlier version has carried is still read, and bounded', () => {
  const carried = {
    messages: [{ kind: 'message', messageId: 'a', user: { name: 'n'.repeat(900_000) }, receivedAtMs: nowMs, raw: {} }],
    messagesReceived: 7,
    seen: [['a', nowMs]],
    user: { name: 'n'.repeat(900_000), phone: '491701' },
    place: { userKey: 'me', atMs: 0 },
    claimed: [['other', nowMs]],
    entered: [],
    outbox: [],
    lastSignalMs: nowMs,
  } as unknown as Conversation['state'];
  const next = continueAsNew(mailboxConversation({ userKey: 'me', carried }, nowMs));
  expect(next.summary).toMatchObject({ messagesReceived: 7, user: { phone: '491701' } });
  expect(next.state.claimed).toEqual([['other', nowMs]]);
});
