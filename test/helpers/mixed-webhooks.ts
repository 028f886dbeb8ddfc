/**
 * Webhooks of every kind and fate, in batches, and the proof that each item had its effect once. The same seed makes
 * the same ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { conversationWorkflowId } from '../../src/common/ids/workflow-ids.js';
import { encodeCallbackData } from '../../src/common/sending/callback-data.js';
import type { WebhookItem } from '../../src/emulator/index.js';
import { eventually } from './eventually.js';
import type { Stack } from './stack.js';
import { deadLetterPlace, findPlaces, recorderPlace, webhookEffects } from './webhook-effects.js';

const recorderId = 'mixed-webhooks-statuses';

/** So many users and groups that each has no more messages than a conversation keeps. */
const users = 300;
const groups = 80;

/** More than a conversation keeps of one message, and more than a signal takes. */
const largeBytes = 700_000;
const oversizedBytes = 2_200_000;

type Kind =
  'message' | 'group' | 'status' | 'groupStatus' | 'standby' | 'unknown' | 'malformed' | 'large' | 'oversized';

/** What stands in a webhook: a kind, and who it is about. */
interface Planned {
  kind: Kind;
  who: number;
}

/** Items that are posted together, and where each of their ids has to come out. */
interface MixedItem {
  items: WebhookItem[];
  places: [id: string, place: string][];
}

/** One POST: its items, in Meta's order. */
export type MixedWebhook = MixedItem[];

const weights: [Kind, number][] = [
  ['message', 12],
  ['group', 4],
  ['status', 4],
  ['groupStatus', 2],
  ['standby', 2],
  ['unknown', 1],
  ['malformed', 1],
];
const planned: fc.Arbitrary<Planned> = fc.record({
  kind: fc.oneof(...weights.map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) }))),
  who: fc.nat(users - 1),
});
const batch = (minLength: number, maxLength: number): fc.Arbitrary<Planned[]> =>
  fc.array(planned, { minLength, maxLength, size: 'max' });
const webhook = fc.noBias(
  fc.oneof(
    { weight: 34, arbitrary: batch(1, 1) },
    { weight: 5, arbitrary: batch(2, 4) },
    { weight: 1, arbitrary: batch(8, 12) },
  ),
);

/** One of so many webhooks has a message that is too large for something, by itself. */
const largeEach = 300;
const oversizedEach = 500;

/** The webhooks of a run. */
export function mixedWebhooks({ phoneNumberId }: Stack, count: number, seed: number): MixedWebhook[] {
  let index = 0;
  return fc.sample(webhook, { numRuns: count, seed }).map((plan, at) => {
    const all = withLargeOnes(plan, at);
    return all.map((one) => makeItem(one, `mix${seed}-${(index += 1)}`, phoneNumberId));
  });
}

function withLargeOnes(plan: Planned[], at: number): Planned[] {
  const who = at % users;
  if (at % oversizedEach === oversizedEach - 1) return [{ kind: 'oversized', who }];
  return at % largeEach === largeEach - 1 ? [...plan, { kind: 'large', who }] : plan;
}

interface Circumstances extends Planned {
  id: string;
  phoneNumberId: string;
}

const text = (body: string) => ({ type: 'text', text: { body } });
const phone = (who: number): string => `4916${String(who).padStart(8, '0')}`;
const group = (who: number): string => `group-${who % groups}`;
const userId = (who: number): string => `DE.${phone(who)}`;
/** Every fifth user is known by business-scoped user id only. */
const sender = (who: number): { from?: string; userId: string } =>
  who % 5 === 0 ? { userId: userId(who) } : { from: phone(who), userId: userId(who) };

const callbackData = encodeCallbackData({ workflowId: recorderId, sendKey: 'mix', wanted: ['delivered'] });
const timestamp = '1764000000';

const makers: Record<Kind, (circumstances: Circumstances) => MixedItem> = {
  message: (all) => toConversation(all, `Message ${all.id}`),
  large: (all) => toConversation(all, 'x'.repeat(largeBytes)),
  oversized: ({ id, who }) => ({
    items: [{ message: { ...sender(who), messageId: id, ...text('x'.repeat(oversizedBytes)) } }],
    places: [[id, deadLetterPlace]],
  }),
  group: ({ id, who, phoneNumberId }) => ({
    items: [{ message: { ...sender(who), messageId: id, ...text(id), group_id: group(who) } }],
    places: [[id, conversationWorkflowId(phoneNumberId, `group:${group(who)}`)]],
  }),
  status: ({ id, who }) => ({
    items: [{ status: delivered(id, { recipient_id: phone(who) }) }],
    places: [[id, recorderPlace]],
  }),
  groupStatus: ({ id, who }) => {
    const members = [phone(who), phone(who + 1)];
    const to = { recipient_id: group(who), recipient_type: 'group' };
    return {
      items: members.map((member) => ({ status: delivered(id, { ...to, recipient_participant_id: member }) })),
      places: members.map((member) => [`${id} of ${member}`, recorderPlace]),
    };
  },
  standby: ({ id, who }) => kept(id, 'standby', { id, from: phone(who), timestamp, ...text('For the agent') }),
  malformed: ({ id }) => kept(id, 'messages', id),
  unknown: ({ id }) => ({
    items: [{ change: { field: 'a_field_of_tomorrow', value: { id } } }],
    places: [[id, deadLetterPlace]],
  }),
};

function makeItem(one: Planned, id: string, phoneNumberId: string): MixedItem {
  return makers[one.kind]({ ...one, id, phoneNumberId });
}

function toConversation({ id, who, phoneNumberId }: Circumstances, body: string): MixedItem {
  return {
    items: [{ message: { ...sender(who), messageId: id, ...text(body) } }],
    places: [[id, conversationWorkflowId(phoneNumberId, userId(who))]],
  };
}

function delivered(messageId: string, fields: Record<string, string>): NonNullable<WebhookItem['status']> {
  return { messageId, status: 'delivered', fields: { ...fields, timestamp, biz_opaque_callback_data: callbackData } };
}

function kept(id: string, field: string, value: unknown): MixedItem {
  return { items: [{ raw: { at: 'item', field, list: 'messages', value } }], places: [[id, deadLetterPlace]] };
}

/** Starts the workflow that the statuses are for. */
export async function startRecorder({ client, taskQueue }: Stack): Promise<void> {
  await client.workflow.start('recorderWorkflow', { workflowId: recorderId, taskQueue });
}

/** Posts webhooks at a steady rate, whatever becomes of each. */
export async function postSteadily(
  { emulator }: Stack,
  webhooks: readonly MixedWebhook[],
  perSecond: number,
): Promise<void> {
  const startedAt = performance.now();
  const posts: Promise<unknown>[] = [];
  for (const [index, items] of webhooks.entries()) {
    await sleep(Math.max(0, startedAt + (index * 1_000) / perSecond - performance.now()));
    posts.push(emulator.deliverBatch(items.flatMap((one) => one.items)));
  }
  await Promise.all(posts);
}

/** Waits until every webhook was accepted. @returns what has not come out once, where it belongs */
export async function findContradictions(stack: Stack, webhooks: readonly MixedWebhook[]): Promise<string[]> {
  await stack.emulator.webhooksSettled();
  const expected = new Map(webhooks.flat().flatMap(({ places }) => places));
  const ids = new Set(expected.keys());
  const read = async (): Promise<[id: string, places: string[]][]> => [
    ...findPlaces(await webhookEffects(stack, recorderId), ids),
  ];
  // What is accepted is listed a moment later. Something that never is must not hide what else is wrong.
  const found = await eventually(read, (all) => all.every(([, places]) => places.length > 0), 60_000).catch(read);
  return found.flatMap(([id, places]) => {
    const place = expected.get(id);
    return places.length === 1 && places[0] === place
      ? []
      : [`${id}: expected once in ${place}, found in [${places.join(', ')}]`];
  });
}
