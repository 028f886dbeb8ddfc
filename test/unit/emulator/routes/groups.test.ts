/** Groups: their life, who is in them, what is sent to them, and the webhooks that tell of it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, callControl, send, startReceiver, type Receiver, type Reply } from '../graph-caller.js';

let emulator: GraphEmulator;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url });
});
beforeEach(async () => {
  await emulator.webhooksSettled();
  await emulator.reset();
  receiver.webhooks.length = 0;
});
afterAll(async () => {
  await emulator.stop();
  await receiver.close();
});

const product = { messaging_product: 'whatsapp' };
const [ann, bob] = ['491701234567', '491707654321'];

/** Asks, and waits until the webhooks of it have come: their order is not promised. */
async function ask(method: string, path: string, json?: object): Promise<Reply> {
  const reply = await call(emulator, method, `/v25.0/${path}`, json && { json: { ...product, ...json } });
  await emulator.webhooksSettled();
  return reply;
}

async function createGroup(more: object = {}): Promise<string> {
  await ask('POST', `${emulator.info.phoneNumberId}/groups`, { subject: 'Neighbors', ...more });
  const { body } = await ask('GET', `${emulator.info.phoneNumberId}/groups`);
  const { groups } = body.data as unknown as { groups: { id: string }[] };
  return groups.at(-1)?.id ?? '';
}

interface Change {
  field: string;
  value: { groups?: Record<string, unknown>[]; statuses?: Record<string, unknown>[]; contacts?: object[] };
}

/** The changes of all webhooks that came, once nothing more comes. */
async function changes(): Promise<Change[]> {
  await emulator.webhooksSettled();
  return receiver.webhooks.flatMap(({ rawBody }) =>
    (JSON.parse(rawBody) as { entry: { changes: Change[] }[] }).entry.flatMap((entry) => entry.changes),
  );
}

async function told(): Promise<[field: string, type: unknown, item: object][]> {
  return (await changes()).map(({ field, value }) => [field, value.groups?.[0]?.['type'], value.groups?.[0] ?? {}]);
}

test('a group is made, changed and deleted, and webhooks tell the results', async () => {
  const json = { subject: 'Neighbors', description: 'Our street' };
  const { body } = await ask('POST', `${emulator.info.phoneNumberId}/groups`, json);
  const { request_id } = body as unknown as { request_id: string };
  const [[, , created] = []] = await told();
  const { group_id: id, invite_link: link } = created as { group_id: string; invite_link: string };
  expect((await ask('GET', id)).body).toMatchObject({ id, ...json, suspended: false, total_participant_count: 0 });
  expect((await ask('GET', `${id}/invite_link`)).body).toEqual({ ...product, invite_link: link });
  await ask('POST', id, { subject: 'Friends' });
  expect((await ask('GET', `${id}?fields=subject`)).body).toEqual({ id, subject: 'Friends' });
  await ask('DELETE', id);
  expect((await ask('GET', id)).body.error.error_subcode).toBe(33);
  const changed = { group_subject: { text: 'Friends', update_successful: true } };
  const join_approval_mode = 'auto_approve';
  expect(await told()).toEqual([
    ['group_lifecycle_update', 'group_create', expect.objectContaining({ request_id, ...json, join_approval_mode })],
    ['group_settings_update', 'group_settings_update', expect.objectContaining(changed)],
    ['group_lifecycle_update', 'group_delete', expect.objectContaining({ group_id: id })],
  ]);
});

test('users join by the link and leave, and the business removes them', async () => {
  const id = await createGroup();
  await emulator.groups.join({ group: id, from: ann, name: 'Ann' });
  await emulator.groups.join({ group: id, from: bob });
  await emulator.groups.leave({ group: id, from: bob });
  await ask('DELETE', `${id}/participants`, { participants: [{ user: ann }, { user: bob }] });
  const [, joined, , left, removed] = await told();
  expect(joined).toEqual([
    'group_participants_update',
    'group_participants_add',
    expect.objectContaining({ reason: 'invite_link', added_participants: [expect.objectContaining({ wa_id: ann })] }),
  ]);
  expect(left?.[2]).toMatchObject({ initiated_by: 'participant', removed_participants: [{ wa_id: bob }] });
  expect(removed?.[2]).toMatchObject({
    initiated_by: 'business',
    removed_participants: [{ input: ann }],
    failed_participants: [{ input: bob, errors: [{ code: 131212 }] }],
  });
  expect((await ask('GET', id)).body).toMatchObject({ total_participant_count: 0 });
});

test('who asks to join is approved, rejected, or changes their mind', async () => {
  const id = await createGroup({ join_approval_mode: 'approval_required' });
  for (const from of [ann, bob, '491701111111']) await emulator.groups.join({ group: id, from });
  const { body } = await ask('GET', `${id}/join_requests`);
  const [first, second] = body.data.map((request) => request['join_request_id']);
  expect(body.data).toHaveLength(3);
  const approved = await ask('POST', `${id}/join_requests`, { join_requests: [first, 'unknown'] });
  expect(approved.body).toMatchObject({
    approved_join_requests: [first],
    failed_join_requests: [{ join_request_id: 'unknown', errors: [{ code: 131213 }] }],
  });
  const rejected = await ask('DELETE', `${id}/join_requests`, { join_requests: [second] });
  expect(rejected.body).toEqual({ ...product, rejected_join_requests: [second] });
  await emulator.groups.leave({ group: id, from: '491701111111' });
  expect((await ask('GET', `${id}/join_requests`)).body.data).toEqual([]);
  expect((await ask('GET', id)).body).toMatchObject({ participants: [{ wa_id: ann }] });
  const types = (await told()).map(([, type]) => type);
  expect(types.filter((type) => type === 'group_join_request_created')).toHaveLength(3);
  expect(types.slice(-2)).toEqual(['group_participants_add', 'group_join_request_revoked']);
});

test('a message to a group is delivered to each participant', async () => {
  const id = await createGroup();
  for (const from of [ann, bob]) await emulator.groups.join({ group: id, from });
  const sent = await send(emulator, { recipient_type: 'group', to: id });
  expect([sent.status, sent.body.messages]).toEqual([200, [{ id: expect.any(String), group_id: id }]]);
  const statuses = (await changes()).flatMap(({ value }) => (value.statuses ? [value] : []));
  expect(statuses.map((value) => value.statuses?.map(({ status }) => status))).toEqual([
    ['sent'],
    ['delivered', 'delivered'],
  ]);
  expect(statuses[1]?.statuses).toEqual(
    [ann, bob].map((waId) =>
      expect.objectContaining({ recipient_id: id, recipient_type: 'group', recipient_participant_id: waId }),
    ),
  );
  expect(statuses[1]?.contacts).toHaveLength(2);
  const [, body] = await callControl(emulator, 'GET', `/messages?to=${encodeURIComponent(id)}`);
  const atMs = expect.any(Number);
  expect(body).toMatchObject([
    {
      statuses: [
        { status: 'sent', atMs },
        { status: 'delivered', atMs, participants: [ann, bob] },
      ],
    },
  ]);
});

test('the id of a group is no phone number', async () => {
  const to = await createGroup();
  const { status, body } = await send(emulator, { to });
  expect([status, body.error.code]).toEqual([400, 131009]);
  expect(body.error.error_data?.details).toContain(`"${to}" is the id of a group, and needs recipient_type "group"`);
  expect(emulator.messages()).toEqual([]);
});

test('a user writes in a group, which opens no window to the user alone', async () => {
  const id = await createGroup();
  await emulator.groups.join({ group: id, from: ann });
  const inMetasShape = { from: ann, type: 'text', text: { body: 'Hi all' }, group_id: id };
  for (const message of [{ from: ann, text: 'Hi all', groupId: id }, inMetasShape]) {
    emulator.closeWindow(ann);
    await emulator.receiveMessage(message);
    expect(receiver.webhooks.at(-1)?.value.messages).toMatchObject([{ from: ann, group_id: id }]);
    expect((await send(emulator, { to: ann })).body.error.code).toBe(131047);
  }
});

test('nobody writes in a group without being in it, and no group writes by itself', async () => {
  const id = await createGroup();
  await emulator.groups.join({ group: id, from: ann });
  const bobsId = emulator.userIds(bob).at(-1);
  await expect(emulator.receiveMessage({ from: bob, text: 'Hi', groupId: id })).rejects.toThrow(
    `${bobsId} is not in the group ${id} (Neighbors), and cannot write there; in it: ${ann}. Let the user join first`,
  );
  await expect(emulator.receiveMessage({ from: ann, text: 'Hi', groupId: 'unknown' })).rejects.toThrow(
    `no group unknown at the number ${emulator.info.phoneNumberId}; it has ${id} (Neighbors). POST`,
  );
  await expect(emulator.receiveMessage({ userId: id, text: 'Hi' })).rejects.toThrow(`${id} is a group: name one`);
  const [status, body] = await callControl(emulator, 'POST', '/inbound', { from: bob, text: 'Hi', groupId: id });
  expect([status, JSON.stringify(body)]).toEqual([409, expect.stringContaining('is not in the group')]);
  expect(emulator.receivedMessages()).toEqual([]);
  expect(emulator.groups.list()).toMatchObject([{ id, subject: 'Neighbors', participants: [{ waId: ann }] }]);
});

test('what a group does not take is refused', async () => {
  const id = await createGroup();
  const code = async (to: string, content: object = {}): Promise<number> =>
    (await send(emulator, { recipient_type: 'group', to, ...content })).body.error.code;
  expect(await code('unknown')).toBe(131020);
  expect(await code(id)).toBe(131020);
  await emulator.groups.join({ group: id, from: ann });
  expect(await code(id, { type: 'location', location: { latitude: 1, longitude: 2 } })).toBe(131051);
  await emulator.groups.suspend({ group: id, suspended: true });
  expect(await code(id)).toBe(131207);
  expect((await told()).at(-1)?.[1]).toBe('group_suspend');
  const many = Array.from({ length: 9 }, (_one, at) => ({ user: `49170000000${at}` }));
  expect((await ask('POST', `${id}/participants`, { participants: many })).body.error.code).toBe(131204);
  const twice = [{ user: ann }, { user: ann }];
  expect((await ask('DELETE', `${id}/participants`, { participants: twice })).body.error.code).toBe(131202);
  const long = await ask('POST', id, { subject: 'x'.repeat(129) });
  expect(long.body.error.error_data?.details).toContain('at most 128 characters');
});

test('the control API does the same', async () => {
  const id = await createGroup();
  const [status] = await callControl(emulator, 'POST', '/groups/join', { group: id, from: ann });
  expect(status).toBe(200);
  expect(await callControl(emulator, 'GET', '/groups')).toMatchObject([200, [{ id, participants: [{ waId: ann }] }]]);
  expect(await callControl(emulator, 'POST', '/groups/join', { group: id, from: ann })).toMatchObject([409, {}]);
  expect(await callControl(emulator, 'POST', '/groups/leave', { group: 'unknown', from: ann })).toMatchObject([
    409,
    {},
  ]);
  expect(await callControl(emulator, 'POST', '/groups/suspend', { group: id })).toMatchObject([400, {}]);
});
