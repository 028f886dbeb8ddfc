/** Calls as states and webhooks: permissions, calls of the business, calls of users. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, callControl, send, startReceiver, type Receiver, type Reply } from '../graph-caller.js';

const ann = '491701234567';
let emulator: GraphEmulator;
let receiver: Receiver;
let nowMs = 0;
beforeAll(async () => {
  receiver = await startReceiver();
  emulator = await GraphEmulator.start({ webhookUrl: receiver.url, clock: () => nowMs });
});
beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  await emulator.webhooksSettled();
  await emulator.reset();
  await enableCalling('ENABLED');
  receiver.webhooks.length = 0;
});
afterAll(async () => {
  await emulator.stop();
  await receiver.close();
});

/** Asks, and waits until the webhooks of it have come: their order is not promised. */
async function post(json: object): Promise<Reply> {
  const body = { messaging_product: 'whatsapp', ...json };
  const reply = await call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/calls`, { json: body });
  await emulator.webhooksSettled();
  return reply;
}

async function enableCalling(status: string): Promise<void> {
  const settings = `/v25.0/${emulator.info.phoneNumberId}/settings`;
  await call(emulator, 'POST', settings, { json: { calling: { status } } });
  await emulator.webhooksSettled();
}

const offer = { sdp_type: 'offer', sdp: 'v=0' };
const answer = { sdp_type: 'answer', sdp: 'v=0' };

async function connect(): Promise<string> {
  const { status, body } = await post({ to: ann, action: 'connect', session: offer, biz_opaque_callback_data: 'mine' });
  expect([status, body.error]).toEqual([200, undefined]);
  return (body as unknown as { calls: { id: string }[] }).calls[0]?.id ?? '';
}

async function permit(reply: object = { response: 'accept' }): Promise<void> {
  const interactive = { type: 'call_permission_reply', call_permission_reply: reply };
  await emulator.receiveMessage({ from: ann, type: 'interactive', interactive });
  receiver.webhooks.length = 0;
}

async function permission(): Promise<Record<string, unknown>> {
  const path = `/v25.0/${emulator.info.phoneNumberId}/call_permissions?user_wa_id=${ann}`;
  return (await call(emulator, 'GET', path)).body as unknown as Record<string, unknown>;
}

/** Items of all webhooks that came, once nothing more comes. */
async function told(): Promise<Record<string, unknown>[]> {
  await emulator.webhooksSettled();
  return receiver.webhooks.flatMap(({ value }) => {
    const { calls = [], statuses = [] } = value as unknown as Record<string, Record<string, unknown>[]>;
    return [...calls, ...statuses];
  });
}

test('a call of the business rings, is accepted and ends', async () => {
  await permit();
  const id = await connect();
  await emulator.calls.accept(id);
  nowMs += 61_000;
  expect((await post({ call_id: id, action: 'terminate' })).body).toMatchObject({ success: true });
  const mine = { id, biz_opaque_callback_data: 'mine' };
  expect(await told()).toEqual([
    expect.objectContaining({ ...mine, type: 'call', status: 'RINGING', recipient_id: ann }),
    expect.objectContaining({ id, event: 'connect', direction: 'BUSINESS_INITIATED', to: ann }),
    expect.objectContaining({ ...mine, status: 'ACCEPTED' }),
    expect.objectContaining({ ...mine, event: 'terminate', status: 'COMPLETED', duration: 61 }),
  ]);
  expect((await post({ call_id: id, action: 'terminate' })).body.error.error_data?.details).toContain('is over');
});

test('a call of the business can be rejected, and only one goes on at a time', async () => {
  await permit();
  const id = await connect();
  const second = await post({ to: ann, action: 'connect', session: offer });
  expect(second.body.error.code).toBe(138003);
  await emulator.calls.reject(id);
  expect((await told()).slice(1)).toMatchObject([{ status: 'REJECTED' }, { event: 'terminate', status: 'FAILED' }]);
  await connect();
});

test('a user calls, and the business answers', async () => {
  const { id } = await emulator.calls.call({ from: ann, name: 'Ann' });
  for (const action of ['pre_accept', 'accept']) {
    expect((await post({ call_id: id, action, session: answer })).status).toBe(200);
  }
  expect((await post({ call_id: id, action: 'reject' })).body.error.code).toBe(100);
  await emulator.calls.hangUp(id);
  expect(await told()).toEqual([
    expect.objectContaining({
      id,
      event: 'connect',
      from: ann,
      direction: 'USER_INITIATED',
      session: expect.anything(),
    }),
    expect.objectContaining({ id, event: 'terminate', status: 'COMPLETED' }),
  ]);
  // A call opens the service window.
  expect((await send(emulator, { to: ann })).status).toBe(200);
});

test('a user needs to permit calls, and a permission ends', async () => {
  const refused = await post({ to: ann, action: 'connect', session: offer });
  expect([refused.status, refused.body.error.code]).toEqual([401, 138006]);
  expect(await permission()).toMatchObject({ permission: { status: 'no_permission' } });
  await permit();
  const expiration_time = nowMs / 1000 + 7 * 86_400;
  expect((await permission())['permission']).toEqual({ status: 'temporary', expiration_time });
  nowMs += 7 * 86_400_000;
  expect((await permission())['permission']).toEqual({ status: 'no_permission' });
  await permit({ response: 'accept', is_permanent: true });
  expect((await permission())['permission']).toEqual({ status: 'permanent' });
  await permit({ response: 'reject' });
  expect((await permission())['permission']).toEqual({ status: 'no_permission' });
});

test('nobody calls where calling is not enabled', async () => {
  await permit();
  await enableCalling('DISABLED');
  const refused = await post({ to: ann, action: 'connect', session: offer });
  expect([refused.status, refused.body.error.code]).toEqual([401, 138000]);
  await expect(emulator.calls.call({ from: ann })).rejects.toThrow('calling is not enabled');
});

test('a user can be asked once in 24 hours', async () => {
  emulator.openWindow(ann);
  const action = { name: 'call_permission_request' };
  const interactive = { type: 'call_permission_request', body: { text: 'May we call?' }, action };
  const ask = (): Promise<Reply> => send(emulator, { to: ann, type: 'interactive', interactive });
  expect((await ask()).status).toBe(200);
  expect((await ask()).body.error.code).toBe(138009);
  expect(await permission()).toMatchObject({
    actions: [
      { action_name: 'send_call_permission_request', can_perform_action: false, limits: [{ current_usage: 1 }, {}] },
      { action_name: 'start_call', can_perform_action: false },
    ],
  });
});

test('what is no call is refused', async () => {
  await permit();
  const details = async (json: object): Promise<string> => {
    const { error } = (await post(json)).body;
    return error.error_data?.details ?? error.message;
  };
  expect(await details({ to: ann, action: 'dial' })).toContain('one of connect, pre_accept');
  expect(await details({ to: `order ${ann}`, action: 'connect', session: offer })).toContain('must be a phone number');
  expect(await details({ to: ann, action: 'connect' })).toContain('session is required');
  expect(await details({ to: ann, action: 'connect', session: answer })).toContain('must be "offer"');
  expect(await details({ call_id: 'wacid.x', action: 'terminate' })).toContain('There is no call wacid.x');
  await expect(emulator.calls.accept('wacid.x')).rejects.toThrow('no call wacid.x');
});

test('the control API does the same', async () => {
  const [status, begun] = await callControl(emulator, 'POST', '/calls', { from: ann });
  const { id: callId } = begun as { id: string };
  expect([status, await callControl(emulator, 'GET', '/calls')]).toMatchObject([200, [200, [{ id: callId }]]]);
  expect(await callControl(emulator, 'POST', '/calls/accept', { callId })).toMatchObject([409, {}]);
  expect(await callControl(emulator, 'POST', '/calls/hang-up', { callId })).toEqual([200, { success: true }]);
  expect(await callControl(emulator, 'POST', '/calls', {})).toMatchObject([400, {}]);
});
