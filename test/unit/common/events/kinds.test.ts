import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import type { WhatsAppEvent } from '../../../../src/common/events/types.js';

const metadata = { display_phone_number: '15550001111', phone_number_id: '10001' };
const base = { wabaId: '900', phoneNumberId: '10001', receivedAtMs: 1 };

function events(field: string, value: object): WhatsAppEvent[] {
  return parseWebhook({ entry: [{ id: '900', time: 1700000000, changes: [{ field, value }] }] }, 1).map(
    ({ event }) => event,
  );
}

describe('edits and revokes', () => {
  test.each(['edit', 'revoke'])('of a user and of the business name the message that an %s is about', (type) => {
    const item = { id: 'm', type, [type]: { original_message_id: 'first' }, timestamp: '5' };
    const parsed = events('messages', { messages: [item], message_echoes: [item] });
    expect(parsed).toMatchObject([
      { kind: 'message', type, originalMessageId: 'first', timestamp: '5' },
      { kind: 'echo', type, originalMessageId: 'first' },
    ]);
  });

  test.each([
    ['edit', 5],
    ['edit', { original_message_id: [] }],
    ['text', { original_message_id: 'first' }],
  ])('have none when %s is %j', (type, content) => {
    expect(events('messages', { messages: [{ type, [type]: content }] })[0]).not.toHaveProperty('originalMessageId');
  });
});

describe('errors', () => {
  const raw = { code: 131051, title: 'Unsupported', message: 'm', error_data: { details: 'd' }, href: 'h' };
  const error = { code: 131051, title: 'Unsupported', message: 'm', details: 'd', raw };

  test.each(['messages', 'message_echoes', 'calls', 'groups'])('of an item of %s are in its event', (list) => {
    expect(events('messages', { [list]: [{ id: 'x', errors: [raw] }] })).toMatchObject([{ errors: [error] }]);
  });

  test.each([
    ['the older place', { code: 1, details: 'old' }, 'old'],
    ['both', { code: 1, details: 'old', error_data: { details: 'new' } }, 'new'],
    ['the older one beside data of another kind', { code: 1, details: 'old', error_data: 'x' }, 'old'],
  ])('have their details from %s', (_place, older, details) => {
    expect(events('messages', { messages: [{ id: 'x', errors: [older] }] })).toMatchObject([{ errors: [{ details }] }]);
    expect(events('messages', { errors: [older] })).toMatchObject([{ kind: 'error', error: { details } }]);
  });

  test('of a status are there as Meta sent them', () => {
    expect(events('messages', { statuses: [{ errors: [raw, 'x'] }] })[0]).toHaveProperty('errors', [raw, 'x']);
  });

  test('of a value are events of their own, each with the entry’s time', () => {
    expect(events('calls', { metadata, errors: [raw, { code: '4' }] })).toEqual([
      { ...base, kind: 'error', field: 'calls', timestamp: '1700000000', error, raw },
      {
        ...base,
        kind: 'error',
        field: 'calls',
        timestamp: '1700000000',
        error: { code: 4, raw: { code: '4' } },
        raw: { code: '4' },
      },
    ]);
  });

  test.each([[null], ['x'], [{ code: 'none', title: 5, error_data: 'd' }], [[]]])(
    'are kept when one is %j',
    (strange) => {
      const [event] = events('messages', { messages: [{ errors: [strange] }] });
      expect(event).toHaveProperty('errors.0.raw', strange);
      expect(event).not.toHaveProperty('errors.0.code');
    },
  );
});

describe('calls', () => {
  test('are of the caller when a user calls, and of the callee when the business does', () => {
    const call = { from: '1', from_user_id: 'US.1', to: '2', to_user_id: 'US.2', event: 'connect', timestamp: 7 };
    const parsed = events('calls', {
      metadata,
      calls: [
        { ...call, id: 'wacid.1', direction: 'USER_INITIATED' },
        { ...call, wacid: 'wacid.2', direction: 'BUSINESS_INITIATED' },
        { from: '1', event: 'call_recording_available' },
      ],
    });
    expect(parsed).toMatchObject([
      { ...base, kind: 'call', callId: 'wacid.1', event: 'connect', direction: 'USER_INITIATED', timestamp: '7' },
      { kind: 'call', callId: 'wacid.2', direction: 'BUSINESS_INITIATED', user: { phone: '2', userId: 'US.2' } },
      { kind: 'call', event: 'call_recording_available', user: { phone: '1' } },
    ]);
    expect(parsed[0]).toMatchObject({ user: { phone: '1', userId: 'US.1' } });
  });

  test('have statuses of their own, under their field', () => {
    const status = { id: 'wacid.1', type: 'call', status: 'RINGING', recipient_id: '1' };
    expect(events('calls', { statuses: [status] })).toMatchObject([
      { kind: 'status', field: 'calls', messageId: 'wacid.1', callId: 'wacid.1', status: 'RINGING', raw: status },
    ]);
  });
});

describe('the history', () => {
  const chunk = { phase: 1, chunk_order: 2, progress: 55 };
  const thread = (id: unknown, ...messages: object[]) => ({ id, messages });

  test('gives an event for each message, with the thread’s user whoever wrote it, and its chunk', () => {
    const messages = [
      { id: 'a', from: '49', from_user_id: 'DE.1', type: 'text', timestamp: '3', history_context: { status: 'READ' } },
      { id: 'b', from: '15550001111', to: '49', to_user_id: 'DE.1', type: 'text' },
      { id: 'c', from: '15550001111', from_user_id: 'US.BUSINESS', history_context: { from_me: true } },
    ];
    const parsed = events('history', {
      metadata,
      history: [{ metadata: chunk, threads: [thread('49', ...messages)] }],
    });
    expect(parsed).toMatchObject([
      { kind: 'history', messageId: 'a', type: 'text', status: 'READ', timestamp: '3', chunk, raw: messages[0] },
      { kind: 'history', messageId: 'b', chunk },
      { kind: 'history', messageId: 'c', chunk },
    ]);
    expect(parsed.map((event) => 'user' in event && event.user)).toEqual([
      { phone: '49', userId: 'DE.1' },
      { phone: '49', userId: 'DE.1' },
      { phone: '49' },
    ]);
  });

  test.each([
    ['what the user wrote', { from: '49' }, { phone: '49' }],
    ['what the business wrote', { from: '1', to: '49' }, { phone: '49' }],
    ['what the business wrote to nobody that is named', { from: '1', history_context: { from_me: true } }, {}],
  ])('names the user of a thread without id by %s', (_what, message, user) => {
    const [event] = events('history', { history: [{ threads: [{ messages: [message] }] }] });
    expect(event).toHaveProperty('user', user);
  });

  test('has the errors of a chunk as events', () => {
    const raw = { code: 2593109, message: 'declined' };
    expect(events('history', { metadata, history: [{ metadata: chunk, errors: [raw] }] })).toMatchObject([
      { ...base, kind: 'error', error: { code: 2593109 }, chunk, raw },
    ]);
  });

  test('is kept in parts that are malformed, and the rest goes on', () => {
    const value = {
      history: [
        'x',
        { metadata: 1, errors: {}, threads: 2 },
        { threads: [3, { messages: 4 }, thread('1', { id: 'm' })] },
        { threads: [thread('1', { id: 'n' }), { id: '2', messages: [5] }] },
      ],
    };
    const parsed = events('history', value);
    const path = 'entry[].changes[].value.history[]';
    expect(parsed.map((event) => (event.kind === 'unknown' ? event.problem : event.kind))).toEqual([
      `${path} must be an object, not a string`,
      `${path}.metadata must be an object, not a number`,
      `${path}.errors must be a list, not an object`,
      `${path}.threads must be a list, not a number`,
      `${path}.threads[] must be an object, not a number`,
      `${path}.threads[].messages must be a list, not a number`,
      'history',
      'history',
      `${path}.threads[].messages[] must be an object, not a number`,
    ]);
    expect(parsed.map((event) => event.raw).slice(0, 6)).toEqual(['x', 1, {}, 2, 3, 4]);
  });

  test('leaves what stands beside its messages in one change', () => {
    const value = {
      metadata,
      history: [
        {
          metadata: chunk,
          threads: [
            { id: '1', title: 't', messages: [{ id: 'm' }] },
            { id: '2', messages: [] },
          ],
        },
        { metadata: chunk, threads: [thread('3', { id: 'n' })] },
        { metadata: { progress: 100 }, threads: [] },
      ],
    };
    expect(events('history', value)).toMatchObject([
      { kind: 'history', messageId: 'm' },
      { kind: 'history', messageId: 'n' },
      {
        kind: 'change',
        raw: {
          metadata,
          history: [
            {
              metadata: chunk,
              threads: [
                { id: '1', title: 't' },
                { id: '2', messages: [] },
              ],
            },
            { metadata: { progress: 100 }, threads: [] },
          ],
        },
      },
    ]);
  });
});

test('the end of a call tells how it ended', () => {
  const end = {
    id: 'wacid.1',
    event: 'terminate',
    status: 'COMPLETED',
    duration: 61,
    biz_opaque_callback_data: 'mine',
  };
  const [event] = events('calls', { metadata, calls: [end] });
  expect(event).toMatchObject({ status: 'COMPLETED', durationSeconds: 61, callbackData: 'mine' });
  const [beginning] = events('calls', { metadata, calls: [{ id: 'wacid.1', event: 'connect' }] });
  for (const member of ['status', 'durationSeconds', 'callbackData']) expect(beginning).not.toHaveProperty(member);
});

describe('an event of a group tells', () => {
  const tellGroup = (item: object) => events('group_participants_update', { metadata, groups: [item] })[0];
  const error = { code: 100, message: 'No', title: 'Failed' };

  test('who came, who went, and with whom it failed', () => {
    const people = {
      added_participants: [{ wa_id: '1', user_id: 'US.1' }],
      removed_participants: [{ wa_id: 'US.2' }],
      failed_participants: [{ input: '+3', errors: [error] }, 7],
      reason: 'invite_link',
      initiated_by: 'business',
    };
    expect(tellGroup(people)).toMatchObject({
      added: [{ waId: '1', userId: 'US.1' }],
      removed: [{ userId: 'US.2' }],
      failed: [{ input: '+3', errors: [{ code: 100, title: 'Failed' }] }],
      reason: 'invite_link',
      initiatedBy: 'business',
    });
    expect(tellGroup(people)).not.toHaveProperty('requester');
  });

  test('who asks to join', () => {
    const request = { type: 'group_join_request_created', join_request_id: 'j', wa_id: '1', user_id: 'US.1' };
    expect(tellGroup(request)).toMatchObject({ requestId: 'j', requester: { waId: '1', userId: 'US.1' } });
  });

  test('what was made of it, and which settings changed', () => {
    const made = { subject: 'Family', description: 'Us', invite_link: 'https://x', join_approval_mode: 'auto_approve' };
    expect(tellGroup(made)).toMatchObject({
      subject: 'Family',
      description: 'Us',
      inviteLink: 'https://x',
      joinApprovalMode: 'auto_approve',
    });
    const settings = {
      group_subject: { text: 'New', update_successful: true },
      group_description: { text: 'Too long', update_successful: false, errors: [error] },
      profile_picture: { sha256: 'abc' },
    };
    expect(tellGroup(settings)).toMatchObject({
      settings: {
        subject: { isChanged: true, text: 'New' },
        description: { isChanged: false, text: 'Too long', errors: [{ code: 100 }] },
        picture: { isChanged: false, sha256: 'abc' },
      },
    });
    expect(tellGroup({ group_subject: 7 })).not.toHaveProperty('settings');
  });
});

test('groups are events of each item', () => {
  const item = { group_id: 'g', type: 'group_create', request_id: 'r', timestamp: '9' };
  expect(events('group_lifecycle_update', { metadata, groups: [item, { join_request_id: 'j' }] })).toEqual([
    {
      ...base,
      kind: 'group',
      field: 'group_lifecycle_update',
      groupId: 'g',
      type: 'group_create',
      requestId: 'r',
      timestamp: '9',
      raw: item,
    },
    {
      ...base,
      kind: 'group',
      field: 'group_lifecycle_update',
      requestId: 'j',
      timestamp: '1700000000',
      raw: { join_request_id: 'j' },
    },
  ]);
});

test('preferences are events of each item, with their user', () => {
  const item = { wa_id: 1, user_id: 'US.1', category: 'marketing_messages', value: 'stop', timestamp: 1731705721 };
  const contacts = [{ user_id: 'US.2' }, { wa_id: '1', user_id: 'US.1', profile: { name: 'One' } }];
  expect(events('user_preferences', { metadata, contacts, user_preferences: [item] })).toEqual([
    {
      ...base,
      kind: 'user_preference',
      field: 'user_preferences',
      user: { waId: '1', userId: 'US.1', name: 'One' },
      category: 'marketing_messages',
      value: 'stop',
      timestamp: '1731705721',
      raw: item,
    },
  ]);
});

describe('standby', () => {
  const contacts = [{ wa_id: '49', user_id: 'DE.1', profile: { name: 'Zoë' } }];
  const message = { id: 'm', from: '49', timestamp: '7', type: 'text', text: { body: 'Hi' } };
  const sent = {
    to: '49',
    recipient: '49',
    recipient_type: 'individual',
    type: 'text',
    text: { body: 'I am an agent' },
  };
  const echo = { id: 'e', timestamp: '8', message: sent };
  const status = { id: 'e', status: 'delivered', timestamp: '9', recipient_id: '49' };
  const user = { phone: '49', waId: '49', userId: 'DE.1', name: 'Zoë' };
  const lists = { contacts, messages: [message], message_echoes: [echo], statuses: [status] };
  const expected = [
    { ...base, field: 'standby', kind: 'message', messageId: 'm', type: 'text', timestamp: '7', user, raw: message },
    {
      ...base,
      field: 'standby',
      kind: 'status',
      messageId: 'e',
      status: 'delivered',
      timestamp: '9',
      user,
      raw: status,
    },
    { ...base, field: 'standby', kind: 'echo', messageId: 'e', type: 'text', timestamp: '8', user, raw: echo },
  ];

  test.each<[string, object]>([
    ['one level deeper, as Meta sends them', { metadata, standby: lists }],
    ['where those of other fields stand', { metadata, ...lists }],
  ])('has its lists %s', (_where, value) => {
    expect(events('standby', value)).toEqual(expected);
  });

  test('keeps what is there besides, and has no such lists under another field', () => {
    const standby = { ...lists, more: 1 };
    expect(events('standby', { metadata, standby }).slice(3)).toMatchObject([
      { kind: 'change', raw: { metadata, standby: { more: 1 } } },
    ]);
    expect(events('messages', { metadata, standby })).toMatchObject([{ kind: 'change', raw: { standby } }]);
  });

  test('keeps what is malformed, and reads the rest', () => {
    expect(events('standby', { standby: { contacts: [7], messages: [message, 8], statuses: {} } })).toMatchObject([
      { kind: 'unknown', reason: 'malformed', raw: 7 },
      { kind: 'message', messageId: 'm' },
      { kind: 'unknown', reason: 'malformed', raw: 8 },
      { kind: 'unknown', reason: 'malformed', raw: {} },
    ]);
    expect(events('standby', { standby: [message] })).toMatchObject([{ kind: 'change', raw: { standby: [message] } }]);
  });
});

describe('messaging_handovers', () => {
  const recipient = { display_phone_number: '15550001111', phone_number_id: '10001' };
  const control = { previous_owner_role: 'ai_agent', new_owner_role: 'escalation', metadata: 'asks for a human' };

  test.each(['control_passed', 'control_taken'])('is the event of a thread that has another owner: %s', (type) => {
    const contacts = [{ wa_id: '49', user_id: 'DE.1', profile: { name: 'Zoë' } }];
    const raw = { recipient, sender: { phone_number: '49' }, contacts, timestamp: '7', type, [type]: control };
    expect(events('messaging_handovers', raw)).toEqual([
      {
        ...base,
        kind: 'handover',
        field: 'messaging_handovers',
        timestamp: '7',
        user: { phone: '49', waId: '49', userId: 'DE.1', name: 'Zoë' },
        event: type,
        previousOwner: 'ai_agent',
        newOwner: 'escalation',
        raw,
      },
    ]);
  });

  test.each([{}, { sender: 7, recipient: [], type: 'control_passed', control_passed: 'x' }, { type: 7 }])(
    'is an event, whatever of it is missing: %j',
    (raw) => {
      expect(events('messaging_handovers', { ...raw, more: 1 })).toMatchObject([{ kind: 'handover', user: {} }]);
    },
  );
});

describe('fields whose value is one event', () => {
  const template = { message_template_id: 7, message_template_name: 'n', message_template_language: 'en' };
  const named = { templateId: '7', templateName: 'n', language: 'en' };

  test.each<[string, object, object]>([
    [
      'message_template_status_update',
      { ...template, event: 'APPROVED' },
      { ...named, kind: 'template', change: 'status', event: 'APPROVED' },
    ],
    ['message_template_quality_update', { previous_quality_score: 'GREEN' }, { kind: 'template', change: 'quality' }],
    [
      'message_template_status_update',
      { ...template, previous_quality_score: 'GREEN', new_quality_score: 'RED' },
      { ...named, kind: 'template', change: 'quality' },
    ],
    ['template_category_update', { new_category: 'MARKETING' }, { kind: 'template', change: 'category' }],
    ['message_template_components_update', template, { ...named, kind: 'template', change: 'components' }],
    ['account_update', { event: 'ACCOUNT_DELETED' }, { kind: 'account', event: 'ACCOUNT_DELETED' }],
    ['account_review_update', { decision: 'APPROVED' }, { kind: 'account', event: 'APPROVED' }],
    ['account_alerts', { alert_info: { alert_type: 'OBA' } }, { kind: 'account', event: 'OBA' }],
    ['payment_configuration_update', { status: 'Active' }, { kind: 'account', event: 'Active' }],
    ['business_capability_update', { max_phone_numbers_per_waba: 2 }, { kind: 'account' }],
    ['partner_solutions', { event: 'SOLUTION_CREATED' }, { kind: 'account', event: 'SOLUTION_CREATED' }],
    ['account_settings_update', { timestamp: 5, type: 't' }, { kind: 'account', timestamp: '5' }],
    [
      'phone_number_quality_update',
      { display_phone_number: 1555, event: 'ONBOARDING' },
      { kind: 'phone_number', displayPhoneNumber: '1555', event: 'ONBOARDING' },
    ],
    ['phone_number_name_update', { decision: 'APPROVED' }, { kind: 'phone_number', event: 'APPROVED' }],
    ['business_username_update', { status: 'reserved' }, { kind: 'phone_number', event: 'reserved' }],
    ['business_username_updates', { status: 'deleted' }, { kind: 'phone_number', event: 'deleted' }],
    [
      'flows',
      { flow_id: 9, event: 'CLIENT_ERROR_RATE', errors: [{ error_type: 'x' }, 'y'] },
      { kind: 'flow', flowId: '9', event: 'CLIENT_ERROR_RATE' },
    ],
    [
      'security',
      { display_phone_number: '1555', event: 'PIN_CHANGED' },
      { kind: 'security', displayPhoneNumber: '1555', event: 'PIN_CHANGED' },
    ],
  ])('%s %j', (field, raw, expected) => {
    expect(events(field, raw)).toEqual([
      { wabaId: '900', receivedAtMs: 1, timestamp: '1700000000', ...expected, field, raw },
    ]);
  });

  test.each([
    'automatic_events',
    'calls',
    'group_lifecycle_update',
    'group_participants_update',
    'group_settings_update',
    'group_status_update',
    'history',
    'messages',
    'smb_app_state_sync',
    'smb_message_echoes',
    'standby',
    'user_preferences',
  ])('%s without items is a change', (field) => {
    expect(events(field, { new: 1 })).toMatchObject([{ kind: 'change', field, raw: { new: 1 } }]);
  });
});
