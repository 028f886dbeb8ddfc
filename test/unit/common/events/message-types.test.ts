import { describe, expect, test } from '@jest/globals';
import {
  isEchoOfType,
  isHistoryOfType,
  isMessageOfType,
  type MessageOfType,
} from '../../../../src/common/events/message-types.js';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';

function parseEvents(value: object): WhatsAppEvent[] {
  return parseWebhook({ field: 'messages', value }, 0).map(({ event }) => event);
}

const text = { id: 'm', type: 'text', text: { body: 'Hello' } };

describe('isMessageOfType', () => {
  test('gives the content its type', () => {
    const [event] = parseEvents({ messages: [text] });
    if (!event || !isMessageOfType(event, 'text')) throw new Error('it is a text');
    const body: string | undefined = event.raw.text?.body;
    expect(body).toBe('Hello');
    const typed: MessageOfType<'text'> = event;
    expect(typed.type).toBe('text');
  });

  test('tells interactive replies, cards and orders apart, numbers and strings alike', () => {
    const [reply, card, order] = parseEvents({
      messages: [
        { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'x' } } },
        { type: 'contacts', contacts: [{ phones: [{ wa_id: '1' }] }] },
        { type: 'order', order: { product_items: [{ quantity: '2' }, { quantity: 3 }] } },
      ],
    });
    expect(reply && isMessageOfType(reply, 'interactive') && reply.raw.interactive?.list_reply?.id).toBe('x');
    expect(card && isMessageOfType(card, 'contacts') && card.raw.contacts?.[0]?.phones?.[0]?.wa_id).toBe('1');
    expect(
      order && isMessageOfType(order, 'order') && order.raw.order?.product_items?.map(({ quantity }) => quantity),
    ).toEqual(['2', 3]);
  });

  test('is false for another type, and for a message that no user sent now', () => {
    const [message, echo, old] = parseEvents({
      messages: [text],
      message_echoes: [text],
      history: [{ threads: [{ messages: [text] }] }],
    });
    const kinds = [message, echo, old].map((event) => [
      event && isMessageOfType(event, 'text'),
      event && isEchoOfType(event, 'text'),
      event && isHistoryOfType(event, 'text'),
      event && isMessageOfType(event, 'image'),
    ]);
    expect(kinds).toEqual([
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, false],
    ]);
  });

  test.each([[null], ['x'], [5], [[]]])('lets content of another shape, %j, be read with ?.', (content) => {
    const [event] = parseEvents({ messages: [{ type: 'text', text: content }] });
    expect(event && isMessageOfType(event, 'text') ? event.raw.text?.body : 'no').toBeUndefined();
  });
});
