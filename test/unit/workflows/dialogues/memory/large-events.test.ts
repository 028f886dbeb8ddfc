import { describe, expect, test } from '@jest/globals';
import type { WhatsAppMessageEvent } from '../../../../../src/common/events/types.js';
import { shrinkEvent } from '../../../../../src/common/events/stored/shrink-event.js';
import { restoreEvent } from '../../../../../src/workflows/dialogues/memory/large-events.js';
import { readMessage } from '../../../../../src/workflows/questions/turn.js';

const stored = { ref: 'file:///media/event.json', bytes: 100_000, sha256: 'a'.repeat(64) };
const large = 'ä'.repeat(100_000);

function event(raw: object, members: object = {}): WhatsAppMessageEvent {
  const normalized = {
    messageId: 'm1',
    type: 'text',
    user: { waId: '49151' },
    timestamp: '1764000000',
    receivedAtMs: 1,
  };
  return { kind: 'message', ...normalized, raw, ...members } as WhatsAppMessageEvent;
}

const samples: [string, WhatsAppMessageEvent][] = [
  ['a text', event({ text: { body: large }, context: { id: 'm0' } })],
  ['a form', event({ interactive: { nfm_reply: { name: 'flow', response_json: large } } }, { type: 'interactive' })],
  ['contacts', event({ contacts: [{ name: { formatted_name: large } }], context: { id: 'm0' } }, { type: 'contacts' })],
  ['an unknown member of the event', event({ text: { body: 'Hi' } }, { undocumented: { body: { large } } })],
  ['many members', event(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`m${at}`, 'x'.repeat(900)])))],
];

describe.each(samples)('%s', (_, whole) => {
  const small = shrinkEvent(whole, stored);

  test('is small without what is large, and keeps whose it is', () => {
    expect(JSON.stringify(small).length).toBeLessThan(40_000);
    const { kind, messageId, type, user, timestamp } = whole;
    expect(small).toMatchObject({ kind, messageId, type, user, timestamp, stored });
  });

  test('becomes whole again', () => {
    expect(restoreEvent(small, whole)).toEqual(whole);
  });

  test('what the user has edited meanwhile stays edited', () => {
    const edited = { ...small, type: 'text', raw: { ...small.raw, text: { body: 'edited' } } } as WhatsAppMessageEvent;
    expect(restoreEvent(edited, whole)).toEqual({
      ...whole,
      type: 'text',
      raw: { ...whole.raw, text: { body: 'edited' } },
    });
  });
});

test('a message that cannot be read back has the beginning of its text, and says where the rest is', () => {
  const message = readMessage(shrinkEvent(event({ text: { body: large }, context: { id: 'm0' } }), stored));
  expect(message).toMatchObject({ text: large.slice(0, 4_096), replyTo: 'm0', stored });
});

test('a message whose file was stored while it was small still has it when it is whole', () => {
  const whole = event({ image: { id: '7', caption: large } }, { type: 'image' });
  const file = { mediaId: '7', lost: { type: 'WhatsApp.NotFound', message: 'gone' } };
  const restored = restoreEvent({ ...shrinkEvent(whole, stored), file }, whole);
  expect(readMessage(restored).media).toMatchObject({ id: '7', caption: large, lost: file.lost });
});
