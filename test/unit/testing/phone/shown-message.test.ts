import { expect, test } from '@jest/globals';
import type { EmulatedMessage } from '../../../../src/emulator/index.js';
import type { OutboundMessage } from '../../../../src/messages.js';
import {
  bodyComponent,
  buttons,
  ctaUrl,
  image,
  list,
  location,
  quickReplyComponent,
  reaction,
  template,
  text,
} from '../../../../src/messages.js';
import { isExpected, readShown } from '../../../../src/testing/phone/shown-message.js';
import { TemplateCatalog } from '../../../../src/testing/templates.js';

const templates = new TemplateCatalog([
  'plain',
  {
    name: 'shipped',
    components: [
      { type: 'body', text: 'Dear {{1}}, {{2}} is on its way' },
      { type: 'BUTTONS', buttons: [{ type: 'URL' }, { type: 'QUICK_REPLY', text: 'Thanks' }] },
    ],
  },
  { name: 'named', language: 'de', components: [{ type: 'BODY', text: 'Hallo {{name}}, {{other}}' }] },
]);

function sent(message: OutboundMessage): EmulatedMessage {
  const body = JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
  const rest = { phoneNumberId: '1', recipientType: 'individual', acceptedAtMs: 0, isShown: true } as const;
  return { ...rest, id: 'wamid.1', type: message.type, body, statuses: [], posts: [] };
}
const shown = (message: OutboundMessage) => readShown(sent(message), templates);

const named = { type: 'body', parameters: [{ type: 'text', parameter_name: 'name', text: 'Ada' }] } as const;
const texts: [string, OutboundMessage, string][] = [
  ['a text', text('Hi'), 'Hi'],
  ['buttons', buttons('Which?', { a: 'A' }), 'Which?'],
  ['an image with a caption', image({ id: '1' }, { caption: 'A cat' }), 'A cat'],
  ['an image', image({ id: '1' }), '[image]'],
  ['a location', location(1, 2), '[location]'],
  ['a reaction', reaction('wamid.0', '👍'), '[reaction 👍]'],
  ['a template by name', template('plain', 'en'), 'plain'],
  ['a template', template('shipped', 'en', [bodyComponent('Ada', 'Order 17')]), 'Dear Ada, Order 17 is on its way'],
  ['a template with names', template('named', 'de', [named]), 'Hallo Ada, {{other}}'],
  ['a template in another language', template('named', 'en'), '[template named]'],
  ['an unknown template', template('unknown', 'en'), '[template unknown]'],
];

test.each(texts)('the text of %s', (_name, message, expected) => {
  expect(shown(message).text).toBe(expected);
});

const options: [string, OutboundMessage, object[]][] = [
  ['buttons', buttons('Which?', { a: 'A' }), [{ kind: 'button', title: 'A', key: 'a', id: 'a' }]],
  ['a question', buttons('Which?', { 'w123456789.a': 'A' }), [{ title: 'A', key: 'a', id: 'w123456789.a' }]],
  [
    'a list',
    list('Which?', 'Choose', [{ title: 'All', rows: [{ id: 'b', title: 'B', description: 'second' }] }]),
    [{ kind: 'row', title: 'B', key: 'b', description: 'second' }],
  ],
  ['a link', ctaUrl('Look', { displayText: 'Open', url: 'https://example.com' }), []],
  [
    'a template with a payload',
    template('shipped', 'en', [quickReplyComponent(1, 'w123456789.thanks')]),
    [{ kind: 'quick-reply', title: 'Thanks', key: 'thanks', id: 'w123456789.thanks' }],
  ],
  ['a template without a payload', template('shipped', 'en'), [{ title: 'Thanks', id: 'Thanks' }]],
  ['an unknown template', template('unknown', 'en', [quickReplyComponent(0, 'yes')]), [{ title: 'yes', key: 'yes' }]],
];

test.each(options)('what can be tapped on %s', (_name, message, expected) => {
  expect(shown(message).options).toMatchObject(expected);
  expect(shown(message).options).toHaveLength(expected.length);
});

test('a message is expected by its whole text, by a part of it, by the template, or by a function', () => {
  const message = shown(template('shipped', 'en', [bodyComponent('Ada', 'it')]));
  const global = /way/g;
  expect(
    ['shipped', message.text, /dear ada/i, global, global, (given: { type: string }) => given.type === 'template'].map(
      (expected) => isExpected(message, expected),
    ),
  ).toEqual([true, true, true, true, true, true]);
  expect(['Dear', /^way/, () => false].map((expected) => isExpected(message, expected))).toEqual([false, false, false]);
});
