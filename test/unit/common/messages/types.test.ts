import { describe, expect, test } from '@jest/globals';
import {
  outboundMessageSchema,
  text,
  type ImageMessage,
  type OutboundMessage,
  type TextMessage,
  type WithUnlistedMembers,
} from '../../../../src/messages.js';
import { textMessageSchema } from '../../../../src/common/messages/text.js';
import type { SchemaFor } from '../../../../src/common/schema/schema-for.js';

// The compiler is the test: a directive that is not needed is an error of `npm run typecheck`.
describe('the types of messages', () => {
  test('are those that the schemas have', () => {
    const schema: SchemaFor<TextMessage> = textMessageSchema;
    const all: SchemaFor<OutboundMessage> = outboundMessageSchema;
    expect([schema, all].map((one) => one.safeParse(text('hi')).success)).toStrictEqual([true, true]);
  });

  test('refuse what is missing, wrong or misspelled', () => {
    const wrong: OutboundMessage[] = [
      // @ts-expect-error -- the body is missing
      { type: 'text', text: {} },
      // @ts-expect-error -- a body is a text
      { type: 'text', text: { body: 17 } },
      // @ts-expect-error -- no such type
      { type: 'hologram' },
    ];
    expect(wrong.map((message) => outboundMessageSchema.safeParse(message).success)).toStrictEqual([
      false,
      false,
      false,
    ]);
    // @ts-expect-error -- `preview_url` is misspelled; at run time unlisted members pass
    const misspelled: TextMessage = { type: 'text', text: { body: 'hi', preview_ulr: true } };
    expect(outboundMessageSchema.parse(misspelled)).toStrictEqual(misspelled);
  });

  test('let unlisted members be written where somebody asks for it', () => {
    const message: WithUnlistedMembers<ImageMessage> = {
      type: 'image',
      image: { id: '1', alt_text: 'A cat' },
      more: 1,
    };
    const sent: OutboundMessage = message;
    expect(outboundMessageSchema.parse(sent)).toStrictEqual(message);
    // @ts-expect-error -- listed members keep their types
    const wrong: WithUnlistedMembers<ImageMessage> = { type: 'image', image: { id: 1 } };
    expect(outboundMessageSchema.safeParse(wrong).success).toBe(false);
  });

  test('narrow by type, down to the kind of interactive message', () => {
    const body = (message: OutboundMessage): string | undefined => {
      if (message.type === 'text') return message.text.body;
      if (message.type !== 'interactive') return undefined;
      return message.interactive.type === 'list' ? message.interactive.action.button : message.interactive.body?.text;
    };
    expect(body(text('hi'))).toBe('hi');
  });
});
