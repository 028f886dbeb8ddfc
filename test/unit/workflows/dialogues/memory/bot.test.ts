import { describe, expect, test } from '@jest/globals';
import type { WhatsAppEvent } from '../../../../../src/common/events/types.js';
import { Bot, type BotSettings } from '../../../../../src/workflows/dialogues/memory/bot.js';
import { copyState } from '../../../../../src/workflows/dialogues/memory/copy-state.js';

const hourMs = 3_600_000;
const settings: BotSettings = {
  debounceMs: 0,
  joinsMessages: false,
  commands: [],
  initialState: { count: 0 },
  consentWords: undefined,
  keepsTranscript: true,
  phoneAppLeaseMs: hourMs,
};

let ids = 0;
const message = (raw: object, members: object = {}): WhatsAppEvent =>
  ({
    kind: 'message',
    messageId: `m${++ids}`,
    type: 'text',
    user: {},
    receivedAtMs: 0,
    raw,
    ...members,
  }) as WhatsAppEvent;
const writes = (body: string, members: object = {}) => message({ text: { body } }, members);

/** Through JSON, as continue-as-new does it. */
const nextRun = (bot: Bot) => new Bot(settings, JSON.parse(JSON.stringify(bot.state)));

describe('in a group', () => {
  const group = new Bot({ ...settings, isOfGroup: ({ groupId }) => groupId !== undefined });
  const participant = { waId: '1', name: 'Ada' };

  test('STOP is a message like any other, and opts nobody out', () => {
    group.add(writes('STOP', { groupId: 'group', user: participant }), 0);
    expect(group.consent.state).toEqual({});
    expect(group.inbox.events).toMatchObject([{ raw: { text: { body: 'STOP' } } }]);
  });

  test('the transcript tells who wrote', () => {
    expect(nextRun(group).transcript.read()).toEqual([{ role: 'user', content: 'STOP', participant: 'Ada' }]);
  });
});

describe('consent', () => {
  const edits = (originalMessageId: string, body: string, members: object = {}) =>
    message({ edit: { message: { type: 'text', text: { body } } } }, { type: 'edit', originalMessageId, ...members });

  test.each(['waits', 'was heard'])('is said by an edit of a message that %s', (when) => {
    const bot = new Bot(settings);
    bot.add(writes('stpo', { messageId: 'a', timestamp: '1' }), 5_000);
    if (when === 'was heard') bot.inbox.take(bot.inbox.next(5_000) ?? { untilMs: 0 });
    bot.add(edits('a', 'STOP', { timestamp: '3' }), 5_000);
    expect(bot.consent.state).toMatchObject({ stoppedAtMs: 3_000 });
    expect([bot.consent.stops, bot.inbox.length]).toEqual([1, 0]);
    bot.add(edits('a', 'START', { timestamp: '4' }), 5_000);
    expect(bot.consent.allows('marketing')).toBe(true);
  });

  test('is not taken back by another text, and not said by an edit in a group', () => {
    const bot = new Bot({ ...settings, isOfGroup: ({ groupId }) => groupId !== undefined });
    bot.add(writes('stpo', { messageId: 'a' }), 0);
    bot.add(edits('a', 'STOP', { groupId: 'group' }), 0);
    expect([bot.consent.state, bot.inbox.length]).toEqual([{}, 1]);
    bot.add(edits('a', 'STOP'), 0);
    bot.add(edits('a', 'a stop'), 0);
    expect(bot.consent.allows('utility')).toBe(false);
  });

  test('is heard all the same by a command of that name', () => {
    const bot = new Bot({ ...settings, commands: [{ name: 'stop' }] });
    bot.add(writes('stpo', { messageId: 'a' }), 0);
    bot.add(edits('a', 'STOP'), 0);
    expect(bot.consent.allows('utility')).toBe(false);
    expect(bot.inbox.next(0)).toMatchObject({ kind: 'command', name: 'stop' });
  });

  test.each([
    ['a quick reply of a template, by its label', { type: 'button', button: { payload: 'out', text: 'Stop' } }, true],
    ['a quick reply of a template, by its payload', { type: 'button', button: { payload: 'STOP', text: 'No' } }, true],
    ['the answer to a question', { type: 'button', button: { payload: 'w012345678.stop', text: 'Stop' } }, false],
    ['a button', { type: 'interactive', interactive: { button_reply: { id: 'stop', title: 'Stop' } } }, false],
  ])('of a tap: %s', (_, { type, ...raw }, isWord) => {
    const bot = new Bot(settings);
    bot.add(message(raw, { type }), 0);
    expect([bot.consent.allows('utility'), bot.inbox.length]).toEqual([!isWord, isWord ? 0 : 1]);
  });

  test.each([
    [['STOP'], { utility: false, marketing: false, service: true }],
    [['stop!'], { utility: false, marketing: false, service: true }],
    [['please stop that'], { utility: true, marketing: true, service: true }],
    [['Stop', 'START'], { utility: true, marketing: true, service: true }],
    [['unsubscribe'], { utility: false, marketing: false, service: true }],
  ])('%j', (words, expected) => {
    const bot = new Bot(settings);
    for (const word of words) bot.add(writes(word), 0);
    for (const [category, allowed] of Object.entries(expected)) {
      expect([category, nextRun(bot).consent.allows(category as 'utility')]).toEqual([category, allowed]);
    }
  });

  test('by the setting in WhatsApp, and by the status of a message', () => {
    const preference = (value: string) =>
      ({
        kind: 'user_preference',
        category: 'marketing_messages',
        value,
        user: {},
        raw: { value },
        receivedAtMs: 0,
      }) as never;
    const bot = new Bot(settings);
    bot.add(preference('stop'), 0);
    expect([bot.consent.allows('marketing'), bot.consent.allows('utility')]).toEqual([false, true]);
    bot.add(preference('resume'), 0);
    expect(bot.consent.allows('marketing')).toBe(true);
    bot.consent.takeEvent({ kind: 'status', status: 'failed', errors: [{ code: 131050 }] } as never, 0);
    expect(bot.consent.allows('marketing')).toBe(false);
  });

  test('words of the business replace the usual ones', () => {
    const bot = new Bot({ ...settings, consentWords: { stop: ['Abmelden'], start: ['Anmelden'] } });
    bot.add(writes('abmelden'), 0);
    expect(bot.consent.allows('utility')).toBe(false);
    bot.add(writes('STOP'), 0);
    bot.add(writes('anmelden'), 0);
    expect(bot.consent.allows('utility')).toBe(true);
  });
});

describe('the owner', () => {
  test('a message from the phone app takes the conversation over, for its time', () => {
    const bot = new Bot(settings);
    const echo = {
      kind: 'echo',
      messageId: 'e',
      type: 'text',
      user: {},
      receivedAtMs: 0,
      raw: { text: { body: 'I am on it' } },
    };
    bot.add(echo as WhatsAppEvent, 0);
    bot.add(writes('hello?'), 1);
    expect([bot.inbox.isEmpty, bot.ownership.lease(1)?.owner]).toEqual([true, 'human']);
    bot.add(writes('hello?'), hourMs + 1);
    expect([bot.inbox.length, bot.ownership.lease(hourMs + 1)]).toEqual([1, undefined]);
    expect(bot.transcript.read().map(({ role }) => role)).toEqual(['assistant', 'user', 'user']);
  });

  test("a message that Meta's agent handles silences the bot", () => {
    const bot = new Bot(settings);
    bot.add(writes('hi', { field: 'standby' }), 0);
    expect([bot.inbox.isEmpty, bot.ownership.lease(1)?.owner]).toEqual([true, 'meta-agent']);
  });

  test("also a STOP that Meta's agent handles counts", () => {
    const bot = new Bot(settings);
    bot.add(writes('Stop', { field: 'standby' }), 0);
    expect([bot.consent.allows('utility'), bot.ownership.lease(1)?.owner]).toEqual([false, 'meta-agent']);
  });

  test('a message from the phone app does not shorten the time of a person', () => {
    const echo = { kind: 'echo', messageId: 'e', type: 'text', user: {}, receivedAtMs: 0, raw: {} } as WhatsAppEvent;
    const lease = { owner: 'human', untilMs: 8 * hourMs, note: 'complaint' };
    const bot = new Bot(settings);
    bot.ownership.give(lease);
    bot.add(echo, 0);
    expect(bot.ownership.lease(1)).toEqual(lease);
    bot.ownership.give({ owner: 'human', untilMs: 10 });
    bot.add({ ...echo, messageId: 'f' } as WhatsAppEvent, 0);
    expect(bot.ownership.lease(1)?.untilMs).toBe(hourMs);
  });

  test("what Meta's agent answers is nothing of the phone app's", () => {
    const bot = new Bot(settings);
    const echo = { kind: 'echo', field: 'standby', messageId: 'e', type: 'text', user: {}, receivedAtMs: 0 };
    bot.add({ ...echo, raw: { text: { body: 'I am an agent' } } } as WhatsAppEvent, 0);
    expect(bot.ownership.lease(2 * hourMs)?.owner).toBe('meta-agent');
    expect(bot.transcript.read()).toEqual([{ role: 'assistant', content: 'I am an agent' }]);
  });

  test('a note is bounded', () => {
    const bot = new Bot(settings);
    bot.ownership.give({ owner: 'human', untilMs: 1, note: 'x'.repeat(3_000_000) });
    expect(bot.state.bot?.lease?.note).toHaveLength(1_000);
  });
});

describe('what was said', () => {
  test('edits and revokes reach the transcript and what waits', () => {
    const bot = new Bot(settings);
    bot.add(writes('one', { messageId: 'a' }), 0);
    bot.add(writes('two', { messageId: 'b' }), 0);
    const edit = { edit: { original_message_id: 'a', message: { type: 'text', text: { body: 'uno' } } } };
    bot.add(message(edit, { type: 'edit', originalMessageId: 'a' }), 0);
    bot.add(message({ revoke: { original_message_id: 'b' } }, { type: 'revoke', originalMessageId: 'b' }), 0);
    expect(bot.transcript.read()).toEqual([{ role: 'user', content: 'uno' }]);
    expect(bot.inbox.next(0)).toMatchObject({ turn: { text: 'uno' } });
  });

  test('is bounded in number and in bytes', () => {
    const bot = new Bot(settings);
    for (let index = 0; index < 300; index += 1) bot.add(writes(`${index} ${'漢'.repeat(5_000)}`), 0);
    const { bot: known } = bot.state;
    expect(JSON.stringify(known?.transcript).length).toBeLessThan(70_000);
    for (let index = 0; index < 300; index += 1) bot.add(writes(String(index)), 0);
    expect(bot.transcript.read()).toHaveLength(100);
    expect(bot.transcript.read(2).map(({ content }) => content)).toEqual(['298', '299']);
  });

  test('can be switched off', () => {
    const bot = new Bot({ ...settings, keepsTranscript: false });
    bot.add(writes('secret'), 0);
    expect(bot.transcript.read()).toEqual([]);
  });
});

test('the window stays open for 24 hours after the latest message', () => {
  const bot = new Bot(settings);
  bot.add(writes('hi', { timestamp: '1000' }), 2_000_000);
  bot.add(writes('an older one', { timestamp: '500' }), 2_000_000);
  expect(bot.known.windowUntilMs).toBe(1_000_000 + 24 * hourMs);
});

test('a tap that was given away is new when it comes back', () => {
  const bot = new Bot(settings);
  const tap = message({ interactive: { button_reply: { id: 'w012345678.k', title: 'Yes' } } });
  bot.add(tap, 0);
  expect(bot.takeStrangeTaps()).toEqual([tap]);
  expect([bot.add(tap, 1), bot.add(tap, 2), bot.inbox.length, bot.summary.messagesReceived]).toEqual([
    true,
    false,
    1,
    1,
  ]);
});

test('a request that is signaled again is served once, and can be taken back', () => {
  const bot = new Bot(settings);
  const request = { id: 'r', kind: 'start', dialogue: 'd' } as const;
  bot.takeRequest(request);
  const next = nextRun(bot);
  next.takeRequest(request);
  expect(next.known.requests).toEqual([request]);
  next.takeRequest({ kind: 'cancel', id: 'r' });
  next.takeRequest(request);
  expect(next.known.requests).toEqual([]);
});

test.each([
  undefined,
  null,
  7,
  'x',
  [],
  { bot: 7 },
  { bot: { inbox: { arrivals: 'x' }, requests: {}, consent: [] } },
  { bot: { inbox: { arrivals: [null, 7, {}, { event: null }] }, requests: [null], transcript: [null] } },
])('a handover of %j harms nothing', (given) => {
  const bot = new Bot(settings);
  bot.add(writes('hi'), 0);
  bot.merge((given ?? {}) as never);
  bot.takeRequest({ kind: 'cancel', id: 'r' });
  expect(bot.inbox.next(0)).toMatchObject({ turn: { text: 'hi' } });
  expect(bot.transcript.read()).toEqual([{ role: 'user', content: 'hi' }]);
  expect(nextRun(bot).inbox.length).toBe(1);
});

test.each([
  [undefined],
  [null],
  [{}],
  [{ kind: 'message' }],
  [{ kind: 'message', raw: null }],
  [{ kind: 'message', raw: { text: 7, context: [] } }],
])('the event %j harms nothing', (event) => {
  const bot = new Bot(settings);
  expect(() => bot.add({ receivedAtMs: 0, ...(event as object | undefined) } as never, 0)).not.toThrow();
});

describe('the state of dialogues', () => {
  test('begins as defined, once for each conversation', () => {
    const [one, other] = [new Bot(settings), new Bot(settings)];
    (one.known.state as { count: number }).count = 7;
    expect([other.known.state, nextRun(one).known.state]).toEqual([{ count: 0 }, { count: 7 }]);
  });

  test.each([
    ['what the older conversation remembers counts', 7, 0, 7],
    ['it counts also when both remember something', 7, 3, 7],
    ['an older conversation without dialogues, which tells late, changes nothing', 0, 3, 3],
  ])('of two conversations of one user: %s', (_name, older, newer, expected) => {
    const [from, to] = [older, newer].map((count) => {
      const bot = new Bot(settings);
      bot.known.state = { count };
      return bot;
    });
    to?.merge(JSON.parse(JSON.stringify({ ...from?.state, fromKey: '1', atMs: 0 })));
    expect(to?.known.state).toEqual({ count: expected });
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  test.each([
    ['a date', { at: new Date() }, 'state.at is not'],
    ['a map', new Map(), 'state is not'],
    ['a function', { f: () => 1 }, 'state.f is not'],
    ['NaN', { a: [1, NaN] }, 'state.a.1 is not'],
    ['a bigint', { n: 1n }, 'state.n is not'],
    ['a circle', circle, 'state.self is not'],
    ['300 KB', 'x'.repeat(300_000), 'at most 262144 bytes'],
  ])('must not be %s', (_, state, problem) => expect(() => copyState(state)).toThrow(problem));

  test.each([[undefined], [null], [[]], [{ a: [{ b: 'c' }], absent: undefined }], [Object.create(null)]])(
    'may be %j',
    (state) => expect(() => copyState(state)).not.toThrow(),
  );
});
