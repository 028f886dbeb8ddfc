/** What the emulator tells of groups, calls and flows, as the receiver of this package reads it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseWebhook } from '../../../../src/common/events/parse.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, startReceiver, type Receiver, type Reply } from '../graph-caller.js';

const layout = { type: 'SingleColumnLayout', children: [] };
const flow = { version: '7.0', screens: [{ id: 'END', terminal: true, layout }] };

let emulator: GraphEmulator;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url });
});
afterAll(async () => {
  await emulator.stop();
  await receiver.close();
});

test('events of groups, calls and flows are known, with their ids', async () => {
  const { phoneNumberId, wabaId } = emulator.info;
  const from = '491701234567';
  const post = (path: string, json: object): Promise<Reply> => call(emulator, 'POST', `/v25.0/${path}`, { json });
  await post(`${phoneNumberId}/groups`, { messaging_product: 'whatsapp', subject: 'Neighbors' });
  const { body } = await call(emulator, 'GET', `/v25.0/${phoneNumberId}/groups`);
  const { groups } = body.data as unknown as { groups: { id: string }[] };
  const groupId = groups[0]?.id ?? '';
  await emulator.webhooksSettled();
  await emulator.groups.join({ group: groupId, from });
  const { id: callId } = await emulator.calls.call({ from });
  await emulator.calls.hangUp(callId);
  await post(`${wabaId}/flows`, { name: 'f', categories: ['OTHER'], flow_json: JSON.stringify(flow), publish: true });
  await emulator.webhooksSettled();
  const parsed = receiver.webhooks.flatMap(({ rawBody }) => parseWebhook(JSON.parse(rawBody), 0));
  expect(parsed.map(({ event }) => event)).toMatchObject([
    { kind: 'group', type: 'group_create', groupId, phoneNumberId },
    { kind: 'group', type: 'group_participants_add', groupId },
    { kind: 'call', event: 'connect', callId },
    { kind: 'call', event: 'terminate', callId },
    { kind: 'flow', wabaId },
  ]);
});
