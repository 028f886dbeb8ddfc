import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../src/emulator/index.js';
import { call, send, uploadForm, type Reply } from '../graph-caller.js';

describe('access tokens', () => {
  let emulator: GraphEmulator;
  let nowMs: number;
  const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
    nowMs = Date.UTC(2026, 10, 1);
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      accessToken: 'EAAmain',
      clock: () => nowMs,
      ...options,
    });
  };
  const get = (token: string, path = `/v25.0/${emulator.info.phoneNumberId}`): Promise<Reply> =>
    call(emulator, 'GET', path, { token });
  afterEach(() => emulator.stop());

  test('that were expired get 401 with 190 and 463, and nothing is accepted', async () => {
    await start();
    emulator.expireAccessToken();
    const { status, body } = await send(emulator);
    expect(status).toBe(401);
    expect(body.error).toMatchObject({
      code: 190,
      error_subcode: 463,
      type: 'OAuthException',
      message: expect.stringContaining('Session has expired'),
    });
    expect(JSON.stringify(body)).not.toContain('EAAmain');
    expect(emulator.messages()).toEqual([]);
  });

  test('are replaced by a new one, while the old one stays expired', async () => {
    await start();
    emulator.expireAccessToken();
    emulator.setAccessToken('EAAnew');
    expect(emulator.info.accessToken).toBe('EAAnew');
    expect((await send(emulator)).status).toBe(200);
    expect((await get('EAAmain')).body.error).toMatchObject({ code: 190, error_subcode: 463 });
  });

  test('that were replaced before they expired are unknown', async () => {
    await start();
    emulator.setAccessToken('EAAnew');
    const { error } = (await get('EAAmain')).body;
    expect(error.code).toBe(190);
    expect(error).not.toHaveProperty('error_subcode');
  });

  test('expire by the clock, each in its own time', async () => {
    await start({ accessTokenTtlMs: 60_000 });
    nowMs += 30_000;
    emulator.addAccessToken('EAAlater');
    emulator.addAccessToken('EAAsoon', { ttlMs: 1000 });
    const codes = async (): Promise<unknown[]> => {
      const replies = [await get('EAAmain'), await get('EAAlater'), await get('EAAsoon')];
      return replies.map(({ status, body }) => (status === 200 ? 200 : body.error.error_subcode));
    };
    expect(await codes()).toEqual([200, 200, 200]);
    nowMs += 1000;
    expect(await codes()).toEqual([200, 200, 463]);
    nowMs += 29_000;
    expect(await codes()).toEqual([463, 200, 463]);
    emulator.setAccessToken('EAAmain');
    nowMs += 30_000;
    expect(await codes()).toEqual([200, 463, 463]);
  });

  test('of one tenant do not open the numbers and media of another', async () => {
    await start();
    const { phoneNumberId: other } = emulator.addPhoneNumber({ registered: true });
    const first = emulator.info.phoneNumberId;
    emulator.addAccessToken('EAAfirst', { phoneNumberIds: [first] });
    emulator.addAccessToken('EAAother', { phoneNumberIds: [other] });
    expect((await get('EAAother', `/${other}`)).status).toBe(200);
    expect((await get('EAAfirst', `/${other}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    const json = { messaging_product: 'whatsapp', to: '4930111', type: 'text', text: { body: 'Hi' } };
    const refused = await call(emulator, 'POST', `/${first}/messages`, { json, token: 'EAAother' });
    expect([refused.status, refused.body.error.error_subcode]).toEqual([400, 33]);
    const form = uploadForm(Buffer.alloc(10), 'image/png');
    const { id } = (await call(emulator, 'POST', `/${other}/media`, { form, token: 'EAAother' })).body;
    expect((await get('EAAfirst', `/${id}`)).body.error.error_subcode).toBe(33);
    const { url } = (await get('EAAother', `/${id}`)).body;
    expect([(await get('EAAfirst', url)).status, (await get('EAAother', url)).status]).toEqual([404, 200]);
    expect((await get('EAAfirst', `/${emulator.info.wabaId}`)).status).toBe(200);
  });

  test('expire one by one: other tenants go on', async () => {
    await start();
    emulator.addAccessToken('EAAtenant');
    emulator.expireAccessToken('EAAtenant');
    expect((await get('EAAtenant')).status).toBe(401);
    expect((await get('EAAmain')).status).toBe(200);
    emulator.addAccessToken('EAAtenant');
    expect((await get('EAAtenant')).status).toBe(200);
  });

  test('that nobody knows cannot be expired, and the error does not show them', async () => {
    await start();
    expect(() => emulator.expireAccessToken('EAAnobody')).toThrow(/no access token sha256:/);
    expect(() => emulator.expireAccessToken('EAAnobody')).not.toThrow(/EAAnobody/);
  });

  test('have an appsecret_proof each', async () => {
    await start({ appSecret: 's' });
    emulator.addAccessToken('EAAtenant');
    const proof = createHmac('sha256', 's').update('EAAtenant').digest('hex');
    const path = `/${emulator.info.phoneNumberId}?appsecret_proof=${proof}`;
    expect([(await get('EAAtenant', path)).status, (await get('EAAmain', path)).status]).toEqual([200, 400]);
  });

  test('stay as they are after a reset', async () => {
    await start();
    emulator.addAccessToken('EAAtenant');
    emulator.expireAccessToken();
    await emulator.reset();
    expect([(await get('EAAmain')).status, (await get('EAAtenant')).status]).toEqual([401, 200]);
  });
});
