/** Webhooks of every shape, well-formed and not. */
import fc from 'fast-check';
import { encodeCallbackData } from '../../src/common/sending/callback-data.js';
import { defined } from '../../src/common/schema/defined.js';

/** Stands for a text that `withMarkers` makes unique. */
export const marker = '~';

const leaf = fc.oneof(
  { weight: 4, arbitrary: fc.constant(marker) },
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const junk = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('__proto__', 'constructor', 'id', 'type')),
      tie('value'),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
  ),
})).value;

/** Mostly the value; at times something else, or nothing at all. */
const mostly = <Value>(value: fc.Arbitrary<Value>, weight = 12): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight, arbitrary: value },
    { weight: 1, arbitrary: junk },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
const record = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.record(fields),
      fc.dictionary(fc.constantFrom('more', 'context', 'referral', 'errors'), junk, { maxKeys: 1 }),
    )
    .map(([known, more]) => defined({ ...(known as object), ...more }));
const list = (item: fc.Arbitrary<unknown>, maxLength = 4): fc.Arbitrary<unknown> =>
  mostly(
    fc.array(
      mostly(item, 20).map((value) => value ?? null),
      { maxLength },
    ),
    20,
  );

const user = fc.constantFrom('15550100001', '15550100002', 'US.1001', 'US.ENT.7', 15550100003);
const id = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((number) => `wamid.${number}`),
  fc.constant(marker),
);
const time = fc.constantFrom('1764000000', 1764000000, 0);
const phoneNumberId = fc.constantFrom('10001', '10002', 10003, 'no id');

const message = record({
  from: mostly(user, 6),
  from_user_id: mostly(user, 2),
  id: mostly(id),
  timestamp: mostly(time),
  type: mostly(
    fc.constantFrom('text', 'image', 'interactive', 'reaction', 'unsupported', 'edit', 'revoke', 'tomorrow'),
  ),
  text: mostly(record({ body: leaf }), 4),
});
const systemMessage = record({
  from: mostly(user, 4),
  id: mostly(id),
  timestamp: mostly(time),
  type: fc.constant('system'),
  system: mostly(
    record({
      type: fc.constantFrom('user_changed_number', 'user_changed_user_id', 'customer_identity_changed'),
      wa_id: mostly(user, 3),
      user_id: mostly(user, 3),
      previous_user_id: mostly(user, 3),
    }),
  ),
});
const envelope = fc
  .record({ workflowId: fc.constantFrom('send-1', 'send-2', ''), wanted: fc.constantFrom<'read'[]>([], ['read']) })
  .map(({ workflowId, wanted }) => encodeCallbackData({ workflowId, sendKey: 'k', wanted, callerData: 'own' }));
const status = record({
  id: mostly(id),
  status: mostly(fc.constantFrom('sent', 'read', 'failed', 'tomorrow')),
  timestamp: mostly(time),
  recipient_id: mostly(user),
  biz_opaque_callback_data: mostly(fc.oneof(envelope, leaf), 4),
});
const call = record({
  id: mostly(id),
  from: mostly(user),
  to: mostly(user),
  event: mostly(fc.constantFrom('connect', 'terminate')),
});
const group = record({
  group_id: mostly(id),
  type: mostly(fc.constantFrom('group_create', 'tomorrow')),
  timestamp: mostly(time),
});
const preference = record({
  wa_id: mostly(user),
  category: mostly(leaf),
  value: mostly(fc.constantFrom('stop', 'resume')),
});
const thread = record({ id: mostly(user), messages: list(message) });
const historyChunk = record({
  metadata: mostly(record({ phase: mostly(fc.constantFrom(0, 1, 2)), chunk_order: mostly(leaf) })),
  threads: list(thread, 2),
});
const template = record({
  event: mostly(fc.constantFrom('APPROVED', 'REJECTED')),
  message_template_id: mostly(time),
  reason: mostly(leaf),
});
const contact = record({
  wa_id: mostly(user),
  user_id: mostly(user, 2),
  profile: mostly(fc.record({ name: fc.constantFrom('Ana', 'Ben') })),
});

const around = {
  messaging_product: fc.constant('whatsapp'),
  metadata: mostly(fc.record({ phone_number_id: phoneNumberId })),
  contacts: mostly(fc.array(contact, { maxLength: 2 }), 3),
};
const valueWith = (lists: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  record({ ...around, ...lists });
const value = fc.oneof(
  valueWith({ messages: list(fc.oneof(message, message, systemMessage)) }),
  valueWith({ statuses: list(status) }),
  valueWith({ messages: list(message), statuses: list(status), errors: list(junk, 2) }),
  valueWith({ message_echoes: list(message) }),
  valueWith({ history: list(historyChunk, 2) }),
  valueWith({ calls: list(call), statuses: list(status, 1) }),
  valueWith({ groups: list(group) }),
  valueWith({ user_preferences: list(preference) }),
  template,
  junk,
);
const change = record({
  field: mostly(
    fc.constantFrom(
      'messages',
      'smb_message_echoes',
      'history',
      'calls',
      'group_lifecycle_update',
      'user_preferences',
      'account_update',
      'message_template_status_update',
      'flows',
      'security',
      'phone_number_name_update',
      'a_field_of_tomorrow',
    ),
  ),
  value: mostly(value, 20),
});
const entry = record({ id: mostly(fc.constantFrom('900', '901')), time: mostly(time, 2), changes: list(change, 3) });

/** A webhook as Meta posts it, in which any part may be missing or something else. */
export const webhookLike: fc.Arbitrary<unknown> = record({
  object: mostly(fc.constant('whatsapp_business_account')),
  entry: list(entry, 3),
});

/** Any JSON at all; often one that looks like a webhook. */
export const anyBody: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: webhookLike },
  { weight: 2, arbitrary: junk },
  { weight: 1, arbitrary: change },
  { weight: 1, arbitrary: fc.jsonValue() },
);
