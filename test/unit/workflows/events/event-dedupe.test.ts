import { describe, expect, test } from '@jest/globals';
import type {
  WhatsAppCallEvent,
  WhatsAppEchoEvent,
  WhatsAppHistoryEvent,
  WhatsAppMessageEvent,
  WhatsAppStatusEvent,
  WhatsAppUserPreferenceEvent,
  WhatsAppEvent,
} from '../../../../src/workflow.js';
import { EventDedupe } from '../../../../src/workflow.js';
import { jsonBytes } from '../../../../src/common/json-bytes.js';
import { shortHash } from '../../../../src/workflows/lib/short-hash.js';

const now = 1_764_000_000_000;
const dayMs = 24 * 60 * 60 * 1000;

const message = (fields: Partial<WhatsAppMessageEvent> = {}): WhatsAppMessageEvent => ({
  kind: 'message',
  messageId: 'wamid.1',
  user: { waId: '491701112233' },
  receivedAtMs: now,
  raw: { text: { body: 'Hi' } },
  ...fields,
});
const status = (fields: Partial<WhatsAppStatusEvent> = {}): WhatsAppStatusEvent => ({
  kind: 'status',
  messageId: 'wamid.sent',
  status: 'delivered',
  timestamp: '1764000000',
  user: {},
  receivedAtMs: now,
  raw: {},
  ...fields,
});
const preference = (fields: Partial<WhatsAppUserPreferenceEvent> = {}): WhatsAppUserPreferenceEvent => ({
  kind: 'user_preference',
  user: {},
  timestamp: '1764000000',
  receivedAtMs: now,
  raw: { value: 'stop' },
  ...fields,
});

/** Whether the second one is taken for new after the first. */
function isTold(first: WhatsAppEvent, second: WhatsAppEvent): boolean {
  const dedupe = new EventDedupe();
  expect(dedupe.accept(first, now)).toBe(true);
  return dedupe.accept(second, now + 1);
}

describe('an event that comes again is recognized', () => {
  const echo: WhatsAppEchoEvent = { ...message(), kind: 'echo' };
  const history: WhatsAppHistoryEvent = { ...message(), kind: 'history' };
  const call: WhatsAppCallEvent = {
    kind: 'call',
    callId: 'c1',
    event: 'connect',
    user: {},
    receivedAtMs: now,
    raw: {},
  };

  test.each<[string, WhatsAppEvent, Partial<WhatsAppEvent>]>([
    ['a message', message(), { raw: { text: { body: 'Hi' }, more: 1 } }],
    ['an echo', echo, {}],
    ['a message of the history', history, {}],
    ['a status', status(), { raw: { other: true } }],
    ['a call', call, {}],
    ['a message without an id', message({ messageId: undefined } as never), {}],
    ['a preference of a user', preference(), {}],
    ['a message with an id of 500 characters', message({ messageId: 'w'.repeat(500) }), {}],
  ])('%s', (_name, event, change) => {
    const again = { ...event, receivedAtMs: now + 60_000, conversationKeys: ['u'], ...change } as WhatsAppEvent;
    expect(isTold(event, again)).toBe(false);
  });
});

describe('different events are told apart', () => {
  test.each<[string, WhatsAppEvent, WhatsAppEvent]>([
    ['another message', message(), message({ messageId: 'wamid.2' })],
    [
      'an edit, which has an id of its own',
      message(),
      message({ messageId: 'wamid.3', type: 'edit', originalMessageId: 'wamid.1' }),
    ],
    ['another status of the same message', status(), status({ status: 'read' })],
    ['the same status at another time', status(), status({ timestamp: '1764000001' })],
    ['the status of another message', status(), status({ messageId: 'wamid.other' })],
    ['a status and its message', message({ messageId: 'wamid.sent' }), status()],
    ['messages without ids, but with other content', message({ messageId: '' }), message({ messageId: '', raw: {} })],
    ['the same preference at another time', preference(), preference({ timestamp: '1764000099' })],
    ['the same content of another number', preference({ phoneNumberId: '1' }), preference({ phoneNumberId: '2' })],
  ])('%s', (_name, first, second) => {
    if (second.kind === 'message' && second.messageId === '') {
      expect(isTold(withoutId(first), withoutId(second))).toBe(true);
    } else {
      expect(isTold(first, second)).toBe(true);
    }
  });

  test('events of a call', () => {
    const call = (event: string): WhatsAppCallEvent => ({
      kind: 'call',
      callId: 'c1',
      event,
      user: {},
      receivedAtMs: now,
      raw: {},
    });
    expect(isTold(call('connect'), call('terminate'))).toBe(true);
  });
});

function withoutId(event: WhatsAppEvent): WhatsAppEvent {
  const { messageId: _, ...rest } = event as WhatsAppMessageEvent;
  return rest;
}

describe('what is remembered', () => {
  test('lasts eight days, and not nine', () => {
    const dedupe = new EventDedupe();
    const at = (receivedAtMs: number): WhatsAppMessageEvent => message({ receivedAtMs });
    dedupe.accept(at(now), now);
    expect(dedupe.accept(at(now + 8 * dayMs), now + 8 * dayMs)).toBe(false);
    expect(dedupe.accept(at(now + 9 * dayMs), now + 9 * dayMs)).toBe(true);
  });

  test('lasts eight days from one arrival to the other, however long the second one waited for a worker', () => {
    const dedupe = new EventDedupe();
    dedupe.accept(message(), now);
    expect(dedupe.accept(message({ receivedAtMs: now + 7 * dayMs }), now + 20 * dayMs)).toBe(false);
  });

  test('is remembered from now on, when it is delivered long after its arrival, as a redriven one is', () => {
    const dedupe = new EventDedupe();
    dedupe.accept(message(), now + 20 * dayMs);
    dedupe.accept(message({ messageId: 'wamid.2', receivedAtMs: now + 20 * dayMs }), now + 20 * dayMs);
    expect(dedupe.accept(message(), now + 20 * dayMs)).toBe(false);
  });

  test('survives continue-as-new as JSON', () => {
    const before = new EventDedupe();
    for (const event of [message(), status(), preference()]) before.accept(event, now);
    const after = new EventDedupe(JSON.parse(JSON.stringify(before.state)));
    for (const event of [message(), status(), preference()]) expect(after.accept(event, now + 1)).toBe(false);
  });

  test('is bounded: the oldest go first, and the state stays far below the limit of a payload', () => {
    const dedupe = new EventDedupe();
    const id = (index: number): string => `wamid.${String(index).padStart(120, 'x')}`;
    for (let index = 0; index < 10_000; index += 1) dedupe.accept(message({ messageId: id(index) }), now + index);
    expect(dedupe.state).toHaveLength(4_000);
    expect(dedupe.has(message({ messageId: id(9_999) }))).toBe(true);
    expect(dedupe.has(message({ messageId: id(5_999) }))).toBe(false);
    expect(jsonBytes(dedupe.state)).toBeLessThan(200_000);
  });

  test('can have another bound', () => {
    const dedupe = new EventDedupe([], { limit: 2 });
    for (const messageId of ['a', 'b', 'c']) dedupe.accept(message({ messageId }), now);
    expect(dedupe.state).toHaveLength(2);
    expect(['a', 'b', 'c'].map((messageId) => dedupe.has(message({ messageId })))).toEqual([false, true, true]);
  });

  test('is merged by time, whatever order it came in', () => {
    const dedupe = new EventDedupe([['late', now + 5]], { limit: 2 });
    dedupe.merge([
      ['early', now],
      ['middle', now + 1],
    ]);
    expect(dedupe.state.map(([id]) => id)).toEqual(['middle', 'late']);
  });
});

test.each([null, undefined, 7, 'text', [], {}, { kind: 'message' }, { kind: 'status' }, { kind: 'call', raw: null }])(
  'takes %j, which is no event, without throwing, and recognizes it again',
  (given) => {
    const dedupe = new EventDedupe();
    expect(dedupe.accept(given as unknown as WhatsAppEvent, now)).toBe(true);
    expect(dedupe.accept(given as unknown as WhatsAppEvent, now)).toBe(false);
  },
);

describe('the short hash', () => {
  test('has at most 31 characters and no collision among 200,000 texts that are nearly the same', () => {
    const hashes = new Set<string>();
    for (let index = 0; index < 100_000; index += 1) {
      hashes.add(shortHash(`{"value":"stop","timestamp":${index}}`));
      hashes.add(shortHash(`{"value":"stoq","timestamp":${index}}`));
    }
    expect(hashes.size).toBe(200_000);
    expect([...hashes].filter(({ length }) => length > 31)).toEqual([]);
  });

  test('changes about half of the bits of each of its hashes with one bit of the text', () => {
    const parts = (text: string): [string, string] => [shortHash(text).slice(0, 11), shortHash(text).slice(11, 22)];
    const bits = (part: string): number[] => [...BigInt(parseInt(part, 36)).toString(2).padStart(53, '0')].map(Number);
    for (const half of [0, 1] as const) {
      let flipped = 0;
      for (let index = 0; index < 1_000; index += 1) {
        const [one, other] = [parts(`text ${index} a`)[half], parts(`text ${index} c`)[half]].map(bits);
        flipped += one!.filter((bit, position) => bit !== other![position]).length;
      }
      expect(flipped / 1_000 / 53).toBeGreaterThan(0.45);
      expect(flipped / 1_000 / 53).toBeLessThan(0.55);
    }
  });
});

test.each(['', 'plain', 'größe', '漢字', '👋🏽', '\u0000"\\', '\ud800', 'a\udc00b'])(
  'counts the bytes of %j as JSON',
  (text) => {
    expect(jsonBytes({ text })).toBe(Buffer.byteLength(JSON.stringify({ text })));
  },
);
