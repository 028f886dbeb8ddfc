import { describe, expect, test } from '@jest/globals';
import * as build from '../../../../src/messages.js';
import { outboundMessageSchema, type OutboundMessage } from '../../../../src/messages.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';
import { sendMessageInputSchema, type SendMessageInput } from '../../../../src/common/inputs/index.js';

const built: [string, OutboundMessage, unknown][] = [
  ['text', build.text('hi'), { type: 'text', text: { body: 'hi' } }],
  [
    'text with a preview',
    build.text('https://example.com', { previewUrl: true }),
    { type: 'text', text: { body: 'https://example.com', preview_url: true } },
  ],
  ['image by id', build.image({ id: '1' }), { type: 'image', image: { id: '1' } }],
  [
    'image by link with a caption',
    build.image({ link: 'https://example.com/a.jpg' }, { caption: 'A' }),
    { type: 'image', image: { link: 'https://example.com/a.jpg', caption: 'A' } },
  ],
  ['video', build.video({ id: '1' }, { caption: 'A' }), { type: 'video', video: { id: '1', caption: 'A' } }],
  ['audio', build.audio({ id: '1' }), { type: 'audio', audio: { id: '1' } }],
  ['voice message', build.audio({ id: '1' }, { voice: true }), { type: 'audio', audio: { id: '1', voice: true } }],
  [
    'document',
    build.document({ id: '1' }, { caption: 'A', filename: 'a.pdf' }),
    { type: 'document', document: { id: '1', caption: 'A', filename: 'a.pdf' } },
  ],
  ['sticker', build.sticker({ id: '1' }), { type: 'sticker', sticker: { id: '1' } }],
  [
    'location',
    build.location(37.44, -122.16, { name: 'Philz', address: '101 Forest Ave' }),
    {
      type: 'location',
      location: { latitude: 37.44, longitude: -122.16, name: 'Philz', address: '101 Forest Ave' },
    },
  ],
  [
    'contacts',
    build.contacts({ name: { formatted_name: 'Ada L', first_name: 'Ada' }, phones: [{ phone: '+1 650 555 1234' }] }),
    {
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Ada L', first_name: 'Ada' }, phones: [{ phone: '+1 650 555 1234' }] }],
    },
  ],
  ['reaction', build.reaction('wamid.1', '👍'), { type: 'reaction', reaction: { message_id: 'wamid.1', emoji: '👍' } }],
  [
    'buttons from a record',
    build.buttons('Size?', { s: 'Small', l: 'Large' }),
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: 'Size?' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 's', title: 'Small' } },
            { type: 'reply', reply: { id: 'l', title: 'Large' } },
          ],
        },
      },
    },
  ],
  [
    'buttons from a list, with header and footer',
    build.buttons('Size?', ['Small', { id: '10', title: 'Large' }], { header: 'Pizza', footer: 'Choose one' }),
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'text', text: 'Pizza' },
        body: { text: 'Size?' },
        footer: { text: 'Choose one' },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'Small', title: 'Small' } },
            { type: 'reply', reply: { id: '10', title: 'Large' } },
          ],
        },
      },
    },
  ],
  [
    'list from a record',
    build.list('When?', 'Times', { am: 'Morning', pm: 'Evening' }),
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'When?' },
        action: {
          button: 'Times',
          sections: [
            {
              rows: [
                { id: 'am', title: 'Morning' },
                { id: 'pm', title: 'Evening' },
              ],
            },
          ],
        },
      },
    },
  ],
  [
    'list from rows',
    build.list('When?', 'Times', [{ id: '9', title: 'Nine', description: 'AM' }], { header: 'Visit', footer: 'UTC' }),
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        header: { type: 'text', text: 'Visit' },
        body: { text: 'When?' },
        footer: { text: 'UTC' },
        action: { button: 'Times', sections: [{ rows: [{ id: '9', title: 'Nine', description: 'AM' }] }] },
      },
    },
  ],
  [
    'list from sections',
    build.list('When?', 'Times', [
      { title: 'Monday', rows: [{ id: 'm', title: 'Nine' }] },
      { title: 'Tuesday', rows: [{ id: 't', title: 'Nine' }] },
    ]),
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'When?' },
        action: {
          button: 'Times',
          sections: [
            { title: 'Monday', rows: [{ id: 'm', title: 'Nine' }] },
            { title: 'Tuesday', rows: [{ id: 't', title: 'Nine' }] },
          ],
        },
      },
    },
  ],
  [
    'URL button under an image',
    build.ctaUrl(
      'See the menu',
      { displayText: 'Open', url: 'https://example.com' },
      { header: { type: 'image', image: { id: '1' } } },
    ),
    {
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        header: { type: 'image', image: { id: '1' } },
        body: { text: 'See the menu' },
        action: { name: 'cta_url', parameters: { display_text: 'Open', url: 'https://example.com' } },
      },
    },
  ],
  [
    'flow by id',
    build.flow('Book', { flowId: '1', cta: 'Start' }),
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: 'Book' },
        action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Start' } },
      },
    },
  ],
  [
    'flow by name with data',
    build.flow(
      'Book',
      {
        flowName: 'booking',
        cta: 'Start',
        token: 't',
        mode: 'draft',
        action: 'navigate',
        screen: 'FIRST',
        data: { camelCase: { snake_case: null } },
      },
      { footer: 'Takes a minute' },
    ),
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: 'Book' },
        footer: { text: 'Takes a minute' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_name: 'booking',
            flow_cta: 'Start',
            flow_token: 't',
            mode: 'draft',
            flow_action: 'navigate',
            flow_action_payload: { screen: 'FIRST', data: { camelCase: { snake_case: null } } },
          },
        },
      },
    },
  ],
  [
    'product',
    build.product({ catalogId: '1', productRetailerId: 'sku' }, { body: 'This one?', footer: 'In stock' }),
    {
      type: 'interactive',
      interactive: {
        type: 'product',
        body: { text: 'This one?' },
        footer: { text: 'In stock' },
        action: { catalog_id: '1', product_retailer_id: 'sku' },
      },
    },
  ],
  [
    'product list',
    build.productList({
      header: 'Menu',
      body: 'Choose',
      catalogId: '1',
      sections: [{ title: 'Pizza', productRetailerIds: ['a', 'b'] }],
    }),
    {
      type: 'interactive',
      interactive: {
        type: 'product_list',
        header: { type: 'text', text: 'Menu' },
        body: { text: 'Choose' },
        action: {
          catalog_id: '1',
          sections: [{ title: 'Pizza', product_items: [{ product_retailer_id: 'a' }, { product_retailer_id: 'b' }] }],
        },
      },
    },
  ],
  [
    'catalog with a thumbnail',
    build.catalogMessage('Browse', { thumbnailProductRetailerId: 'sku' }),
    {
      type: 'interactive',
      interactive: {
        type: 'catalog_message',
        body: { text: 'Browse' },
        action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku' } },
      },
    },
  ],
  [
    'location request',
    build.locationRequest('Where are you?'),
    {
      type: 'interactive',
      interactive: {
        type: 'location_request_message',
        body: { text: 'Where are you?' },
        action: { name: 'send_location' },
      },
    },
  ],
  [
    'template without components',
    build.template('hello', 'en_US'),
    { type: 'template', template: { name: 'hello', language: { code: 'en_US' } } },
  ],
  [
    'template with header, body and buttons',
    build.template('order', 'en', [
      build.headerComponent(build.documentParameter({ id: '1' }, { filename: 'a.pdf' })),
      build.bodyComponent(
        'Ada',
        build.textParameter('two', 'hours'),
        build.currencyParameter(12.5, 'USD', '$12.50'),
        build.dateTimeParameter('Monday'),
      ),
      build.quickReplyComponent(0, 'yes'),
      build.copyCodeComponent(1, 'SAVE20'),
      build.flowComponent(2, { token: 't', data: { a: 1 } }),
    ]),
    {
      type: 'template',
      template: {
        name: 'order',
        language: { code: 'en' },
        components: [
          { type: 'header', parameters: [{ type: 'document', document: { id: '1', filename: 'a.pdf' } }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ada' },
              { type: 'text', parameter_name: 'hours', text: 'two' },
              { type: 'currency', currency: { fallback_value: '$12.50', code: 'USD', amount_1000: 12500 } },
              { type: 'date_time', date_time: { fallback_value: 'Monday' } },
            ],
          },
          { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'yes' }] },
          {
            type: 'button',
            sub_type: 'copy_code',
            index: '1',
            parameters: [{ type: 'coupon_code', coupon_code: 'SAVE20' }],
          },
          {
            type: 'button',
            sub_type: 'flow',
            index: '2',
            parameters: [{ type: 'action', action: { flow_token: 't', flow_action_data: { a: 1 } } }],
          },
        ],
      },
    },
  ],
  [
    'authentication template',
    build.template('code', 'en', build.authenticationComponents('123456')),
    {
      type: 'template',
      template: {
        name: 'code',
        language: { code: 'en' },
        components: [
          { type: 'body', parameters: [{ type: 'text', text: '123456' }] },
          { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '123456' }] },
        ],
      },
    },
  ],
];

describe('builders', () => {
  test.each(built)('%s: make exactly the wire JSON, which the schema accepts unchanged', (_, message, wire) => {
    expect(message).toStrictEqual(wire);
    expect(parseInput(outboundMessageSchema, message, 'send')).toStrictEqual(wire);
  });

  test.each([
    ['image', build.imageParameter({ id: '1' }), { type: 'image', image: { id: '1' } }],
    [
      'video',
      build.videoParameter({ link: 'https://a.example' }),
      { type: 'video', video: { link: 'https://a.example' } },
    ],
    [
      'location',
      build.locationParameter({ latitude: 1, longitude: 2, name: 'A', address: 'B' }),
      { type: 'location', location: { latitude: 1, longitude: 2, name: 'A', address: 'B' } },
    ],
  ])('a header of kind %s is accepted in a template', (_, parameter, wire) => {
    const message = build.template('a', 'en', [build.headerComponent(parameter)]);
    expect(parseInput(outboundMessageSchema, message, 'send')).toMatchObject({
      template: { components: [{ type: 'header', parameters: [wire] }] },
    });
  });

  test('copy the source, so that a caller can change it later', () => {
    const source = { id: '1' };
    const message = build.image(source);
    source.id = '2';
    expect(message.image.id).toBe('1');
  });

  test('options left out or undefined leave no trace', () => {
    expect(Object.keys(build.image({ id: '1' }, { caption: undefined }).image)).toStrictEqual(['id']);
    expect(build.buttons('?', ['a'], { header: undefined }).interactive).not.toHaveProperty('header');
  });

  test('literals and built messages have the type that a send takes', () => {
    const inputs: SendMessageInput[] = [
      { phoneNumberId: '106540352242922', to: '+16505551234', message: { type: 'text', text: { body: 'hi' } } },
      // @ts-expect-error at run time a text needs no type, but the union does
      { phoneNumberId: '106540352242922', to: '+16505551234', message: { text: { body: 'hi' } } },
      { phoneNumberId: '106540352242922', to: '+16505551234', message: build.buttons('?', ['a']) },
      // @ts-expect-error an image needs an object, not a string
      { phoneNumberId: '106540352242922', to: '+16505551234', message: { type: 'image', image: 'a.jpg' } },
    ];
    const verdicts = inputs.map((input) => sendMessageInputSchema.safeParse(input).success);
    expect(verdicts).toStrictEqual([true, true, true, false]);
  });
});
