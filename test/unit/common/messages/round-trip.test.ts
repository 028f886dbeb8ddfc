import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { graphMessageSchema, toGraphMessage } from '../../../../src/common/messages/graph-message.js';
import {
  buttons,
  list,
  outboundMessageSchema,
  text,
  type ListRow,
  type OutboundMessage,
} from '../../../../src/messages.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';

/** `unit: 'binary'` counts in code points, emoji and all, as the limits do. */
const filled = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: 'binary', minLength: 1, maxLength });
const option = (maxLength: number): fc.Arbitrary<string | undefined> =>
  fc.option(filled(maxLength), { nil: undefined });

const texts = fc
  .tuple(filled(4096), fc.option(fc.boolean(), { nil: undefined }))
  .map(([body, previewUrl]) => text(body, { previewUrl }));

const choices = fc
  .tuple(
    fc.uniqueArray(filled(256), { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(filled(20), { minLength: 3, maxLength: 3 }),
  )
  .map(([ids, titles]) => ids.map((id, index) => ({ id, title: titles[index] ?? '' })));

const buttonMessages = fc
  .tuple(filled(1024), choices, option(60), option(60))
  .map(([body, entries, header, footer]) => buttons(body, entries, { header, footer }));

const rows: fc.Arbitrary<ListRow[]> = fc
  .uniqueArray(filled(200), { minLength: 2, maxLength: 10 })
  .chain((ids) =>
    fc.tuple(...ids.map((id) => fc.record({ id: fc.constant(id), title: filled(24), description: option(72) }))),
  );

/** The rows as they are, or cut into two sections. */
const lists = fc
  .tuple(filled(4096), filled(20), rows, filled(24), fc.boolean(), option(60))
  .map(([body, button, entries, title, cut, header]) => {
    const sections = [
      { title, rows: entries.slice(0, 1) },
      { title, rows: entries.slice(1) },
    ];
    return list(body, button, cut ? sections : entries, { header });
  });

const messages: fc.Arbitrary<OutboundMessage> = fc.oneof(texts, buttonMessages, lists);
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('built messages', () => {
  test('within the limits are accepted unchanged and survive JSON', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const wire = throughJson(message);
        expect(wire).toEqual(message);
        expect(parseInput(outboundMessageSchema, wire, 'send')).toStrictEqual(wire);
      }),
      { numRuns: 200 },
    );
  });

  test('become bodies that are accepted unchanged', () => {
    fc.assert(
      fc.property(messages, fc.string({ maxLength: 512 }), (message, callbackData) => {
        const body = throughJson(toGraphMessage({ to: '16505551234', message }, callbackData));
        expect(parseInput(graphMessageSchema, body, 'send')).toStrictEqual(body);
      }),
      { numRuns: 200 },
    );
  });
});

describe('any JSON as content', () => {
  test('is accepted, or refused in our words at a path inside it, and never crashes', () => {
    const kinds = fc.constantFrom('text', 'interactive', 'template', 'contacts', 'location');
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), kinds, (value, type) => {
        const result = outboundMessageSchema.safeParse({ type, [type]: value });
        for (const { path, message } of result.error?.issues ?? []) {
          expect(path[0]).toBe(type);
          expect(message).toMatch(/^must /);
        }
        if (result.success) expect(outboundMessageSchema.parse(result.data)).toStrictEqual(result.data);
      }),
      { numRuns: 500 },
    );
  });
});
