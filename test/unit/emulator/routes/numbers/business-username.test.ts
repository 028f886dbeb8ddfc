import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

let emulator: GraphEmulator;
let receiver: Receiver;
const path = (edge = 'username', id = emulator.info.phoneNumberId): string => `/v25.0/${id}/${edge}`;
const read = async (id?: string): Promise<unknown> => (await call(emulator, 'GET', path('username', id))).body;
const claim = (username: string, id?: string, transfer_action?: string): Promise<Reply> =>
  call(emulator, 'POST', path('username', id), { json: { username, transfer_action } });
const told = (): unknown[] => receiver.webhooks.map(({ value }) => value);

beforeEach(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url });
});
afterEach(async () => {
  await emulator.stop();
  await receiver.close();
});

test('a number gets a username, another one, and none, each with a webhook', async () => {
  expect(await read()).toEqual({});
  expect((await claim('Lucky.Shrub')).body).toMatchObject({ status: 'approved' });
  expect(await read()).toEqual({ username: 'lucky.shrub', status: 'approved' });
  await emulator.webhooksSettled();
  expect((await call(emulator, 'DELETE', path())).body).toEqual({ success: true });
  await call(emulator, 'DELETE', path());
  expect(await read()).toEqual({});
  await emulator.webhooksSettled();
  const display = emulator.phoneNumber().displayPhoneNumber.replace(/\D/g, '');
  expect(told()).toEqual([
    { display_phone_number: display, username: 'lucky.shrub', status: 'approved' },
    { display_phone_number: display, username: 'lucky.shrub', status: 'deleted' },
  ]);
  expect(JSON.parse(receiver.webhooks[0]?.rawBody ?? '')).toMatchObject({
    entry: [{ changes: [{ field: 'business_username_update' }] }],
  });
});

test('another number of the business takes it over only by force, one of a client not at all', async () => {
  const own = emulator.addPhoneNumber().phoneNumberId;
  const { wabaId } = emulator.addAccount({ owner: 'client' });
  const client = emulator.addPhoneNumber({ wabaId }).phoneNumberId;
  await claim('shrub');
  expect((await claim('shrub', own)).body.error.code).toBe(147005);
  expect((await claim('SHRUB', client, 'force_transfer')).body.error.code).toBe(147001);
  expect((await claim('shrub', own, 'force_transfer')).status).toBe(200);
  expect([await read(), await read(own)]).toEqual([{}, { username: 'shrub', status: 'approved' }]);
  expect((await claim('shrub', own)).status).toBe(200);
});

test('suggestions are made from the name of the number, without those that are taken', async () => {
  const { phoneNumberId } = emulator.addPhoneNumber({ verifiedName: 'Lucky Shrub!' });
  const suggestions = async (): Promise<unknown> =>
    (await call(emulator, 'GET', path('username_suggestions', phoneNumberId))).body.data[0]?.['username_suggestions'];
  expect(await suggestions()).toEqual(['lucky_shrub', 'lucky_shrub_help', 'lucky_shrub_team']);
  await claim('lucky_shrub');
  expect(await suggestions()).toEqual(['lucky_shrub_help', 'lucky_shrub_team']);
});

test.each([
  'ab',
  'x'.repeat(36),
  '12345',
  '.shrub',
  'shrub.',
  'lucky..shrub',
  'www.shrub',
  'shrub.com',
  'no spaces',
  '',
])('the username "%s" is refused', async (username) => {
  expect((await claim(username)).body.error.code).toBe(100);
  expect(await read()).toEqual({});
});
