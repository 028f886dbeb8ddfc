/** Operations that are only stored: what was sent comes back, and what is missing is refused. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { settingsFrom } from '../../../../src/emulator/settings/options.js';
import { EmulatorParts } from '../../../../src/emulator/emulator-parts.js';
import { storedRoutes } from '../../../../src/emulator/stored/stored-routes.js';
import { call, callControl, type Reply } from '../graph-caller.js';

let emulator: GraphEmulator;
beforeAll(async () => {
  emulator = await GraphEmulator.start();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const schedule = { name: 'Hours', schedule_type: 'CUSTOM', start_time: 'a', end_time: 'b' };

function waba(method: string, edge: string, json?: object): Promise<Reply> {
  return call(emulator, method, `/v25.0/${emulator.info.wabaId}/${edge}`, json && { json });
}

test('what is created is listed in pages, with the fields that are asked for', async () => {
  for (const name of ['One', 'Two']) await waba('POST', 'schedules', { ...schedule, name });
  const first = await waba('GET', 'schedules?limit=1&fields=name');
  expect(first.body.data).toEqual([{ id: expect.stringMatching(/^\d{15}$/), name: 'One' }]);
  const second = await call(emulator, 'GET', first.body.paging.next ?? '');
  expect(second.body.data).toMatchObject([{ name: 'Two' }]);
  const [status, stored] = await callControl(emulator, 'GET', '/stored-objects');
  expect(status).toBe(200);
  expect(stored).toContainEqual(expect.objectContaining({ kind: 'schedule', ownerId: emulator.info.wabaId }));
});

test('an object that was made is there until it is deleted', async () => {
  const { businessId } = emulator.info;
  const json = { phone_number: '+49 170 1234567' };
  const { id } = (await call(emulator, 'POST', `/v25.0/${businessId}/add_phone_numbers`, { json })).body;
  expect((await call(emulator, 'GET', `/v25.0/${id}`)).body).toMatchObject({ display_phone_number: '+491701234567' });
  const code = { json: { code: '123456' } };
  expect((await call(emulator, 'POST', `/v25.0/${id}/verify_code`, code)).body).toEqual({ success: true, id });
  const list = await call(emulator, 'GET', `/v25.0/${businessId}/preverified_numbers`);
  expect(list.body.data).toMatchObject([{ id, verification_status: 'VERIFIED' }]);
  await call(emulator, 'DELETE', `/v25.0/${id}`);
  const { status, body } = await call(emulator, 'GET', `/v25.0/${id}`);
  expect([status, body.error]).toEqual([400, expect.objectContaining({ code: 100, error_subcode: 33 })]);
});

test('members of objects are merged', async () => {
  const path = `/v25.0/${emulator.info.phoneNumberId}/business_compliance_info`;
  const officer = { name: 'Ann', email: 'ann@example.com' };
  const info = { messaging_product: 'whatsapp', entity_name: 'Shop', entity_type: 'PARTNERSHIP' };
  const care = { email: 'care@example.com' };
  const send = (grievance: object): Promise<Reply> =>
    call(emulator, 'POST', path, {
      json: { ...info, grievance_officer_details: grievance, customer_care_details: care },
    });
  expect((await call(emulator, 'GET', path)).body).toEqual({ data: [] });
  await send({ ...officer, mobile_number: '+491701234567' });
  await send({ ...officer, name: 'Bob' });
  const { body } = await call(emulator, 'GET', path);
  expect(body.data[0]?.['grievance_officer_details']).toEqual({
    name: 'Bob',
    email: 'ann@example.com',
    mobile_number: '+491701234567',
  });
  expect((await send({ email: 'ann@example.com' })).body.error).toMatchObject({
    code: 100,
    message: '(#100) The parameter grievance_officer_details.name is required.',
  });
});

test('a value that Meta does not have, an object that is too large, and no access token are refused', async () => {
  const wrong = await waba('POST', 'schedules', { ...schedule, schedule_type: 'NEVER' });
  expect(wrong.body.error.message).toContain('schedule_type must be one of {BUSINESS_HOURS,');
  const large = await waba('POST', 'schedules', { ...schedule, description: 'x'.repeat(100_000) });
  expect(large.body.error.error_data?.details).toContain('at most 100000 characters');
  const unknown = await call(emulator, 'GET', `/v25.0/${emulator.info.wabaId}/schedules`, { token: 'unknown' });
  expect(unknown.body.error.code).toBe(190);
});

test('a file is uploaded in a session, and its handle answered', async () => {
  const { appId, graphUrl, accessToken } = emulator.info;
  const query = 'file_name=a.png&file_length=3&file_type=image/png';
  const { id } = (await call(emulator, 'POST', `/v25.0/${appId}/uploads?${query}`)).body;
  expect(id).toMatch(/^upload:\d+$/);
  expect((await call(emulator, 'GET', `/v25.0/${id}`)).body).toEqual({ id, file_offset: 0 });
  const uploaded = await fetch(`${graphUrl}/v25.0/${id}`, {
    method: 'POST',
    headers: { authorization: `OAuth ${accessToken}`, file_offset: '0', 'content-type': 'application/octet-stream' },
    body: Buffer.from('png'),
  });
  expect(await uploaded.json()).toEqual({ h: expect.stringMatching(/^4::/) });
  expect((await call(emulator, 'GET', `/v25.0/${id}`)).body).toEqual({ id, file_offset: 3 });
  expect((await call(emulator, 'GET', '/v25.0/me')).body).toMatchObject({ id: appId });
});

test('the oldest objects of a kind are forgotten', async () => {
  const { state } = new EmulatorParts(settingsFrom({}));
  const first = state.stored.add({ kind: 'schedule', ownerId: '1', members: {} });
  for (let at = 0; at < 500; at++) state.stored.add({ kind: 'schedule', ownerId: '1', members: {} });
  expect([state.stored.find(first.id), state.stored.all('schedule').length]).toEqual([undefined, 500]);
  expect(state.stored.all('bot')).toHaveLength(1);
});

test('an operation that is modeled is never answered from what is stored', () => {
  const { state } = new EmulatorParts(settingsFrom({}));
  const all = storedRoutes(state, []).operations;
  expect(all).toContain('GET /{waba-id}/schedules');
  expect(storedRoutes(state, ['GET /{waba-id}/schedules']).operations).toEqual(
    all.filter((name) => name !== 'GET /{waba-id}/schedules'),
  );
});
