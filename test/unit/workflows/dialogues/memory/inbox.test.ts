import { describe, expect, test } from '@jest/globals';
import type { WhatsAppMessageEvent } from '../../../../../src/common/events/types.js';
import { Inbox, type InboxSettings, type NextArrival } from '../../../../../src/workflows/dialogues/memory/inbox.js';
import { readMessage, toTurn } from '../../../../../src/workflows/questions/turn.js';

const settings: InboxSettings = { debounceMs: 0, joinsMessages: false, commands: [] };
const joining: InboxSettings = { ...settings, debounceMs: 1_000, joinsMessages: true };

let ids = 0;
function event(raw: object, members: Partial<WhatsAppMessageEvent> = {}): WhatsAppMessageEvent {
  const type = 'interactive' in raw ? 'interactive' : 'text';
  return {
    kind: 'message',
    messageId: `m${++ids}`,
    type,
    user: {},
    receivedAtMs: 0,
    raw,
    ...members,
  } as WhatsAppMessageEvent;
}
const writes = (body: string) => event({ text: { body } });
const taps = (id: string, title = 'T') => event({ interactive: { button_reply: { id, title } } });

function describeNext(next: NextArrival | undefined): unknown {
  if (next === undefined) return undefined;
  if ('untilMs' in next) return next.untilMs;
  if (next.kind === 'turn') return next.turn.text;
  return next.kind === 'command' ? `/${next.name}` : `late ${next.tap.title}`;
}

/** Takes everything that is ready. */
function drain(inbox: Inbox, nowMs: number, fromPlace = 0): unknown[] {
  const taken: unknown[] = [];
  for (;;) {
    const next = inbox.next(nowMs, fromPlace);
    if (next === undefined || 'untilMs' in next) return taken;
    inbox.take(next);
    taken.push(describeNext(next));
  }
}

describe('without a debounce', () => {
  test('each message is a turn', () => {
    const inbox = new Inbox(settings);
    for (const word of ['one', 'two', 'three']) inbox.put(writes(word), 0);
    expect(drain(inbox, 0)).toEqual(['one', 'two', 'three']);
  });
});

describe('with a debounce', () => {
  test('messages that follow each other are one turn, when nothing has come for a while', () => {
    const inbox = new Inbox(joining);
    inbox.put(writes('one'), 0);
    expect(describeNext(inbox.next(0))).toBe(1_000);
    inbox.put(writes('two'), 900);
    expect(describeNext(inbox.next(1_000))).toBe(1_900);
    expect(drain(inbox, 1_900)).toEqual(['one\ntwo']);
  });

  test('a tap ends a turn, and belongs to it', () => {
    const inbox = new Inbox(joining);
    for (const arrival of [writes('one'), writes('two'), taps('x', 'Yes'), writes('three')]) inbox.put(arrival, 0);
    const next = inbox.next(0);
    expect(next).toMatchObject({ turn: { text: 'one\ntwo\nYes', choice: { id: 'x' }, messages: { length: 3 } } });
    if (next) inbox.take(next);
    expect(describeNext(inbox.next(0))).toBe(1_000);
  });

  test('a burst without an end becomes a turn all the same', () => {
    const inbox = new Inbox(joining);
    for (let at = 0; at <= 10_000; at += 500) inbox.put(writes(String(at)), at);
    expect(drain(inbox, 10_000)).toHaveLength(1);
  });

  test('five hundred messages at once are turns of a hundred', () => {
    const inbox = new Inbox(joining);
    for (let index = 0; index < 500; index += 1) inbox.put(writes('x'), 0);
    expect(drain(inbox, 5_000)).toHaveLength(5);
  });
});

describe('what is no part of a turn', () => {
  const withCommands: InboxSettings = {
    ...joining,
    commands: [
      { name: 'cancel' },
      { name: 'help', words: ['Hilfe', 'help me'] },
      {
        name: 'swear',
        matches: ({ text }) => {
          if (text === 'throw') throw new Error('a matcher of the application');
          return text.includes('#!');
        },
      },
    ],
  };

  test('a command cuts a burst, and comes in its place', () => {
    const inbox = new Inbox(withCommands);
    for (const word of ['one', 'CANCEL', 'two', 'hilfe!', 'so #!', 'throw']) inbox.put(writes(word), 0);
    expect(drain(inbox, 0)).toEqual(['one', '/cancel', 'two', '/help', '/swear']);
    expect(drain(inbox, 2_000)).toEqual(['throw']);
  });

  test('a command is its own word, and no other one that a mark tells from it', () => {
    const commands = [
      { name: 'wheel', words: ['タイヤ'] },
      { name: 'diamond', words: ['ダイヤ'] },
      { name: 'réserver' },
    ];
    const inbox = new Inbox({ ...settings, commands });
    for (const word of ['ダイヤ', 'タイヤ', 'ダイヤ゙', 'RESERVER']) inbox.put(writes(word), 0);
    expect(drain(inbox, 0)).toEqual(['/diamond', '/wheel', 'ダイヤ゙', '/réserver']);
  });

  test('a tap that has the word of a command as its label is an answer, if it is on a question', () => {
    const inbox = new Inbox(withCommands);
    inbox.openWait('w012345678');
    inbox.put(taps('w012345678.c', 'Cancel'), 0);
    inbox.put(taps('elsewhere', 'Cancel'), 0);
    expect(drain(inbox, 0)).toEqual(['Cancel', '/cancel']);
  });

  test('a tap becomes late when its question ends, also while the tap waits here', () => {
    const inbox = new Inbox(settings);
    inbox.put(taps('w012345678.k', 'Small'), 0);
    inbox.closeWait('w012345678');
    inbox.put(taps('w999999999.k', 'Forged'), 0);
    expect(inbox.next(0)).toMatchObject({ kind: 'late', tap: { id: 'k', title: 'Small' } });
    expect(drain(inbox, 1_000)).toEqual(['late Small', 'Forged']);
  });

  test('two hundred closed questions are remembered', () => {
    const inbox = new Inbox(settings);
    const waitId = (index: number) => `w${String(index).padStart(9, '0')}`;
    for (let index = 0; index < 250; index += 1) inbox.closeWait(waitId(index));
    inbox.put(taps(`${waitId(49)}.k`, 'Old'), 0);
    inbox.put(taps(`${waitId(50)}.k`, 'Young'), 0);
    expect(drain(inbox, 1_000)).toEqual(['Old', 'late Young']);
  });

  test('a tap on what was not asked here waits a moment: another conversation of the user may have asked', () => {
    const inbox = new Inbox(settings);
    inbox.put(taps('w012345678.k', 'Yes'), 0);
    expect(inbox.next(0)).toEqual({ untilMs: 1_000 });
    expect(inbox.takeStrangeTaps()).toHaveLength(1);
    expect(inbox.isEmpty).toBe(true);
  });
});

test('a tap on what was not asked here waits longer while another conversation may still say that it asked', () => {
  const inbox = new Inbox(settings);
  let isSettled = false;
  inbox.mayBeClaimed = () => !isSettled;
  inbox.put(taps('w012345678.y', 'Yes'), 0);
  inbox.put(writes('hello'), 0);
  expect(describeNext(inbox.next(60_000))).toBe(Infinity);
  isSettled = true;
  expect(describeNext(inbox.next(500))).toBe(1_000);
  expect(drain(inbox, 1_000)).toEqual(['Yes', 'hello']);
});

test('a question goes on waiting while a command asks another one', () => {
  const inbox = new Inbox(settings);
  inbox.openWait('w000000001');
  inbox.openWait('w000000002');
  inbox.closeWait('w000000002');
  const tap = taps('w000000001.k', 'Yes');
  expect(inbox.isStrangeTap(tap)).toBe(false);
  inbox.put(tap, 0);
  expect(drain(inbox, 0)).toEqual(['Yes']);
});

test('a question hears what arrived after it, and commands from before', () => {
  const inbox = new Inbox({ ...settings, commands: [{ name: 'stop it' }] });
  inbox.put(writes('before'), 0);
  inbox.put(writes('stop it'), 0);
  const fromPlace = inbox.nextPlace;
  inbox.put(writes('after'), 0);
  expect(drain(inbox, 0, fromPlace)).toEqual(['/stop it', 'after']);
  expect(drain(inbox, 0)).toEqual(['before']);
});

test('an edit makes a command of a message that waits, or none', () => {
  const inbox = new Inbox({ ...settings, commands: [{ name: 'agent' }] });
  const [one, two] = [writes('agnet'), writes('agent')];
  for (const event of [one, two]) inbox.put(event, 0);
  inbox.change(one.messageId, { type: 'text', text: { body: 'agent' } });
  inbox.change(two.messageId, { type: 'text', text: { body: 'agent, never mind' } });
  expect(drain(inbox, 0)).toEqual(['/agent', 'agent, never mind']);
});

test('edits and revokes change what waits', () => {
  const inbox = new Inbox(joining);
  const [first, second] = [writes('one'), writes('two')];
  inbox.put(first, 0);
  inbox.put(second, 0);
  expect(inbox.change(first.messageId, { type: 'text', text: { body: 'uno' } })).toBe(true);
  expect(inbox.change(second.messageId)).toBe(true);
  expect(inbox.change('unknown')).toBe(false);
  expect(drain(inbox, 1_000)).toEqual(['uno']);
});

test('the state crosses as JSON, and what is taken over comes first', () => {
  const inbox = new Inbox(settings);
  inbox.put(writes('one'), 0);
  const next = new Inbox(settings, JSON.parse(JSON.stringify(inbox.state)));
  next.put(writes('two'), 0);
  const other = new Inbox(settings);
  other.put(writes('zero'), 0);
  next.merge(JSON.parse(JSON.stringify(other.state)));
  expect(drain(next, 0)).toEqual(['zero', 'one', 'two']);
});

test('messages that a turn had and nobody answered come again, before the others', () => {
  const inbox = new Inbox(joining);
  const first = writes('one');
  inbox.put(writes('two'), 0);
  inbox.putBack([first], 0);
  expect(drain(inbox, 1_000)).toEqual(['one\ntwo']);
});

describe('a message whose file is awaited', () => {
  const sends = (id: string) => event({ image: { id } }, { type: 'image' });
  const awaiting = (inboxSettings: InboxSettings): Inbox => {
    const inbox = new Inbox(inboxSettings);
    inbox.isAwaited = ({ type, file }) => type === 'image' && file === undefined;
    return inbox;
  };

  test('holds its turn, and those behind it, until the file is stored or lost', () => {
    const inbox = awaiting(settings);
    for (const arrival of [writes('one'), sends('7'), writes('two')]) inbox.put(arrival, 0);
    expect(drain(inbox, 0)).toEqual(['one']);
    expect(describeNext(inbox.next(0))).toBe(Infinity);
    const stored = { media: 'file:///7.png', mimeType: 'image/png', size: 1, sha256: 'a' };
    inbox.setFile({ mediaId: '8', stored });
    expect(describeNext(inbox.next(0))).toBe(Infinity);
    inbox.setFile({ mediaId: '7', stored });
    expect(inbox.next(0)).toMatchObject({ turn: { media: [{ id: '7', stored }] } });
    expect(drain(inbox, 0)).toEqual(['', 'two']);
  });

  test('holds no burst that is not over', () => {
    const inbox = awaiting(joining);
    inbox.put(sends('7'), 0);
    expect(describeNext(inbox.next(0))).toBe(1_000);
    expect(describeNext(inbox.next(1_000))).toBe(Infinity);
    inbox.setFile({ mediaId: '7', lost: { type: 'WhatsApp.NotFound', message: 'gone' } });
    expect(inbox.next(1_000)).toMatchObject({ turn: { media: [{ lost: { type: 'WhatsApp.NotFound' } }] } });
  });

  test('is another one when an edit brings another file', () => {
    const inbox = awaiting(settings);
    const picture = sends('7');
    inbox.put(picture, 0);
    inbox.setFile({ mediaId: '7', lost: { type: 'WhatsApp.NotFound', message: 'gone' } });
    inbox.change(picture.messageId, { type: 'image', image: { id: '8' } });
    const [edited] = inbox.events;
    expect(edited && toTurn([readMessage(edited)]).media).toEqual([{ kind: 'image', id: '8' }]);
  });
});

describe('in a group', () => {
  const of = (waId: string, body: string) => event({ text: { body } }, { groupId: 'group', user: { waId } });

  test('what another participant writes is a turn of its own, and the turn tells who wrote', () => {
    const inbox = new Inbox({ ...joining, isGroup: true });
    for (const message of [of('1', 'a'), of('1', 'b'), of('2', 'c'), of('1', 'd')]) inbox.put(message, 0);
    const next = inbox.next(0);
    expect(next).toMatchObject({ kind: 'turn', turn: { text: 'a\nb', participant: { waId: '1' } } });
    expect(drain(inbox, 1_000)).toEqual(['a\nb', 'c', 'd']);
  });

  test('what is for nobody who waits stays, in its order', () => {
    const inbox = new Inbox({ ...settings, isGroup: true });
    for (const message of [of('2', 'a'), of('1', 'b'), of('2', 'c')]) inbox.put(message, 0);
    const next = inbox.next(0, 0, ({ user }) => user.waId === '1');
    expect(describeNext(next)).toBe('b');
    if (next && !('untilMs' in next)) inbox.take(next);
    expect(drain(inbox, 0)).toEqual(['a', 'c']);
  });

  test('a command is heard from everybody', () => {
    const inbox = new Inbox({ ...settings, isGroup: true, commands: [{ name: 'cancel' }] });
    inbox.put(of('2', 'Cancel'), 0);
    expect(describeNext(inbox.next(0, 0, () => false))).toBe('/cancel');
  });
});

test('a message of a private chat has no participant', () => {
  const inbox = new Inbox(settings);
  inbox.put(event({ text: { body: 'a' } }, { user: { waId: '1' } }), 0);
  expect(inbox.next(0)).not.toHaveProperty('turn.messages.0.participant');
  expect(inbox.next(0)).not.toHaveProperty('turn.participant');
});
