import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import {
  graphMessageSchema,
  toGraphMessage,
  type GraphMessage,
} from '../../../../src/common/messages/graph-message.js';
import { buttons, template, text } from '../../../../src/messages.js';
import { parseInput } from '../../../../src/common/schema/parse-input.js';
import { findProblems } from './cases.js';

const parse = (body: unknown): unknown => parseInput(graphMessageSchema, body, 'messages');
const send = { messaging_product: 'whatsapp', to: '16505551234', type: 'text', text: { body: 'hi' } };

describe('bodies that Meta accepted', () => {
  const file = fileURLToPath(new URL('../../../../../shared/fixtures/requests/accepted-by-meta.json', import.meta.url));
  if (!existsSync(file)) {
    console.warn(`SKIPPED: recorded requests are not here (${file})`);
    test.skip('recorded requests are not here', () => undefined);
    return;
  }
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as { name: string; body: Record<string, unknown> }[];

  test('there are some', () => expect(recorded.length).toBeGreaterThanOrEqual(20));

  test.each(recorded)('$name is accepted, whole', ({ body }) => {
    const lowerCase = JSON.parse(JSON.stringify(body).replaceAll('"type":"TEXT"', '"type":"text"')) as object;
    const expected = 'to' in body ? { ...lowerCase, to: String(body['to']) } : lowerCase;
    expect(parse(body)).toStrictEqual(expected);
  });
});

describe('graphMessageSchema', () => {
  test('accepts contacts as a JSON string and returns the list', () => {
    const contacts = [{ name: { formatted_name: 'Ada L', first_name: 'Ada' } }];
    const body = { messaging_product: 'whatsapp', to: '1', type: 'contacts', contacts: JSON.stringify(contacts) };
    expect(parse(body)).toStrictEqual({ ...body, contacts });
  });

  test('refuses contacts that are a string but not JSON', () => {
    const body = { messaging_product: 'whatsapp', to: '1', type: 'contacts', contacts: '[{' };
    expect(findProblems(graphMessageSchema, body)).toStrictEqual(['contacts: must be a list of contacts']);
  });

  test.each([
    [
      'null members',
      { ...send, context: null, recipient: null, recipient_type: null, biz_opaque_callback_data: null, image: null },
    ],
    ['no recipient_type', send],
    ['a user id instead of a number', { ...send, to: undefined, recipient: 'US.13491208655302741918' }],
    ['members that are not known', { ...send, category: 'utility', ttl: 60 }],
    [
      'a quoted message and callback data',
      { ...send, context: { message_id: 'wamid.1' }, biz_opaque_callback_data: 'x'.repeat(512) },
    ],
  ])('accepts %s', (_, body) => {
    expect(parse(body)).toStrictEqual(body);
  });

  test('accepts a body without a type when it has a text', () => {
    expect(parse({ messaging_product: 'whatsapp', to: '1', text: { body: 'hi' } })).toMatchObject({ type: 'text' });
  });

  test.each<[string, object, string[]]>([
    ['no product', { ...send, messaging_product: undefined }, ['messaging_product: must be "whatsapp"']],
    ['nobody to send to', { ...send, to: undefined }, ['to: must be set, or "recipient"']],
    [
      'a list of recipients',
      { ...send, to: ['1'] },
      ['to: must be a phone number with country code, a wa_id or a group id'],
    ],
    [
      'another recipient type',
      { ...send, recipient_type: 'crowd' },
      ['recipient_type: must be "individual" or "group"'],
    ],
    [
      'long callback data',
      { ...send, biz_opaque_callback_data: 'x'.repeat(513) },
      ['biz_opaque_callback_data: must be at most 512 characters'],
    ],
    [
      'an empty reply',
      { ...send, context: {} },
      [expect.stringMatching(/^context\.message_id: /) as unknown as string],
    ],
    [
      'problems of envelope and content at once',
      { ...send, messaging_product: 'sms', text: { body: '' } },
      ['messaging_product: must be "whatsapp"', 'text.body: must not be empty'],
    ],
    [
      'a status that is not read',
      { messaging_product: 'whatsapp', status: 'seen', message_id: 'wamid.1' },
      ['status: must be "read"'],
    ],
    [
      'a read receipt without a message',
      { messaging_product: 'whatsapp', status: 'read' },
      [expect.stringMatching(/^message_id: /) as unknown as string],
    ],
  ])('refuses %s', (_, body, problems) => {
    expect(findProblems(graphMessageSchema, body)).toStrictEqual(problems);
  });

  test('tells messages from read receipts by their status', () => {
    const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.1' };
    const described = [receipt, send].map((body) => {
      const parsed = parseInput(graphMessageSchema, body, 'messages');
      return parsed.status === 'read' ? `read ${parsed.message_id}` : `${parsed.type} to ${parsed.to ?? 'nobody'}`;
    });
    expect(described).toStrictEqual(['read wamid.1', 'text to 16505551234']);
  });

  test('refuses what is not an object', () => {
    expect(findProblems(graphMessageSchema, 'hi')).toStrictEqual([': must be an object']);
  });
});

describe('toGraphMessage', () => {
  test('builds the smallest body', () => {
    expect(toGraphMessage({ to: '+16505551234', message: text('hi') })).toStrictEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+16505551234',
      type: 'text',
      text: { body: 'hi' },
    });
  });

  test('builds the whole envelope', () => {
    const body = toGraphMessage(
      {
        to: 'group-1',
        recipient: 'US.13491208655302741918',
        recipientType: 'group',
        context: { message_id: 'wamid.1' },
        recipientIdentityKeyHash: 'hash',
        message: template('hello', 'en'),
      },
      'mine',
    );
    expect(body).toStrictEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'group',
      to: 'group-1',
      recipient: 'US.13491208655302741918',
      context: { message_id: 'wamid.1' },
      recipient_identity_key_hash: 'hash',
      biz_opaque_callback_data: 'mine',
      type: 'template',
      template: { name: 'hello', language: { code: 'en' } },
    });
    expect(parse(body)).toStrictEqual(body);
  });

  test('the envelope wins over members of the message', () => {
    const message = { ...text('hi'), to: 'someone else' };
    expect(toGraphMessage({ to: '1', message }).to).toBe('1');
  });

  test('does not change its input', () => {
    const input = Object.freeze({ to: '1', message: Object.freeze(buttons('?', ['a'])) });
    const body: GraphMessage = toGraphMessage(input, 'x');
    expect(body).not.toBe(input.message);
    expect(input).toStrictEqual({ to: '1', message: buttons('?', ['a']) });
  });
});
