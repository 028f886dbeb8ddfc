import { describe, expect, test } from '@jest/globals';
import { interactiveCard, readMedia } from '../../../../src/emulator/phone/model/messages/card.js';
import { formatText } from '../../../../src/emulator/phone/model/messages/rich-text.js';
import { templateCard } from '../../../../src/emulator/phone/model/messages/template-card.js';
import { buttons, ctaUrl, flow, list, locationRequest } from '../../../../src/messages.js';

const card = (message: { interactive: unknown }): unknown =>
  interactiveCard(message.interactive as Record<string, unknown>);

describe('an interactive message', () => {
  test('of each kind is a card with what can be tapped', () => {
    expect(card(buttons('Size?', { s: 'Small' }, { footer: 'Soon' }))).toEqual({
      body: 'Size?',
      footer: 'Soon',
      actions: [{ kind: 'button', id: 's', title: 'Small' }],
    });
    expect(card(list('Day?', 'Days', { mo: 'Monday' }))).toMatchObject({
      actions: [{ kind: 'list', title: 'Days', sections: [{ rows: [{ id: 'mo', title: 'Monday' }] }] }],
    });
    expect(card(ctaUrl('Look', { displayText: 'Open', url: 'https://example.com' }))).toMatchObject({
      actions: [{ kind: 'url', title: 'Open', url: 'https://example.com' }],
    });
    expect(card(flow('Book', { flowId: '1', cta: 'Go', token: 't', screen: 'A', data: { seats: 2 } }))).toMatchObject({
      actions: [{ kind: 'flow', title: 'Go', flow: '1', token: 't', data: { seats: 2 } }],
    });
    expect(card(locationRequest('Where?'))).toMatchObject({ actions: [{ kind: 'ask-location' }] });
  });

  test('of a kind that nobody knows keeps its text', () => {
    expect(interactiveCard({ type: 'hologram', body: { text: 'Hi' } })).toEqual({ body: 'Hi', actions: [] });
    expect(interactiveCard({})).toEqual({ actions: [] });
  });

  test('with products: an order can be made of them', () => {
    const sections = [{ title: 'Cold', product_items: [{ product_retailer_id: 'A' }, { product_retailer_id: 'B' }] }];
    expect(interactiveCard({ type: 'product_list', action: { catalog_id: '7', sections } })).toMatchObject({
      actions: [{ kind: 'order', catalogId: '7', sections: [{ title: 'Cold', productIds: ['A', 'B'] }] }],
    });
  });
});

describe('a template', () => {
  const components = [
    { type: 'HEADER', format: 'TEXT', text: 'For {{1}}' },
    { type: 'BODY', text: 'Hello {{name}}, {{2}} and {{unknown}}' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Yes' },
        { type: 'URL', text: 'Go', url: 'https://x.test/{{1}}' },
      ],
    },
  ];
  const template = { name: 'hello', language: 'en', components };
  const given = [
    { type: 'header', parameters: [{ type: 'text', text: 'Ada' }] },
    {
      type: 'body',
      parameters: [
        { type: 'text', parameter_name: 'name', text: 'Ada' },
        { type: 'currency', currency: { fallback_value: '5 EUR' } },
      ],
    },
    { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'y' }] },
    { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '42' }] },
  ];

  test('is shown with its parameters, by place and by name', () => {
    expect(templateCard({ name: 'hello', language: { code: 'en' }, components: given }, [template])).toEqual({
      label: 'Template hello · en',
      header: { kind: 'text', text: 'For Ada' },
      body: 'Hello Ada, 5 EUR and {{unknown}}',
      actions: [
        { kind: 'quick-reply', title: 'Yes', payload: 'y' },
        { kind: 'url', title: 'Go', url: 'https://x.test/42' },
      ],
    });
  });

  test('without a definition shows what was sent', () => {
    expect(templateCard({ name: 'other', language: { code: 'en' }, components: given }, [template])).toMatchObject({
      label: 'Template other · en',
      body: 'Ada\n5 EUR',
      actions: [{ kind: 'quick-reply', payload: 'y' }],
    });
  });
});

describe('an address that is none of the web', () => {
  const addresses = [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'x.test/path',
    '//x.test',
  ];

  const linkButton = (url: string): Record<string, unknown> => ({ type: 'URL', text: 'Open', url });

  test.each(addresses)('opens nothing: %j', (url) => {
    const parameters = { display_text: 'Open', url };
    const nothing = [{ kind: 'none', title: 'Open' }];
    expect(interactiveCard({ type: 'cta_url', action: { parameters } }).actions).toEqual(nothing);
    const cards = [{ action: { parameters } }];
    expect(interactiveCard({ type: 'carousel', action: { cards } }).cards?.[0]?.actions).toEqual(nothing);
    const definition = { name: 'a', language: 'en', components: [{ type: 'BUTTONS', buttons: [linkButton(url)] }] };
    expect(templateCard({ name: 'a', language: { code: 'en' } }, [definition]).actions).toEqual(nothing);
    expect(readMedia('document', { link: url })).toEqual({ kind: 'document' });
  });

  test('is not made of a parameter either', () => {
    const components = [{ type: 'BUTTONS', buttons: [linkButton('{{1}}')] }];
    const given = [
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'javascript:alert(1)' }] },
    ];
    const message = { name: 'a', language: { code: 'en' }, components: given };
    expect(templateCard(message, [{ name: 'a', language: 'en', components }]).actions).toEqual([
      { kind: 'none', title: 'Open' },
    ]);
  });

  test('one of the web is kept', () => {
    const link = 'HTTPS://x.test/a?b#c';
    expect(readMedia('image', { link })).toEqual({ kind: 'image', link });
  });
});

describe('a text', () => {
  test.each([
    ['*bold* and _italic_', ['bold:bold', 'plain: and ', 'italic:italic']],
    ['~gone~ `code`', ['strike:gone', 'plain: ', 'code:code']],
    ['```a\nb```', ['code:a\nb']],
    ['see https://example.com/a_b_c now', ['plain:see ', 'link:https://example.com/a_b_c', 'plain: now']],
    ['2 * 3 * 4, snake_case_name', ['plain:2 * 3 * 4, snake_case_name']],
    ['<b>no</b>', ['plain:<b>no</b>']],
  ])('%s', (text, parts) => {
    expect(formatText(text).map((part) => `${part.kind}:${part.text}`)).toEqual(parts);
  });
});
