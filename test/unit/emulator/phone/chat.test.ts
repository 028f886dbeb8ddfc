import { describe, expect, test } from '@jest/globals';
import {
  chatBubbles,
  chatEntries,
  isTyping,
  openQuestion,
  userChats,
} from '../../../../src/emulator/phone/model/chat.js';
import { contentText, type Bubble } from '../../../../src/emulator/phone/model/messages/bubble.js';
import type { PhoneState } from '../../../../src/emulator/phone/model/state.js';
import { ada, played, sentMessage, sentText, shop, wrote, wroteText } from '../../../helpers/phone-page.js';

const bubbles = (state: PhoneState): Bubble[] => chatBubbles(state, ada.userId, shop.phoneNumberId);
const texts = (state: PhoneState): string[] => bubbles(state).map(({ content }) => contentText(content));

describe('a chat', () => {
  test('has the messages of both sides in order, and one that comes again once', () => {
    const state = played(sentText('m2', 'Which size?'), wroteText('m1', 'hi'), sentText('m2', 'Which size?'));
    expect(texts(state)).toEqual(['hi', 'Which size?']);
  });

  test('shows nothing that failed before it was delivered', () => {
    expect(texts(played(sentText('m1', 'lost', { isShown: false })))).toEqual([]);
  });

  test('has ticks by the furthest status, whatever order they come in, and the reason of a failure', () => {
    const status = (name: string): { status: string; atMs: number } => ({ status: name, atMs: 1 });
    const errors = [{ code: 131026, error_data: { details: 'Message undeliverable' } }];
    const state = played(
      sentText('m1', 'a', { statuses: [status('read'), status('sent')] }),
      sentText('m2', 'b', { statuses: [status('delivered'), { status: 'failed', atMs: 2, errors }] }),
      sentText('m3', 'c', { statuses: [status('played')] }),
      sentText('m4', 'd'),
    );
    expect(bubbles(state).map(({ ticks, failure }) => [ticks, failure])).toEqual([
      ['read', undefined],
      ['failed', '131026: Message undeliverable'],
      ['read', undefined],
      ['waiting', undefined],
    ]);
  });

  test('says of the user’s messages whether the receiver took them and the business has read them', () => {
    const delivery = { id: 1, url: '', attempts: [], body: '{"id":"m2"}', state: 'accepted' as const };
    const state = played(
      wroteText('m1', 'a'),
      wroteText('m2', 'b'),
      wroteText('m3', 'c', { readAtMs: 9 }),
      { type: 'delivery', delivery: { ...delivery, state: 'retrying' } },
      { type: 'delivery', delivery },
    );
    expect(bubbles(state).map(({ ticks }) => ticks)).toEqual(['sent', 'delivered', 'read']);
  });

  test('puts reactions on messages, the latest of each side, and takes empty ones away', () => {
    const react = (id: string, emoji: string): ReturnType<typeof wrote> =>
      wrote(id, { type: 'reaction', reaction: { message_id: 'm1', emoji } });
    const own = { type: 'reaction', body: { reaction: { message_id: 'm2', emoji: '👍' } } };
    const state = played(
      sentText('m1', 'a'),
      wroteText('m2', 'b'),
      react('m3', '😂'),
      react('m4', '❤️'),
      sentMessage('m5', own),
    );
    expect(bubbles(state).map(({ reactions }) => reactions)).toEqual([['❤️'], ['👍']]);
    expect(bubbles(played(sentText('m1', 'a'), react('m3', '😂'), react('m4', '')))[0]?.reactions).toEqual([]);
  });

  test('shows edited texts, deleted messages, and what is quoted', () => {
    const message = { type: 'text', text: { body: 'two pizzas' } };
    const quoting = { type: 'text', body: { type: 'text', text: { body: 'ok' }, context: { message_id: 'm1' } } };
    const state = played(
      wroteText('m1', 'one pizza'),
      wroteText('m2', 'oops'),
      wrote('m3', { type: 'edit', edit: { original_message_id: 'm1', message } }),
      wrote('m4', { type: 'revoke', revoke: { original_message_id: 'm2' } }),
      sentMessage('m5', quoting),
    );
    expect(bubbles(state)).toMatchObject([
      { isEdited: true, content: { text: 'two pizzas' } },
      { isRevoked: true },
      { quote: { id: 'm1', side: 'user', text: 'two pizzas' } },
    ]);
  });

  test('names sends that did not come through', () => {
    const failedSend = { id: 1, userId: ada.userId, phoneNumberId: shop.phoneNumberId, atMs: 5, type: 'text' };
    const status = { status: 'failed', atMs: 7, errors: [{ code: 131026, title: 'Message undeliverable' }] };
    const state = played(
      sentText('m1', 'a'),
      sentText('m7', 'lost', { isShown: false, statuses: [status] }),
      { type: 'failed-send', failedSend: { ...failedSend, status: 400, code: 131047, isFault: false } },
      { type: 'failed-send', failedSend: { ...failedSend, id: 2, isFault: true } },
    );
    expect(chatEntries(state, ada.userId, shop.phoneNumberId)).toMatchObject([
      { kind: 'bubble' },
      { kind: 'failed-send', text: expect.stringContaining('refused with 131047') },
      { kind: 'failed-send', text: expect.stringContaining('got no answer, by a scripted fault') },
      { kind: 'failed-send', text: '“lost” never arrived: 131026: Message undeliverable' },
    ]);
  });

  test('shows "typing…" for 25 seconds, or until the next message', () => {
    const typing = wroteText('m1', 'hi', { typingAtMs: 1_000 });
    expect(isTyping(played(typing), ada.userId, shop.phoneNumberId, 25_000)).toBe(true);
    expect(isTyping(played(typing), ada.userId, shop.phoneNumberId, 26_001)).toBe(false);
    expect(isTyping(played(typing, sentText('m2000', 'a')), ada.userId, shop.phoneNumberId, 2_500)).toBe(false);
  });

  test('counts what is unread, and names the question that is open', () => {
    const state = played(sentText('m1', 'a'), sentText('m2', 'b'), {
      act: { type: 'seen', key: `${shop.phoneNumberId}/${ada.userId}`, atMs: 1 },
    });
    expect(userChats(state, ada.userId)).toMatchObject([{ name: 'Shop', unread: 1, latest: { id: 'm2' } }]);
    expect(openQuestion(state, ada.userId, shop.phoneNumberId)?.id).toBe('m2');
    expect(
      openQuestion(played(sentText('m1', 'a'), wroteText('m2', 'b')), ada.userId, shop.phoneNumberId),
    ).toBeUndefined();
  });
});
