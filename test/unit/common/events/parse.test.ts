import { describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';
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
    const value = { state_sync: [{ type: 'contact' }] };
    expect(events(value, 'smb_app_state_sync', { time: 1739321024 })).toEqual([
      {
        kind: 'change',
        wabaId: '900',
        field: 'smb_app_state_sync',
        receivedAtMs,
        timestamp: '1739321024',
        raw: value,
      },
    ]);
  });

  test.each([
    ['an empty value', {}],
    ['contacts without messages', { metadata, contacts: [{ wa_id: '1' }] }],
    ['an empty list of messages', { metadata, messages: [] }],
  ])('is still one event for %s', (_what, value) => {
    expect(events(value)).toMatchObject([{ kind: 'change', raw: value }]);
  });

  test.each([
    ['that this version does not know', 'a_field_of_tomorrow', 'is not one that this version knows'],
    ['that is missing', null, 'is missing'],
  ])('is an unknown event under a field %s', (_what, field, problem) => {
    const value = { metadata, something: { new: true } };
    const [event, ...more] = events(value, field);
    expect(event).toMatchObject({ kind: 'unknown', reason: 'field-unknown', phoneNumberId: '10001', raw: value });
    expect(event).toHaveProperty('problem', `entry[].changes[].field ${problem}`);
    expect(more).toEqual([]);
  });
});

describe('what stands beside the items of a value', () => {
  test.each([
    ['an unknown list', { reels: [{ id: 'r' }] }],
    ['a chunk of the history without messages', { history: [{ metadata: { progress: 100 }, threads: [] }] }],
    ['keys named like an object’s own', { constructor: 1, toString: 2 }],
  ])('is a change: %s', (_what, rest) => {
    const [message, change, ...more] = events({ metadata, messages: [{ id: 'm' }], ...rest });
    expect(message).toMatchObject({ kind: 'message', messageId: 'm' });
    expect(change).toMatchObject({ kind: 'change', phoneNumberId: '10001', raw: { metadata, ...rest } });
    expect((change as { raw: object }).raw).not.toHaveProperty('messages');
    expect(more).toEqual([]);
  });

  test('is an unknown event under a field that this version does not know, and the messages are messages', () => {
    expect(events({ messages: [{ id: 'm' }], extra: 1 }, 'tomorrow')).toMatchObject([
      { kind: 'message', messageId: 'm', field: 'tomorrow' },
      { kind: 'unknown', reason: 'field-unknown', raw: { extra: 1 } },
    ]);
  });

  test('takes nothing along that became an event of its own', () => {
    const value = { metadata: 'x', contacts: ['y', { wa_id: '1' }], messages: 'z', more: 1 };
    expect(events(value)).toMatchObject([
      { kind: 'unknown', raw: 'x' },
      { kind: 'unknown', raw: 'y' },
      { kind: 'unknown', raw: 'z' },
      { kind: 'change', raw: { contacts: [{ wa_id: '1' }], more: 1 } },
    ]);
    expect(events(value)[3]).not.toHaveProperty('raw.metadata');
  });
});

describe('undocumented members of the envelope', () => {
  const change = { field: 'messages', value: { messages: [{ id: 'm1' }, { id: 'm2' }] } };

  test('are at the first event of their part, once', () => {
    const parsed = parseWebhook(
      {
        object: 'whatsapp_business_account',
        sent_by: 'b',
        entry: [{ id: '1', time: 5, region: 'r', changes: [change, { ...change, version: 'c' }] }],
      },
      receivedAtMs,
    );
    expect(parsed.map(({ event }) => event.undocumented)).toEqual([
      { body: { sent_by: 'b' }, entry: { region: 'r' } },
      undefined,
      { change: { version: 'c' } },
      undefined,
    ]);
  });

  test('are there when a known member is of a type that says nothing', () => {
    const [first] = parseWebhook(
      { object: [1], entry: [{ id: { a: 1 }, time: true, changes: [{ ...change, field: ['messages'] }] }] },
      receivedAtMs,
    );
    expect(first?.event.undocumented).toEqual({
      body: { object: [1] },
      entry: { id: { a: 1 }, time: true },
      change: { field: ['messages'] },
    });
    expect(first?.event).not.toHaveProperty('wabaId');
  });

  test.each([
    ['a body', { sent_by: 'b', entry: [] }, { sent_by: 'b', entry: [] }, 'entry is empty'],
    ['an entry', { entry: [{ region: 'r', changes: [] }] }, { region: 'r', changes: [] }, 'entry[].changes is empty'],
  ])('are an unknown event where %s holds nothing else', (_what, parsedBody, raw, problem) => {
    const parsed = parseWebhook(parsedBody, receivedAtMs).map(({ event }) => event);
    expect(parsed).toMatchObject([{ kind: 'unknown', reason: 'field-unknown', raw }]);
    expect(parsed[0]).toHaveProperty('problem', expect.stringContaining(problem));
  });

  test.each([
    ['a body', { object: 'page', entry: [] }],
    ['an entry', { entry: [{ id: '1', time: 5, changes: [] }] }],
  ])('are not what gives %s without content an event: there is none', (_what, parsedBody) => {
    expect(parseWebhook(parsedBody, receivedAtMs)).toEqual([]);
  });
});

const path = 'entry[].changes[].value';

describe('what is not as documented', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'body must be an object, not null'],
    ['a list', [], 'body must be an object, not a list'],
    ['a number', 5, 'body must be an object, not a number'],
    ['an object without entry', { object: 'page' }, 'entry must be a list, not missing'],
    ['a bare value that is none', { field: 'messages', value: 5 }, 'entry must be a list, not missing'],
    ['an entry list that is an object', { entry: { id: '1' } }, 'entry must be a list, not an object'],
    ['an entry that is a string', { entry: ['x'] }, 'entry[] must be an object, not a string'],
    ['an entry without changes', { entry: [{ id: '1' }] }, 'entry[].changes must be a list, not missing'],
    ['a change that is null', { entry: [{ changes: [null] }] }, 'entry[].changes[] must be an object, not null'],
    ['a change without value', { entry: [{ changes: [{ field: 'x' }] }] }, `${path} must be an object, not missing`],
  ])('keeps %s as a malformed event that says where', (_what, parsedBody, problem) => {
    expect(parseWebhook(parsedBody, receivedAtMs).map(({ event }) => event)).toMatchObject([
      { kind: 'unknown', reason: 'malformed', problem },
    ]);
  });

  test('goes on with the rest of the batch, in order', () => {
    const value = {
      metadata: 'x',
      contacts: 5,
      messages: [{ id: 'm1' }, 'broken', null, { id: 'm2' }],
      statuses: 'none',
      calls: null,
      groups: [[]],
      user_preferences: {},
      errors: [1],
    };
    const parsed = events(value);
    expect(parsed.map((event) => (event.kind === 'unknown' ? event.problem : event.kind))).toEqual([
      `${path}.metadata must be an object, not a string`,
      `${path}.contacts must be a list, not a number`,
      'message',
      `${path}.messages[] must be an object, not a string`,
      `${path}.messages[] must be an object, not null`,
      'message',
      `${path}.statuses must be a list, not a string`,
      `${path}.calls must be a list, not null`,
      `${path}.groups[] must be an object, not a list`,
      `${path}.user_preferences must be a list, not an object`,
      `${path}.errors[] must be an object, not a number`,
    ]);
    expect(parsed[3]).toMatchObject({ reason: 'malformed', raw: 'broken', wabaId: '900', field: 'messages' });
  });

  test('keeps a contact that is none, and the message beside it', () => {
    const kinds = events({ contacts: ['x', { wa_id: '1' }], messages: [{ id: 'm', from: '1' }] });
    expect(kinds).toMatchObject([
      { kind: 'unknown', reason: 'malformed', raw: 'x' },
      { kind: 'message', user: { waId: '1' } },
    ]);
  });

  test('may be nested without end, or be a list without end', () => {
    const depth = 20_000;
    const deep = JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) as unknown;
    expect(events({ messages: [deep], statuses: [[deep]], metadata: deep, other: deep })).toHaveLength(3);
    expect(events({ messages: new Array(200_000).fill(1) })).toHaveLength(1_001);
  });
});
