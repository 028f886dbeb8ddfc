import { describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../src/common/callback-data.js';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';

const receivedAtMs = 1_790_000_000_000;
const metadata = { display_phone_number: '15550001111', phone_number_id: '10001' };

function body(value: unknown, field: unknown = 'messages', entry: object = {}): unknown {
  return { object: 'whatsapp_business_account', entry: [{ id: '900', ...entry, changes: [{ field, value }] }] };
}

function events(...parameters: Parameters<typeof body>): WhatsAppEvent[] {
  return parseWebhook(body(...parameters), receivedAtMs).map(({ event }) => event);
}

describe('every entry, change and item', () => {
  test('gives each event the ids of its own change', () => {
    const change = (id: string, number: string) => ({
      field: 'messages',
      value: { metadata: { phone_number_id: number }, messages: [{ id, from: '1' }] },
    });
    const parsed = parseWebhook(
      {
        entry: [
          { id: 'A', changes: [change('m1', '1'), change('m2', '2')] },
          { id: 'B', changes: [change('m3', '3')] },
          { changes: [{ field: 'messages', value: { messages: [{ id: 'm4' }] } }] },
        ],
      },
      receivedAtMs,
    );
    expect(
      parsed.map(({ event }) => [event.wabaId, event.phoneNumberId, 'messageId' in event && event.messageId]),
    ).toEqual([
      ['A', '1', 'm1'],
      ['A', '2', 'm2'],
      ['B', '3', 'm3'],
      [undefined, undefined, 'm4'],
    ]);
    expect(parsed.every(({ event }) => event.receivedAtMs === receivedAtMs && event.field === 'messages')).toBe(true);
  });

  test('reads messages, statuses and echoes of one value, whatever its field', () => {
    const value = {
      metadata,
      message_echoes: [{ id: 'e', to: '3', type: 'text' }],
      statuses: [{ id: 's', status: 'read' }],
      messages: [{ id: 'm', from: '1', type: 'text' }],
    };
    const kinds = events(value, 'history').map(({ kind, field }) => [kind, field]);
    expect(kinds).toEqual([
      ['message', 'history'],
      ['status', 'history'],
      ['echo', 'history'],
    ]);
  });

  test('accepts the bare change that the dashboard’s Test button posts', () => {
    const parsed = parseWebhook(
      { field: 'messages', value: { metadata, messages: [{ id: 'm', from: '1' }] } },
      receivedAtMs,
    );
    expect(parsed).toHaveLength(1);
    expect(parsed[0]?.event).toMatchObject({
      kind: 'message',
      messageId: 'm',
      phoneNumberId: '10001',
      field: 'messages',
    });
    expect(parsed[0]?.event.wabaId).toBeUndefined();
  });
});

describe('a message', () => {
  test('keeps Meta’s object as it came, unknown keys and all', () => {
    const raw = JSON.parse(
      '{"id":"m","from":"1","type":"hologram","hologram":{"snake_case":1,"camelCase":2},"__proto__":{"a":1}}',
    );
    const [event] = events({ metadata, messages: [raw] });
    expect(event).toMatchObject({ kind: 'message', type: 'hologram' });
    expect(JSON.stringify((event as { raw: unknown }).raw)).toBe(JSON.stringify(raw));
  });

  test.each([
    ['a number', 1669233778, '1669233778'],
    ['zero', 0, '0'],
    ['a string', '1669233778', '1669233778'],
    ['an empty string', '', undefined],
    ['null', null, undefined],
  ])('has its time as a string when Meta sends %s', (_what, timestamp, expected) => {
    const [event] = events({ messages: [{ id: 'm', timestamp }] });
    expect((event as { timestamp?: string }).timestamp).toBe(expected);
  });

  test('may have nothing but a type', () => {
    expect(events({ messages: [{ type: 'text' }] })).toEqual([
      {
        kind: 'message',
        wabaId: '900',
        field: 'messages',
        receivedAtMs,
        type: 'text',
        user: {},
        raw: { type: 'text' },
      },
    ]);
  });
});

describe('a status', () => {
  const status = (data?: string) => ({
    id: 'm',
    status: 'read',
    recipient_id: '1',
    ...(data && { biz_opaque_callback_data: data }),
  });
  const parseStatus = (data?: string) => parseWebhook(body({ metadata, statuses: [status(data)] }), receivedAtMs)[0];

  test('gives the caller’s own string back, in the event and in Meta’s object, and the envelope beside the event', () => {
    const parsed = parseStatus(
      encodeCallbackData({ workflowId: 'w', sendKey: 'k', wanted: ['read'], callerData: 'order 17' }),
    );
    expect(parsed?.envelope).toMatchObject({ workflowId: 'w', wanted: ['read'] });
    expect(parsed?.event).toMatchObject({ sendKey: 'k', callbackData: 'order 17', raw: status('order 17') });
    expect(JSON.stringify(parsed?.event)).not.toContain('tw1');
  });

  test('has no callback data left when there was only our envelope', () => {
    const parsed = parseStatus(encodeCallbackData({ workflowId: 'w', sendKey: 'k', wanted: ['read'] }));
    expect(parsed?.event).toMatchObject({ sendKey: 'k' });
    expect(parsed?.event).not.toHaveProperty('callbackData');
    expect((parsed?.event as { raw: object }).raw).toEqual(status());
  });

  test('leaves data that is not ours alone', () => {
    const parsed = parseStatus('somebody-else:42');
    expect(parsed).not.toHaveProperty('envelope');
    expect(parsed?.event).toMatchObject({ callbackData: 'somebody-else:42', raw: status('somebody-else:42') });
    expect(parsed?.event).not.toHaveProperty('sendKey');
  });

  test('does not change the object that was parsed', () => {
    const data = encodeCallbackData({ workflowId: 'w', sendKey: 'k', wanted: ['read'] });
    const raw = status(data);
    parseWebhook(body({ statuses: [raw] }), receivedAtMs);
    expect(raw.biz_opaque_callback_data).toBe(data);
  });

  test('carries its errors, also when it is not a failed one', () => {
    const errors = [{ code: 131049 }];
    expect(events({ statuses: [{ id: 'm', status: 'sent', errors }] })[0]).toMatchObject({ status: 'sent', errors });
  });
});

describe('a change without items', () => {
  test('is one event with the whole value and the entry’s time', () => {
    const value = { event: 'APPROVED', message_template_id: 7 };
    expect(events(value, 'message_template_status_update', { time: 1739321024 })).toEqual([
      {
        kind: 'change',
        wabaId: '900',
        field: 'message_template_status_update',
        receivedAtMs,
        timestamp: '1739321024',
        raw: value,
      },
    ]);
  });

  test.each([
    ['errors of the account', { errors: [{ code: 130429 }] }],
    ['calls', { calls: [{ id: 'wacid.1' }] }],
    ['history', { history: [{ threads: [] }] }],
    ['keys named like an object’s own', { constructor: 1, toString: 2 }],
  ])('carries %s that stand beside messages', (_what, rest) => {
    const [message, change] = events({ metadata, messages: [{ id: 'm' }], ...rest });
    expect(message).toMatchObject({ kind: 'message', messageId: 'm' });
    expect(change).toMatchObject({ kind: 'change', phoneNumberId: '10001', raw: { metadata, ...rest } });
    expect((change as { raw: object }).raw).not.toHaveProperty('messages');
  });

  test.each([
    ['an empty value', {}],
    ['contacts without messages', { metadata, contacts: [{ wa_id: '1' }] }],
    ['an empty list of messages', { metadata, messages: [] }],
  ])('is still one event for %s', (_what, value) => {
    expect(events(value)).toMatchObject([{ kind: 'change', raw: value }]);
  });
});

describe('what is not as documented', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'body must be an object, not null'],
    ['a list', [], 'body must be an object, not a list'],
    ['an object without entry', { object: 'page' }, 'entry must be a list, not missing'],
    ['an entry list that is an object', { entry: { id: '1' } }, 'entry must be a list, not an object'],
    ['an entry that is a string', { entry: ['x'] }, 'entry[0] must be an object, not a string'],
    ['an entry without changes', { entry: [{ id: '1' }] }, 'entry[0].changes must be a list, not missing'],
    ['a change that is null', { entry: [{ changes: [null] }] }, 'entry[0].changes[0] must be an object, not null'],
    [
      'a change without value',
      { entry: [{ changes: [{ field: 'x' }] }] },
      'entry[0].changes[0].value must be an object, not missing',
    ],
  ])('keeps %s as a malformed event that says where', (_what, parsedBody, problem) => {
    expect(parseWebhook(parsedBody, receivedAtMs).map(({ event }) => event)).toMatchObject([
      { kind: 'malformed', problem },
    ]);
  });

  test('goes on with the rest of the batch, in order', () => {
    const value = {
      metadata: 'x',
      contacts: 5,
      messages: [{ id: 'm1' }, 'broken', null, { id: 'm2' }],
      statuses: 'none',
    };
    const parsed = events(value);
    expect(parsed.map((event) => (event.kind === 'malformed' ? event.problem : event.kind))).toEqual([
      'entry[0].changes[0].value.metadata must be an object, not a string',
      'entry[0].changes[0].value.contacts must be a list, not a number',
      'message',
      'entry[0].changes[0].value.messages[1] must be an object, not a string',
      'entry[0].changes[0].value.messages[2] must be an object, not null',
      'message',
      'entry[0].changes[0].value.statuses must be a list, not a string',
    ]);
    expect(parsed[3]).toMatchObject({ raw: 'broken', wabaId: '900', field: 'messages' });
  });

  test('keeps a contact that is none, and the message beside it', () => {
    const kinds = events({ contacts: ['x', { wa_id: '1' }], messages: [{ id: 'm', from: '1' }] });
    expect(kinds).toMatchObject([
      { kind: 'malformed', raw: 'x' },
      { kind: 'message', user: { waId: '1' } },
    ]);
  });
});
