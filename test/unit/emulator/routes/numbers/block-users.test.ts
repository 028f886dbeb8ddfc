import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, callControl, send, type Reply } from '../../graph-caller.js';

let emulator: GraphEmulator;
const path = (): string => `/v25.0/${emulator.info.phoneNumberId}/block_users`;
const request = (method: string, ...users: string[]): Promise<Reply> => {
  const json = { messaging_product: 'whatsapp', block_users: users.map((user) => ({ user })) };
  return call(emulator, method, path(), { json });
};
beforeAll(async () => {
  emulator = await GraphEmulator.start({ autoStatuses: [] });
});
afterAll(() => emulator.stop());

test('who has written is blocked, gets nothing, cannot write, and is unblocked', async () => {
  await emulator.receiveMessage({ from: '+49 170 1', text: 'Hi' });
  const { status, body } = await request('POST', '+491701');
  expect([status, body]).toEqual([
    200,
    { messaging_product: 'whatsapp', block_users: { added_users: [{ input: '+491701', wa_id: '491701' }] } },
  ]);
  expect((await call(emulator, 'GET', path())).body.data).toEqual([{ messaging_product: 'whatsapp', wa_id: '491701' }]);
  expect((await send(emulator, { to: '491701' })).body.error.code).toBe(131021);
  const [userId = ''] = emulator.userIds('491701').slice(1);
  expect((await send(emulator, { to: undefined, recipient: userId })).body.error.code).toBe(131021);
  for (const sender of [{ from: '491701' }, { userId }]) await emulator.receiveMessage({ ...sender, text: 'Again' });
  expect(emulator.receivedMessages()).toHaveLength(1);
  const [, written] = await callControl(emulator, 'POST', '/inbound', { from: '491701', text: 'Hello?' });
  expect(written).toMatchObject({ delivery: null, reason: 'the number has blocked this user' });
  const unblocked = await request('DELETE', '491701');
  expect(unblocked.body).toMatchObject({ block_users: { removed_users: [{ input: '491701', wa_id: '491701' }] } });
  expect((await call(emulator, 'GET', path())).body.data).toEqual([]);
  expect((await send(emulator, { to: '491701' })).status).toBe(200);
});

test('who has not written is not blocked, and those beside are', async () => {
  await emulator.receiveMessage({ userId: 'DE.4711', text: 'Hi' });
  const { status, body } = await request('POST', 'DE.4711', '491799');
  expect([status, body]).toMatchObject([
    400,
    {
      error: { code: 139100 },
      block_users: {
        added_users: [{ input: 'DE.4711', user_id: 'DE.4711' }],
        failed_users: [{ input: '491799', wa_id: '491799', errors: [{ code: 131047 }] }],
      },
    },
  ]);
});

test.each([
  [{ block_users: [{ user: '1' }] }],
  [{ messaging_product: 'whatsapp' }],
  [{ messaging_product: 'whatsapp', block_users: [] }],
  [{ messaging_product: 'whatsapp', block_users: [{ name: 'Ada' }] }],
])('is refused: %j', async (json) => {
  expect((await call(emulator, 'POST', path(), { json })).body.error.code).toBe(100);
});
