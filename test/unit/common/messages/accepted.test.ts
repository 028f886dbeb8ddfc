import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { parseInput } from '../../../../src/common/schema/parse-input.js';
import { messageTypes, outboundMessageSchema } from '../../../../src/messages.js';
import { body, interactive, of, times } from './cases.js';

const replyButton = (index: number): object => ({
  type: 'reply',
  reply: { id: `id-${index}`, title: `Title ${index}` },
});
const fullParts = {
  header: { type: 'image', image: { id: '123' } },
  body: { text: of(1024) },
  footer: { text: of(60) },
};
const name = { formatted_name: 'Ada Lovelace', first_name: 'Ada' };
const urlCard = (index: number): object => ({
  card_index: index,
  type: 'cta_url',
  header: { type: 'image', image: { link: 'https://example.com/a.jpg' } },
  body: { text: `${of(80)}\n${of(78)}\n` },
  action: { name: 'cta_url', parameters: { display_text: of(20), url: 'https://example.com' } },
});
const replyCard = (index: number): object => ({
  card_index: index,
  header: { type: 'video', video: { id: '123' } },
  action: { buttons: [{ type: 'quick_reply', quick_reply: { id: of(256), title: of(20) } }] },
});
const templateWith = (...components: object[]): object => ({
  type: 'template',
  template: { name: 'order_shipped', language: { code: 'en_US' }, components },
});

const accepted: Record<string, object> = {
  'a minimal text': { type: 'text', text: { body: 'x' } },
  'a text at its limit with a preview': { type: 'text', text: { body: of(4096), preview_url: true } },
  'a text whose emoji fill the limit': { type: 'text', text: { body: '👍'.repeat(4096) } },
  'a text with a null member': { type: 'text', text: { body: 'x', preview_url: null }, image: null },
  'an image by id': { type: 'image', image: { id: '123' } },
  'an image by link with the longest caption': {
    type: 'image',
    image: { link: 'http://a.example/b', caption: of(1024) },
  },
  'an image with an empty caption': { type: 'image', image: { id: '123', caption: '' } },
  'a video': { type: 'video', video: { id: '123', caption: of(1024) } },
  'an audio': { type: 'audio', audio: { id: '123' } },
  'a voice message': { type: 'audio', audio: { link: 'https://a.example/b.ogg', voice: true } },
  'a document with all options': { type: 'document', document: { id: '1', caption: of(1024), filename: 'a b.pdf' } },
  'a sticker': { type: 'sticker', sticker: { id: '123' } },
  'a minimal location': { type: 'location', location: { latitude: 90, longitude: -180 } },
  'a location in strings': {
    type: 'location',
    location: { latitude: '37.44', longitude: '-122.16', name: 'Philz', address: '101 Forest Ave' },
  },
  'a contact with a name only': { type: 'contacts', contacts: [{ name }] },
  'the most contacts': { type: 'contacts', contacts: times(257, () => ({ name })) },
  'a contact with everything': {
    type: 'contacts',
    contacts: [
      {
        name: { ...name, last_name: 'Lovelace', middle_name: 'K', prefix: 'Lady', suffix: 'II' },
        phones: [{ phone: '+1 650 555 1234', type: 'WORK', wa_id: '16505551234' }],
        emails: [{ email: 'ada@example.com', type: 'HOME' }],
        addresses: [{ street: 'A', city: 'B', state: 'C', zip: '1', country: 'D', country_code: 'd', type: 'Work' }],
        org: { company: 'A', department: 'B', title: 'C' },
        urls: [{ url: 'example.com', type: 'Home' }],
        birthday: '1815-12-10',
      },
    ],
  },
  'a reaction': { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍🏽' } },
  'a reaction taken back': { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '' } },
  'a pin': { type: 'pin', pin: { type: 'pin', message_id: 'wamid.1', expiration_days: 30 } },
  'an unpin': { type: 'pin', pin: { type: 'unpin', message_id: 'wamid.1' } },
  'one button': interactive({ type: 'button', body, action: { buttons: [replyButton(0)] } }),
  'three buttons at their limits': interactive({
    type: 'button',
    ...fullParts,
    action: {
      buttons: times(3, (i) => ({ type: 'reply', reply: { id: `${i}${of(255)}`, title: `${i}${of(19)}` } })),
    },
  }),
  'ten buttons of mixed types': interactive({
    type: 'button',
    body,
    action: { buttons: [{ type: 'cta_url', cta_url: {} }, ...times(9, replyButton)] },
  }),
  'a minimal list': interactive({
    type: 'list',
    body,
    action: { button: 'Open', sections: [{ rows: [{ id: 'a', title: 'A' }] }] },
  }),
  'a list at its limits': interactive({
    type: 'list',
    header: { type: 'text', text: of(60) },
    body: { text: of(4096) },
    footer: { text: of(60) },
    action: {
      button: of(20),
      sections: times(10, (i) => ({
        title: of(24),
        rows: [{ id: `${i}${of(199)}`, title: of(24), description: of(72) }],
      })),
    },
  }),
  'a URL button': interactive({
    type: 'cta_url',
    ...fullParts,
    action: { name: 'cta_url', parameters: { display_text: of(20), url: 'https://example.com' } },
  }),
  'a flow by id': interactive({
    type: 'flow',
    body,
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Book' } },
  }),
  'a flow by name with all parameters': interactive({
    type: 'flow',
    ...fullParts,
    action: {
      name: 'flow',
      parameters: {
        flow_message_version: '3',
        flow_name: 'booking',
        flow_cta: of(30),
        flow_token: 'token',
        mode: 'draft',
        flow_action: 'navigate',
        flow_action_payload: { screen: 'FIRST', data: { seats: 2, nothing: null } },
      },
    },
  }),
  'a product without a body': interactive({ type: 'product', action: { catalog_id: '1', product_retailer_id: 'sku' } }),
  'a product list at its limits': interactive({
    type: 'product_list',
    header: { type: 'text', text: of(60) },
    body,
    action: {
      catalog_id: '1',
      sections: times(10, () => ({
        title: of(24),
        product_items: times(3, (i) => ({ product_retailer_id: `sku${i}` })),
      })),
    },
  }),
  'a catalog': interactive({ type: 'catalog_message', body, action: { name: 'catalog_message' } }),
  'a catalog with a thumbnail': interactive({
    type: 'catalog_message',
    body,
    action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku' } },
  }),
  'a location request': interactive({ type: 'location_request_message', body, action: { name: 'send_location' } }),
  'an address form': interactive({
    type: 'address_message',
    body,
    action: {
      name: 'address_message',
      parameters: {
        country: 'IN',
        values: { name: 'Ada' },
        saved_addresses: [{ id: 'a', value: {} }],
        validation_errors: { in_pin_code: 'wrong' },
      },
    },
  }),
  'a call permission request without a body': interactive({
    type: 'call_permission_request',
    action: { name: 'call_permission_request' },
  }),
  'a call button with all parameters': interactive({
    type: 'voice_call',
    body,
    action: { name: 'voice_call', parameters: { display_text: of(20), ttl_minutes: 43200, payload: of(512) } },
  }),
  'a call button without parameters': interactive({ type: 'voice_call', body, action: { name: 'voice_call' } }),
  'a request for contact info': interactive({
    type: 'request_contact_info',
    body,
    action: { name: 'request_contact_info' },
  }),
  'a carousel of URL buttons': interactive({ type: 'carousel', body, action: { cards: times(10, urlCard) } }),
  'a carousel of quick replies': interactive({ type: 'carousel', body, action: { cards: times(2, replyCard) } }),
  'a carousel of products': interactive({
    type: 'carousel',
    body,
    action: {
      cards: times(2, (i) => ({
        card_index: i,
        type: 'product',
        action: { catalog_id: '1', product_retailer_id: `sku${i}` },
      })),
    },
  }),
  'order details': interactive({
    type: 'order_details',
    body,
    action: { name: 'review_and_pay', parameters: { reference_id: 'r1', currency: 'INR' } },
  }),
  'an order status': interactive({
    type: 'order_status',
    body,
    action: { name: 'review_order', parameters: { reference_id: 'r1', order: { status: 'shipped' } } },
  }),
  'a template without components': { type: 'template', template: { name: of(512), language: { code: 'en' } } },
  'a template with every known component': templateWith(
    { type: 'header', parameters: [{ type: 'document', document: { id: '1', filename: 'a.pdf' } }] },
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'Ada', parameter_name: 'name' },
        { type: 'currency', currency: { fallback_value: '$1', code: 'USD', amount_1000: 1000 } },
        { type: 'date_time', date_time: { fallback_value: 'Monday' } },
      ],
    },
    { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'p' }] },
    { type: 'button', sub_type: 'copy_code', index: 9, parameters: [{ type: 'coupon_code', coupon_code: of(20) }] },
    { type: 'button', sub_type: 'flow', index: 2, parameters: [{ type: 'action', action: { flow_token: 't' } }] },
    {
      type: 'limited_time_offer',
      parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1893456000000 } }],
    },
    {
      type: 'carousel',
      cards: [{ card_index: 0, components: [{ type: 'header', parameters: [{ type: 'video', video: { id: '1' } }] }] }],
    },
  ),
  'a template with a component and a parameter of tomorrow': templateWith(
    { type: 'hologram', beam: { width: 3 } },
    { type: 'body', parameters: [{ type: 'smell', smell: 'coffee' }] },
  ),
  'members that are not known': {
    type: 'image',
    new_member: { deep: [1, null] },
    image: { id: '1', alt_text: 'A cat', camelCase: true },
  },
};

const validate = new Ajv2020({ strict: false }).compile(z.toJSONSchema(outboundMessageSchema, { io: 'input' }));

describe('outboundMessageSchema', () => {
  test.each(Object.entries(accepted))('accepts %s and changes nothing', (_, message) => {
    expect(parseInput(outboundMessageSchema, message, 'send')).toStrictEqual(message);
    expect({ message, valid: validate(message) }).toEqual({ message, valid: true });
  });

  test('the cases cover every type of message and of interactive object', () => {
    const cases = Object.values(accepted) as { type: string; interactive?: { type: string } }[];
    expect(new Set(cases.map(({ type }) => type))).toStrictEqual(new Set(messageTypes));
    const refusal = outboundMessageSchema.safeParse(interactive({ type: 'unknown' }));
    const known = refusal.error?.issues[0]?.message.replace('must be one of ', '').split(', ');
    expect(new Set(cases.flatMap((message) => message.interactive?.type ?? []))).toStrictEqual(new Set(known));
  });

  test('gives a text without a type its type', () => {
    expect(parseInput(outboundMessageSchema, { text: { body: 'hi' } }, 'send')).toStrictEqual({
      type: 'text',
      text: { body: 'hi' },
    });
    expect(parseInput(outboundMessageSchema, { type: null, text: { body: 'hi' } }, 'send')).toStrictEqual({
      type: 'text',
      text: { body: 'hi' },
    });
  });

  test('writes upper-case types of template parts in lower case', () => {
    const upper = templateWith({ type: 'BODY', parameters: [{ type: 'TEXT', text: 'Ada' }] });
    const lower = templateWith({ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] });
    expect(parseInput(outboundMessageSchema, upper, 'send')).toStrictEqual(lower);
  });
});
