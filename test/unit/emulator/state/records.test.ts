/** What belongs to one record is bounded, as the records are. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, send, startReceiver, type Receiver } from '../graph-caller.js';

const most = 100;

let emulator: GraphEmulator;
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({
    webhookUrl: receiver.url,
    autoStatuses: [],
    enforceWindow: false,
    webhookRetryDelayMs: 1,
    webhookRetryMaxDelayMs: 1,
  });
});
afterEach(async () => {
  await emulator.stop();
  await receiver.close();
});

test('statuses of a message, and webhooks of them', async () => {
  await send(emulator);
  const [message] = emulator.messages();
  for (let count = 0; count < most + 20; count++) await emulator.sendStatus(message?.id ?? '', `status ${count}`);
  const { statuses = [], posts = [] } = emulator.messages()[0] ?? {};
  expect([statuses.length, posts.length]).toEqual([most, most]);
  expect(statuses.map(({ status }) => status).slice(0, 2)).toEqual(['status 20', 'status 21']);
});

test('attempts to deliver a webhook', async () => {
  receiver.statuses = Array.from({ length: most + 20 }, () => 500);
  await emulator.receiveMessage({ from: '491701234567', text: 'Hi' });
  await emulator.webhooksSettled();
  const [delivery] = emulator.webhookDeliveries;
  expect([delivery?.state, delivery?.attempts.length]).toEqual(['accepted', most]);
  expect(receiver.webhooks).toHaveLength(most + 21);
});

test('requests to join a group', async () => {
  const path = `/v25.0/${emulator.info.phoneNumberId}/groups`;
  const json = { messaging_product: 'whatsapp', subject: 'Friends', join_approval_mode: 'approval_required' };
  await call(emulator, 'POST', path, { json });
  const group = emulator.groups.list()[0]?.id ?? '';
  for (let count = 0; count < most + 20; count++) await emulator.groups.join({ group, userId: `DE.${count}` });
  const { body } = await call(emulator, 'GET', `/v25.0/${group}/join_requests?limit=1000`);
  expect([body.data.length, body.data[0]?.['user_id']]).toEqual([most, 'DE.20']);
});
