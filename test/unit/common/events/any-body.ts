/** Bodies that are almost webhooks: of any type at any place, with members that nobody documents. */
import fc from 'fast-check';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';

/** Leaves that occur once, so that each can be found again. */
const leaf = fc.oneof(
  fc.nat().map((number) => `leaf-${number}`),
  fc.nat().map((number) => number + 0.5),
  fc.constantFrom(null, true, false, ''),
);
const { anyJson } = fc.letrec<{ anyJson: unknown }>((tie) => ({
  anyJson: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('anyJson'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(strangeKey(), fc.string()), tie('anyJson'), { maxKeys: 3 }),
  ),
}));
const id = fc.constantFrom('1', 'US.1', 'US.2', '49', 49, '');

function strangeKey(): fc.Arbitrary<string> {
  return fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', 'extra', '');
}

type Json = fc.Arbitrary<unknown>;

/** What is documented, mostly. */
function mostly(documented: Json, weight = 8): Json {
  return fc.oneof({ weight, arbitrary: documented }, { weight: 1, arbitrary: anyJson });
}

function lists(documented: Json): Json {
  return mostly(fc.array(mostly(documented, 10), { maxLength: 3 }));
}

/** Any of the members, and sometimes one that is not documented. */
function record(members: Record<string, Json>): Json {
  const more = fc.option(fc.tuple(strangeKey(), anyJson), { nil: undefined, freq: 4 });
  return fc
    .tuple(fc.record(members, { requiredKeys: [] }), more)
    .map(
      ([documented, extra]) =>
        Object.fromEntries([...Object.entries(documented), ...(extra ? [extra] : [])]) as unknown,
    );
}

const error = record({ code: id, title: fc.string(), error_data: mostly(record({ details: fc.string() })) });
const ours = encodeCallbackData({ workflowId: 'w', sendKey: 'k', wanted: ['read'] });
const item = record({
  id: mostly(id),
  type: fc.constantFrom('text', 'edit', 'revoke', 'system', 'interactive', 5),
  from: mostly(id),
  from_user_id: mostly(id),
  to: mostly(id),
  recipient_id: mostly(id),
  recipient_type: fc.constantFrom('group', 'individual'),
  recipient_participant_id: mostly(id),
  group_id: mostly(id),
  wa_id: mostly(id),
  user_id: mostly(id),
  direction: fc.constantFrom('BUSINESS_INITIATED', 'USER_INITIATED'),
  timestamp: mostly(fc.constantFrom('5', 5, '')),
  errors: lists(error),
  edit: mostly(record({ original_message_id: id })),
  system: mostly(record({ previous_user_id: id, user_id: id, wa_id: id })),
  history_context: mostly(record({ status: fc.string(), from_me: fc.boolean() })),
  biz_opaque_callback_data: fc.constantFrom(ours, `${ours}mine`, 'foreign'),
});
const contact = record({ wa_id: id, user_id: id, profile: mostly(record({ name: mostly(fc.string()) })) });
const thread = record({ id: mostly(id), messages: lists(item) });
const chunk = record({
  metadata: mostly(record({ phase: fc.nat(2), progress: fc.nat(100) })),
  threads: lists(thread),
  errors: lists(error),
});
const standby = record({
  contacts: lists(contact),
  messages: lists(item),
  statuses: lists(item),
  message_echoes: lists(item),
  errors: lists(error),
});
const value = record({
  messaging_product: fc.constant('whatsapp'),
  metadata: mostly(record({ phone_number_id: mostly(id) })),
  contacts: lists(contact),
  messages: lists(item),
  statuses: lists(item),
  message_echoes: lists(item),
  calls: lists(item),
  history: lists(chunk),
  groups: lists(item),
  user_preferences: lists(item),
  errors: lists(error),
  event: fc.string(),
  standby: mostly(standby),
});
const field = fc.constantFrom(
  'messages',
  'history',
  'flows',
  'message_template_status_update',
  'security',
  'standby',
  'messaging_handovers',
  'tomorrow',
);
const change = record({ field: mostly(field), value: mostly(value, 20) });
const entry = record({ id: mostly(id), time: mostly(fc.nat()), changes: lists(change) });
const webhook = record({ object: mostly(fc.constant('whatsapp_business_account')), entry: lists(entry) });

/** As JSON gives it: members named `__proto__` are members. */
export const anyBody: Json = fc
  .oneof({ weight: 10, arbitrary: webhook }, { weight: 2, arbitrary: change }, { weight: 1, arbitrary: anyJson })
  .map((body) => JSON.parse(JSON.stringify(body)) as unknown);

/**
 * The texts and numbers, as JSON, that some event has to hold: all but ids and the like that say what belongs to what.
 */
export function findLeaves(body: unknown): string[] {
  return leaves(body, 'body');
}

/** Per part: where its content is, and the members that are context when they are of the type that they should be. */
const parts: Record<
  string,
  { content: Record<string, string>; context: Record<string, (member: unknown) => boolean> }
> = {
  body: { content: { entry: 'entries' }, context: { object: isPlain, field: isPlain } },
  entry: { content: { changes: 'changes' }, context: { id: isPlain, time: isPlain } },
  change: { content: { value: 'value' }, context: { field: isPlain } },
  value: {
    content: { history: 'chunks', contacts: 'contacts', standby: 'standby' },
    context: { messaging_product: () => true, metadata: isObject },
  },
  standby: { content: { contacts: 'contacts' }, context: {} },
  chunk: { content: { threads: 'threads' }, context: { metadata: isObject } },
  thread: { content: {}, context: { id: isPlain } },
};
const partsOfLists: Record<string, string> = {
  entries: 'entry',
  changes: 'change',
  chunks: 'chunk',
  contacts: 'contact',
  threads: 'thread',
};

function leaves(node: unknown, part?: string): string[] {
  if (Array.isArray(node)) return node.flatMap((each) => leaves(each, part && partsOfLists[part]));
  if (part === 'contact' && isObject(node)) return [];
  if (!isObject(node)) return isPlain(node) && node !== null ? [JSON.stringify(node)] : [];
  const isBare = part === 'body' && node['entry'] === undefined && isObject(node['value']);
  const { content, context } = parts[isBare ? 'change' : (part ?? '')] ?? { content: {}, context: {} };
  return Object.entries(node).flatMap(([key, member]) =>
    Object.hasOwn(context, key) && context[key]?.(member)
      ? []
      : leaves(member, Object.hasOwn(content, key) ? content[key] : undefined),
  );
}

function isPlain(member: unknown): boolean {
  return member === null || typeof member === 'string' || typeof member === 'number';
}

function isObject(member: unknown): member is Record<string, unknown> {
  return typeof member === 'object' && member !== null && !Array.isArray(member);
}
