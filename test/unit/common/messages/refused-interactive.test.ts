import { describe, expect, test } from '@jest/globals';
import { outboundMessageSchema } from '../../../../src/messages.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';
import { body, interactive, of, findProblems, times } from './cases.js';

const replies = (...entries: [string, string][]): object =>
  interactive({
    type: 'button',
    body,
    action: { buttons: entries.map(([id, title]) => ({ type: 'reply', reply: { id, title } })) },
  });
const array = (action: object, parts: object = {}): object =>
  interactive({ type: 'list', body, ...parts, action: { button: 'Open', ...action } });
const rows = (count: number, prefix = ''): object[] =>
  times(count, (i) => ({ id: `${prefix}${i}`, title: `Row ${i}` }));
const oneRow = (row: object): object => array({ sections: [{ rows: [{ id: 'a', title: 'A', ...row }] }] });
const flowWith = (parameters: object): object =>
  interactive({
    type: 'flow',
    body,
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go', ...parameters } },
  });
const card = (index: number, changes: object = {}): object => ({
  card_index: index,
  header: { type: 'image', image: { id: '1' } },
  action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.com' } },
  ...changes,
});
const carousel = (cards: object[], parts: object = {}): object =>
  interactive({ type: 'carousel', body, ...parts, action: { cards } });
const products = (counts: number[], parts: object = {}): object =>
  interactive({
    type: 'product_list',
    header: { type: 'text', text: 'Menu' },
    body,
    ...parts,
    action: {
      catalog_id: '1',
      sections: counts.map((count) => ({
        title: 'S',
        product_items: times(count, (i) => ({ product_retailer_id: `${i}` })),
      })),
    },
  });
const voiceCall = (parameters: object): object =>
  interactive({ type: 'voice_call', body, action: { name: 'voice_call', parameters } });
/** What is wrong, the message, and every problem it has to report. */
const refused: [string, unknown, ...string[]][] = [
  [
    'an unknown interactive type',
    interactive({ type: 'slider' }),
    'interactive.type: must be one of button, list, cta_url, flow, product, product_list, catalog_message, location_request_message, address_message, call_permission_request, voice_call, request_contact_info, carousel, order_details, order_status',
  ],
  [
    'four buttons',
    replies(['1', 'A'], ['2', 'B'], ['3', 'C'], ['4', 'D']),
    'interactive.action.buttons: must have at most 3 buttons',
  ],
  ['no buttons', replies(), 'interactive.action.buttons: must not be empty'],
  [
    'eleven mixed buttons',
    interactive({ type: 'button', body, action: { buttons: times(11, () => ({ type: 'cta_url' })) } }),
    'interactive.action.buttons: must have at most 10 buttons',
  ],
  [
    'a long button title',
    replies(['1', of(21)]),
    'interactive.action.buttons.0.reply.title: must be at most 20 characters',
  ],
  [
    'a long button id',
    replies([of(257), 'A']),
    'interactive.action.buttons.0.reply.id: must be at most 256 characters',
  ],
  [
    'repeated ids and titles of buttons',
    replies(['1', 'A'], ['1', 'B'], ['2', 'A']),
    'interactive.action.buttons.1.reply.id: must be unique: number 1 is the same',
    'interactive.action.buttons.2.reply.title: must be unique: number 1 is the same',
  ],
  [
    'buttons without a text',
    interactive({ type: 'button', action: { buttons: [{ type: 'reply', reply: { id: '1', title: 'A' } }] } }),
    'interactive.body: must be set: an object',
  ],
  [
    'long parts',
    interactive({
      type: 'cta_url',
      header: { type: 'text', text: of(61) },
      body: { text: of(1025) },
      footer: { text: of(61) },
      action: { name: 'cta_url', parameters: { display_text: of(21), url: 'example.com' } },
    }),
    'interactive.header.text: must be at most 60 characters',
    'interactive.body.text: must be at most 1024 characters',
    'interactive.footer.text: must be at most 60 characters',
    'interactive.action.parameters.display_text: must be at most 20 characters',
    'interactive.action.parameters.url: must be an http(s) URL',
  ],
  [
    'a header of an unknown type',
    interactive({ type: 'location_request_message', header: { type: 'gif' }, body, action: { name: 'send_location' } }),
    'interactive.header.type: must be one of text, image, video, document',
  ],
  [
    'a long list text',
    array({ sections: [{ rows: rows(1) }] }, { body: { text: of(4097) } }),
    'interactive.body.text: must be at most 4096 characters',
  ],
  [
    'an image over a list',
    array({ sections: [{ rows: rows(1) }] }, { header: { type: 'image', image: { id: '1' } } }),
    'interactive.header.type: must be "text": this kind of message shows no other header',
    'interactive.header.text: must be set: a text',
  ],
  [
    'a long list button',
    array({ button: of(21), sections: [{ rows: rows(1) }] }),
    'interactive.action.button: must be at most 20 characters',
  ],
  ['a long row id', oneRow({ id: of(201) }), 'interactive.action.sections.0.rows.0.id: must be at most 200 characters'],
  [
    'a long row title',
    oneRow({ title: of(25) }),
    'interactive.action.sections.0.rows.0.title: must be at most 24 characters',
  ],
  [
    'a long row description',
    oneRow({ description: of(73) }),
    'interactive.action.sections.0.rows.0.description: must be at most 72 characters',
  ],
  [
    'a long section title',
    array({ sections: [{ title: of(25), rows: rows(1) }] }),
    'interactive.action.sections.0.title: must be at most 24 characters',
  ],
  [
    'eleven rows',
    array({
      sections: [
        { title: 'A', rows: rows(6, 'a') },
        { title: 'B', rows: rows(5, 'b') },
      ],
    }),
    'interactive.action.sections: must have at most 10 rows in all sections together, not 11',
  ],
  [
    'eleven sections',
    array({ sections: times(11, (i) => ({ title: 'S', rows: rows(1, `${i}`) })) }),
    'interactive.action.sections: must have at most 10 sections',
  ],
  [
    'sections without titles',
    array({ sections: [{ rows: rows(1, 'a') }, { title: 'B', rows: rows(1, 'b') }] }),
    'interactive.action.sections.0.title: must be set: with more than one section, each needs a title',
  ],
  [
    'repeated row ids',
    array({
      sections: [
        { title: 'A', rows: rows(2) },
        { title: 'B', rows: rows(1) },
      ],
    }),
    'interactive.action.sections.1.rows.0.id: must be unique: number 1 is the same',
  ],
  [
    'a flow without id and name',
    flowWith({ flow_id: null }),
    'interactive.action.parameters.flow_id: must be set, or "flow_name"',
  ],
  [
    'a flow with id and name',
    flowWith({ flow_name: 'a' }),
    'interactive.action.parameters.flow_name: must not be set together with "flow_id": use one',
  ],
  [
    'a long flow label',
    flowWith({ flow_cta: of(31) }),
    'interactive.action.parameters.flow_cta: must be at most 30 characters',
  ],
  [
    'another flow version',
    flowWith({ flow_message_version: '4' }),
    'interactive.action.parameters.flow_message_version: must be "3"',
  ],
  [
    'empty flow data',
    flowWith({ flow_action_payload: { data: {} } }),
    'interactive.action.parameters.flow_action_payload.data: must not be empty: leave it out instead',
  ],
  [
    'an unknown flow mode',
    flowWith({ mode: 'live' }),
    'interactive.action.parameters.mode: must be "draft" or "published"',
  ],
  [
    'a header over a product',
    interactive({
      type: 'product',
      header: { type: 'text', text: 'x' },
      action: { catalog_id: '1', product_retailer_id: '2' },
    }),
    'interactive.header: must not be set: a product message shows no header',
  ],
  [
    '31 products',
    products([16, 15]),
    'interactive.action.sections: must have at most 30 products in all sections together, not 31',
  ],
  ['a product list without a header', products([1], { header: null }), 'interactive.header: must be set: an object'],
  [
    'a call button for 31 days',
    voiceCall({ ttl_minutes: 43201 }),
    'interactive.action.parameters.ttl_minutes: must be a whole number from 1 to 43200',
  ],
  [
    'a long call label and payload',
    voiceCall({ display_text: of(21), payload: of(513) }),
    'interactive.action.parameters.display_text: must be at most 20 characters',
    'interactive.action.parameters.payload: must be at most 512 characters',
  ],
  [
    'a footer under a call permission request',
    interactive({
      type: 'call_permission_request',
      footer: { text: 'x' },
      action: { name: 'call_permission_request' },
    }),
    'interactive.footer: must not be set: a call permission request shows no footer',
  ],
  [
    'an address form for no country',
    interactive({ type: 'address_message', action: { name: 'address_message', parameters: {} } }),
    'interactive.action.parameters.country: must be set: an ISO country code such as "IN"',
  ],
  ['one card', carousel([card(0)]), 'interactive.action.cards: must have at least 2 cards'],
  [
    'a header over a carousel',
    carousel([card(0), card(1)], { header: { type: 'text', text: 'x' } }),
    'interactive.header: must not be set: a carousel has headers on its cards only',
  ],
  [
    'long text on a card',
    carousel([card(0, { body: { text: of(161) } }), card(1)]),
    'interactive.action.cards.0.body.text: must be at most 160 characters',
  ],
  [
    'three line breaks on a card',
    carousel([card(0), card(1, { body: { text: '1\n2\n3\n4' } })]),
    'interactive.action.cards.1.body.text: must have at most 2 line breaks',
  ],
  [
    'a card without a picture',
    carousel([card(0), card(1, { header: null })]),
    'interactive.action.cards.1.header: must be set: an image or a video',
  ],
  [
    'cards with different actions',
    carousel([
      card(0),
      card(1, { action: { buttons: [{ type: 'quick_reply', quick_reply: { id: '1', title: 'A' } }] } }),
    ]),
    'interactive.action.cards.1.action: must have a URL button as the first card has, not 1 quick replies',
  ],
];

describe('outboundMessageSchema', () => {
  test.each(refused)('refuses %s and says where and why', (_, message, ...problems) => {
    expect(findProblems(outboundMessageSchema, message)).toStrictEqual(problems);
  });

  test('shows the value and its length beside the limit', () => {
    expect(() => parseInput(outboundMessageSchema, replies(['1', of(70)]), 'send')).toThrow(
      /at most 20 characters.*70 characters/s,
    );
  });
});
