import { describe, expect, test } from '@jest/globals';
import { outboundMessageSchema } from '../../../../src/messages.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';
import { of, findProblems, times } from './cases.js';
import { cpuMs } from '../../../helpers/cpu-time.js';

const button = (changes: object): object => ({
  type: 'template',
  template: {
    name: 'a',
    language: { code: 'en' },
    components: [{ type: 'button', sub_type: 'url', index: 0, ...changes }],
  },
});

/** What is wrong, the message, and every problem it has to report. */
const refused: [string, unknown, ...string[]][] = [
  ['no message', undefined, ': must be set: a message with a "type"'],
  ['a text instead of an object', 'hi', ': must be a message with a "type"'],
  [
    'a message without type and content',
    {},
    'type: must be set: one of text, image, video, audio, document, sticker, location, contacts, reaction, interactive, template, pin',
  ],
  [
    'an unknown type',
    { type: 'hologram' },
    'type: must be one of text, image, video, audio, document, sticker, location, contacts, reaction, interactive, template, pin',
  ],
  ['a type that is a number', { type: 5 }, expect.stringContaining('type: must be a text: one of text,') as never],
  ['a missing body of its kind', { type: 'image' }, 'image: must be set: an object'],
  ['a body that is a list', { type: 'image', image: [] }, 'image: must be an object'],
  [
    'two kinds of content',
    { type: 'text', text: { body: 'x' }, image: { id: '1' } },
    'image: must not be set in a message of type "text": a message has one kind of content',
  ],
  [
    'a whole request instead of the content',
    { messaging_product: 'whatsapp', to: '1', recipient_type: 'individual', type: 'text', text: { body: 'x' } },
    'messaging_product: must not be part of the message: it is added',
    'to: must not be part of the message: it belongs beside the message',
    'recipient_type: must not be part of the message: set "recipientType" beside the message',
  ],
  ['a long text', { type: 'text', text: { body: of(4097) } }, 'text.body: must be at most 4096 characters'],
  ['too many emoji', { type: 'text', text: { body: '👍'.repeat(4097) } }, 'text.body: must be at most 4096 characters'],
  ['an empty text', { type: 'text', text: { body: '' } }, 'text.body: must not be empty'],
  ['a text without a body', { type: 'text', text: {} }, 'text.body: must be set: a text'],
  ['a preview that is a text', { text: { body: 'x', preview_url: 'yes' } }, 'text.preview_url: must be true or false'],
  ['a link without a scheme', { type: 'image', image: { link: 'a.example/b' } }, 'image.link: must be an http(s) URL'],
  ['a link to a file', { type: 'video', video: { link: 'file:///a' } }, 'video.link: must be an http(s) URL'],
  ['a file from nowhere', { type: 'audio', audio: {} }, 'audio.link: must be set: a URL here, or a media id in "id"'],
  [
    'a file from two places',
    { type: 'sticker', sticker: { id: '1', link: 'https://a.example' } },
    'sticker.link: must not be set together with "id": use one',
  ],
  [
    'a media id with a slash',
    { type: 'image', image: { id: '1/2' } },
    expect.stringContaining('image.id: must be') as never,
  ],
  [
    'a long caption',
    { type: 'image', image: { id: '1', caption: of(1025) } },
    'image.caption: must be at most 1024 characters',
  ],
  [
    'a long document caption',
    { type: 'document', document: { id: '1', caption: of(1025) } },
    'document.caption: must be at most 1024 characters',
  ],
  [
    'a caption of audio',
    { type: 'audio', audio: { id: '1', caption: 'x' } },
    'audio.caption: must not be set: WhatsApp shows no caption with audio',
  ],
  [
    'a latitude beyond the pole',
    { type: 'location', location: { latitude: 90.1, longitude: '181' } },
    'location.latitude: must be degrees from -90 to 90',
    'location.longitude: must be degrees from -180 to 180',
  ],
  [
    'degrees in words',
    { type: 'location', location: { latitude: 'north' } },
    'location.latitude: must be degrees from -90 to 90',
    'location.longitude: must be set: degrees from -180 to 180',
  ],
  [
    'too many contacts',
    { type: 'contacts', contacts: times(258, () => ({ name: { formatted_name: 'A', first_name: 'A' } })) },
    'contacts: must have at most 257 contacts',
  ],
  ['no contacts', { type: 'contacts', contacts: [] }, 'contacts: must not be empty'],
  [
    'a contact with a formatted name only',
    { type: 'contacts', contacts: [{ name: { formatted_name: 'Ada' } }] },
    'contacts.0.name: must have one of first_name, last_name, middle_name, prefix, suffix beside formatted_name',
  ],
  [
    'a contact without a formatted name',
    { type: 'contacts', contacts: [{ name: { first_name: 'Ada' } }] },
    'contacts.0.name.formatted_name: must be set: a text',
  ],
  [
    'a birthday in another order',
    { type: 'contacts', contacts: [{ name: { formatted_name: 'A', prefix: 'Dr' }, birthday: '10.12.1815' }] },
    'contacts.0.birthday: must be a date as YYYY-MM-DD',
  ],
  [
    'a reaction without an emoji',
    { type: 'reaction', reaction: { message_id: 'wamid.1' } },
    'reaction.emoji: must be set: an emoji, or empty to take a reaction back',
  ],
  [
    'a pin for too long',
    { type: 'pin', pin: { type: 'pin', message_id: 'wamid.1', expiration_days: 31 } },
    'pin.expiration_days: must be a whole number from 1 to 30',
  ],
  [
    'a template without a language',
    { type: 'template', template: { name: 'a' } },
    'template.language: must be set: an object',
  ],
  [
    'a long template name',
    { type: 'template', template: { name: of(513), language: { code: 'en' } } },
    'template.name: must be at most 512 characters',
  ],
  [
    'a template button beyond the tenth',
    button({ index: '10' }),
    'template.components.0.index: must be the place of the button in the template, 0 to 9',
  ],
  [
    'a template button without an index',
    button({ index: null }),
    'template.components.0.index: must be set: the place of the button in the template, 0 to 9',
  ],
  [
    'a long coupon code',
    button({ parameters: [{ type: 'coupon_code', coupon_code: of(21) }] }),
    'template.components.0.parameters.0.coupon_code: must be at most 20 characters',
  ],
  [
    'an image parameter without a source',
    button({ parameters: [{ type: 'image', image: {} }] }),
    'template.components.0.parameters.0.image.link: must be set: a URL here, or a media id in "id"',
  ],
  [
    'a parameter without a type',
    button({ parameters: [{ text: 'x' }] }),
    expect.stringContaining('template.components.0.parameters.0.type: must be set: one of text, currency') as never,
  ],
];

describe('outboundMessageSchema', () => {
  test.each(refused)('refuses %s and says where and why', (_, message, ...problems) => {
    expect(findProblems(outboundMessageSchema, message)).toStrictEqual(problems);
  });

  test('shows the type that is not known', () => {
    expect(() => parseInput(outboundMessageSchema, { type: 'hologram' }, 'send')).toThrow(/"hologram"/);
  });

  test('counts a hostile text without walking through all of it', () => {
    const message = { type: 'text', text: { body: of(50_000_000) } };
    const find = (): void => expect(findProblems(outboundMessageSchema, message)).toHaveLength(1);
    expect(cpuMs(find)).toBeLessThan(2_000);
  });
});
