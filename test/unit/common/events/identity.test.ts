import { describe, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { rebuildWebhook } from '../../../../src/common/events/rebuild-webhook.js';
import type { UserIdentity } from '../../../../src/common/events/types.js';

type List = 'messages' | 'statuses' | 'message_echoes';

/** The users of a change's items. */
function users(list: List, items: object[], contacts?: object[]): UserIdentity[] {
  const value = { [list]: items, ...(contacts && { contacts }) };
  return parseWebhook({ entry: [{ changes: [{ field: 'messages', value }] }] }, 0).map(({ event }) =>
    'user' in event ? event.user : {},
  );
}

describe('the sender of a message', () => {
  test('has the ids of the message and those of its contact', () => {
    const contact = {
      wa_id: '4915',
      user_id: 'DE.1',
      parent_user_id: 'DE.ENT.9',
      identity_key_hash: 'abc',
      profile: { name: 'Zoë', username: 'zoe' },
    };
    expect(users('messages', [{ from: '4915', from_user_id: 'DE.1' }], [contact])).toEqual([
      {
        phone: '4915',
        waId: '4915',
        userId: 'DE.1',
        parentUserId: 'DE.ENT.9',
        identityKeyHash: 'abc',
        name: 'Zoë',
        username: 'zoe',
      },
    ]);
  });

  test('is found among several contacts by either id, whatever their order', () => {
    const contacts = [
      { user_id: 'US.2', profile: { name: 'Two' } },
      { wa_id: '1', user_id: 'US.1', profile: { name: 'One' } },
    ];
    const found = users('messages', [{ from: '1' }, { from_user_id: 'US.2' }, { from: '3' }], contacts);
    expect(found.map(({ name, userId, waId }) => [name, userId, waId])).toEqual([
      ['One', 'US.1', '1'],
      ['Two', 'US.2', undefined],
      [undefined, undefined, undefined],
    ]);
  });

  test('takes the only contact although the phone is written differently in it', () => {
    expect(
      users('messages', [{ from: '5511987654321' }], [{ wa_id: '551187654321', profile: { name: 'Ana' } }]),
    ).toEqual([{ phone: '5511987654321', waId: '551187654321', name: 'Ana' }]);
  });

  test.each<[string, List, object[], object, (string | undefined)[]]>([
    [
      'numbers',
      'messages',
      [{ from: '4911111111' }, { from: '4922222222' }],
      { wa_id: '4911111111' },
      ['Ann', undefined],
    ],
    [
      'a number in two forms',
      'messages',
      [{ from: '5511987654321' }, { from: '4922222222' }, { from: '551187654321' }],
      { wa_id: '551187654321' },
      ['Ann', undefined, 'Ann'],
    ],
    ['a user id', 'messages', [{ from: '1' }, { from_user_id: 'DE.2' }], { user_id: 'DE.2' }, [undefined, 'Ann']],
    ['recipients', 'statuses', [{ recipient_id: '1' }, { recipient_id: '2' }], { wa_id: '2' }, [undefined, 'Ann']],
    ['one user twice', 'messages', [{ from: '1' }, { from: '1' }], { wa_id: '2' }, ['Ann', 'Ann']],
    ['nobody in a contact', 'messages', [{ from: '1' }, { from: '2' }], {}, [undefined, undefined]],
  ])('takes the only contact of several users when it is its own: %s', (_, list, items, contact, names) => {
    const change = {
      field: 'messages',
      value: { [list]: items, contacts: [{ ...contact, profile: { name: 'Ann' } }] },
    };
    const parsed = parseWebhook({ entry: [{ changes: [change] }] }, 0);
    const readUser = ({ event }: (typeof parsed)[number]) => ('user' in event ? event.user : {});
    expect(parsed.map((each) => readUser(each).name)).toEqual(names);
    // A redrive of one of them finds the same user.
    const redriven = parsed.map((each) =>
      parseWebhook(JSON.parse(JSON.stringify(rebuildWebhook(each))), 0).map(readUser),
    );
    expect(redriven).toEqual(parsed.map((each) => [readUser(each)]));
  });

  test('takes the only contact for the only thread of a history', () => {
    const contacts = [{ wa_id: '2', profile: { name: 'Ann' } }];
    const namesIn = (...ids: string[]) => {
      const threads = ids.map((id) => ({ id, messages: [{ from: id }] }));
      const value = { history: [{ threads }], contacts };
      return parseWebhook({ entry: [{ changes: [{ field: 'history', value }] }] }, 0).map(
        ({ event }) => 'user' in event && event.user.name,
      );
    };
    expect([namesIn('1'), namesIn('1', '2')]).toEqual([['Ann'], [undefined, 'Ann']]);
  });

  test('does not take the only contact when it has another user id', () => {
    expect(users('messages', [{ from_user_id: 'US.1' }], [{ user_id: 'US.2', profile: { name: 'Other' } }])).toEqual([
      { userId: 'US.1' },
    ]);
  });

  test('does not take the contact of its number when it has another user id', () => {
    const contacts = [{ wa_id: '1', user_id: 'US.2', profile: { name: 'Later' } }, { wa_id: '3' }];
    expect(users('messages', [{ from: '1', from_user_id: 'US.1' }], contacts)).toEqual([
      { phone: '1', userId: 'US.1' },
    ]);
  });

  test('has a user id, and no phone, when a business-scoped id sits in from and wa_id', () => {
    expect(users('messages', [{ from: 'US.134912086553' }], [{ wa_id: 'US.134912086553', profile: {} }])).toEqual([
      { userId: 'US.134912086553' },
    ]);
  });

  test('may be known by a number, or not at all', () => {
    expect(users('messages', [{ from: 4915 }, {}])).toEqual([{ phone: '4915' }, {}]);
  });

  test('is the old identity in a system message about a change', () => {
    const changed = { previous_user_id: 'IN.OLD', user_id: 'IN.NEW', previous_parent_user_id: 'IN.ENT.OLD' };
    expect(users('messages', [{ type: 'system', system: changed }], [{ user_id: 'IN.NEW' }])).toEqual([
      { userId: 'IN.OLD', parentUserId: 'IN.ENT.OLD' },
    ]);
    expect(users('messages', [{ from: '1', type: 'system', system: { wa_id: '2', user_id: 'US.NEW' } }])).toEqual([
      { phone: '1' },
    ]);
  });

  test('is the new identity when a system message names no other', () => {
    const system = { user_id: 'IN.NEW', parent_user_id: 'IN.ENT.NEW', wa_id: '2' };
    expect(users('messages', [{ type: 'system', system }])).toEqual([
      { userId: 'IN.NEW', parentUserId: 'IN.ENT.NEW', waId: '2' },
    ]);
  });
});

describe('the user of a status', () => {
  test('is the recipient, with what a contact adds', () => {
    const status = {
      recipient_id: '1',
      recipient_user_id: 'US.1',
      parent_recipient_user_id: 'US.ENT.1',
      recipient_identity_key_hash: 'h',
    };
    expect(users('statuses', [status], [{ wa_id: '1', profile: { name: 'One' } }])).toEqual([
      { phone: '1', userId: 'US.1', parentUserId: 'US.ENT.1', identityKeyHash: 'h', waId: '1', name: 'One' },
    ]);
  });

  test.each(['recipient_participant_id', 'participant_recipient_id'])(
    'is the participant of a group, from %s',
    (key) => {
      const status = {
        recipient_id: 'group-1',
        recipient_type: 'group',
        [key]: '1',
        recipient_participant_user_id: 'US.1',
      };
      expect(users('statuses', [status])).toEqual([{ phone: '1', userId: 'US.1' }]);
    },
  );
});

test('the user of an echo is the one the business wrote to', () => {
  expect(users('message_echoes', [{ from: '15550001111', to: '1', to_user_id: 'US.1' }])).toEqual([
    { phone: '1', userId: 'US.1' },
  ]);
});
