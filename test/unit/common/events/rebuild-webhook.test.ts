import { describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';
import { rebuildWebhook, WebhookBuilder } from '../../../../src/common/events/rebuild-webhook.js';
import { parseWebhook } from '../../../../src/common/events/parse.js';

const metadata = { display_phone_number: '15550001111', phone_number_id: '10001' };
const around = { messaging_product: 'whatsapp', metadata };

function body(value: unknown, field = 'messages'): Record<string, unknown> {
  return { object: 'whatsapp_business_account', entry: [{ id: '900', time: 5, changes: [{ field, value }] }] };
}

function rebuilt(whole: unknown): unknown[] {
  return parseWebhook(whole, 0).map(rebuildWebhook);
}

describe('rebuildWebhook', () => {
  test('keeps the item in Meta’s envelope, with the contact of its user and of nobody else', () => {
    const contacts = [{ wa_id: '1' }, { wa_id: '2', profile: { name: 'Two' } }];
    const value = {
      ...around,
      contacts,
      messages: [
        { id: 'a', from: '1' },
        { id: 'b', from: '2' },
      ],
      statuses: [{ id: 's' }],
    };
    expect(rebuilt(body(value))).toEqual([
      body({ ...around, contacts: [contacts[0]], messages: [{ id: 'a', from: '1' }] }),
      body({ ...around, contacts: [contacts[1]], messages: [{ id: 'b', from: '2' }] }),
      body({ ...around, contacts, statuses: [{ id: 's' }] }),
    ]);
  });

  test('keeps a status with our callback data, as it came', () => {
    const data = encodeCallbackData({ workflowId: 'w', sendKey: 'k', wanted: ['read'], callerData: 'mine' });
    const value = { ...around, statuses: [{ id: 's', biz_opaque_callback_data: data }] };
    expect(rebuilt(body(value))).toEqual([body(value)]);
  });

  test('keeps an old message in its chunk and thread', () => {
    const chunk = { metadata: { phase: 1 }, threads: [{ id: '1', messages: [{ id: 'a' }, { id: 'b' }] }] };
    expect(rebuilt(body({ ...around, history: [chunk, { errors: [{ code: 1 }] }] }, 'history'))).toEqual([
      ...['a', 'b'].map((id) =>
        body(
          { ...around, history: [{ metadata: { phase: 1 }, threads: [{ id: '1', messages: [{ id }] }] }] },
          'history',
        ),
      ),
      body({ ...around, history: [{ errors: [{ code: 1 }] }] }, 'history'),
    ]);
  });

  test('keeps what stands beside the items without them', () => {
    const value = { ...around, messages: [{ id: 'a' }], extra: 1 };
    expect(rebuilt(body(value))[1]).toEqual(body({ ...around, extra: 1 }));
  });

  test.each<[string, unknown]>([
    ['a body that is no webhook', { object: 'page' }],
    ['a body whose entry is none', { entry: 5, more: 1 }],
    ['a bare change', { field: 'messages', value: { messages: [{ id: 'm' }] } }],
    ['an entry that is none', { object: 'o', entry: ['x'] }],
    ['an entry without changes', { entry: [{ id: '1', more: 2 }] }],
    ['a change that is none', { entry: [{ id: '1', changes: [null] }] }],
    ['a change without value', { entry: [{ id: '1', changes: [{ field: 'x', more: 1 }] }] }],
    ['metadata that is none', body({ metadata: 'x' })],
    ['a contact that is none', body({ metadata, contacts: ['x'] })],
    ['contacts that are none', body({ metadata, contacts: {} })],
    ['a list that is none', body({ metadata, messages: null })],
    ['an item that is none', body({ metadata, messages: ['x'] })],
    ['an unknown field', body({ metadata, new: [1] }, 'tomorrow')],
    ['undocumented members around it', { more: 1, entry: [{ time: [2], changes: [{ field: {}, value: { a: 1 } }] }] }],
  ])('keeps %s in its place', (_what, whole) => {
    expect(rebuilt(whole)).toEqual([whole]);
  });

  test.each([[5], ['text'], [null], [[1, 2]]])(
    'wraps a body that is no object, %j, and parses it the same',
    (whole) => {
      const [parsed] = parseWebhook(whole, 0);
      expect(rebuilt(whole)).toEqual([{ body: whole }]);
      expect(parseWebhook({ body: whole }, 0).map(({ event }) => event)).toEqual([parsed?.event]);
    },
  );

  test('has a member named __proto__ as a member', () => {
    const whole = JSON.parse(
      '{"__proto__":{"a":1},"entry":[{"__proto__":[2],"changes":[{"field":"x","value":{"__proto__":3}}]}]}',
    );
    const [first, ...more] = rebuilt(whole);
    expect(JSON.parse(JSON.stringify(first))).toEqual(whole);
    expect(JSON.stringify(first)).toContain('"__proto__":{"a":1}');
    expect(more).toEqual([]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

describe('a part of a change gives the same users', () => {
  const lone = [{ wa_id: '491701111111', user_id: '491702222222', profile: { name: 'Ann' } }];
  const history = (...threads: object[]) => ({ history: [{ threads }] });

  test.each<[string, object, number[]]>([
    [
      'a thread without an id',
      history(
        { id: '491701111111', messages: [{ id: 'a' }] },
        { messages: [{ id: 'b', from: '495550000' }] },
        { id: '491703333333', messages: [{ id: 'c' }] },
      ),
      [0, 1],
    ],
    [
      'an object in place of the messages of a thread',
      history({ id: '495550000', messages: [{ id: 'a' }] }, { id: '491701111111', messages: {} }),
      [0, 1],
    ],
    [
      'a number that is the user id of a contact',
      {
        contacts: [{ wa_id: '495550000' }, ...lone],
        statuses: [
          { id: 's', recipient_id: '491702222222' },
          { id: 't', recipient_id: '491701111111' },
        ],
      },
      [0, 1],
    ],
    ['an item of nobody', { messages: [{ id: 'a', from: '491701111111' }], statuses: [{ id: 's' }] }, [0, 1]],
  ])('%s', (_, content, wanted) => {
    const items = parseWebhook(body({ ...around, contacts: lone, ...content }), 0);
    const kept = items.filter((_item, index) => wanted.includes(index));
    const builder = new WebhookBuilder(() => 0);
    for (const item of kept) builder.add(item, 0);
    const users = (parsed: typeof items): unknown[] =>
      parsed.map(({ event }) => ('user' in event ? event.user : event.kind));
    expect(users(parseWebhook(builder.build(), 0))).toEqual(users(kept));
  });
});
