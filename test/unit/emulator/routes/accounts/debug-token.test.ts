import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call } from '../../graph-caller.js';

let emulator: GraphEmulator;
let nowMs = Date.parse('2026-11-30T12:00:00Z');
beforeAll(async () => {
  emulator = await GraphEmulator.start({ clock: () => nowMs });
});
afterAll(() => emulator.stop());

const debug = async (token: string, asker?: string): Promise<unknown> => {
  const path = `/v25.0/debug_token?input_token=${encodeURIComponent(token)}`;
  const { body } = await call(emulator, 'GET', path, asker === undefined ? {} : { token: asker });
  return (body as unknown as { data?: unknown }).data ?? body;
};

describe('debug_token', () => {
  test('tells a token its app, its permissions and its accounts', async () => {
    const { accessToken, appId, wabaId } = emulator.info;
    const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];
    expect(await debug(accessToken)).toMatchObject({
      app_id: appId,
      is_valid: true,
      expires_at: 0,
      scopes,
      granular_scopes: scopes.map((scope) => ({ scope, target_ids: [wabaId] })),
    });
  });

  test('tells an app of its tokens, those that have expired, too', async () => {
    const { appId, appSecret } = emulator.info;
    emulator.addAccessToken('EAAshort', { ttlMs: 60_000, scopes: ['whatsapp_business_messaging'] });
    const asker = `${appId}|${appSecret}`;
    const expected = { expires_at: (nowMs + 60_000) / 1000, scopes: ['whatsapp_business_messaging'] };
    expect(await debug('EAAshort', asker)).toMatchObject({ is_valid: true, ...expected });
    nowMs += 60_000;
    const error = { code: 190, subcode: 463 };
    expect(await debug('EAAshort', asker)).toMatchObject({ is_valid: false, ...expected, error });
    expect(await debug('EAAnobodys', asker)).toEqual({
      is_valid: false,
      error: expect.objectContaining({ code: 190 }),
    });
    expect(await debug(asker, asker)).toMatchObject({ type: 'APP', is_valid: true });
  });

  test('refuses a token of another app, and whoever names none', async () => {
    const other = await emulator.addApp();
    expect(await debug(other.accessToken)).toMatchObject({ error: { code: 100 } });
    const { body } = await call(emulator, 'GET', '/v25.0/debug_token');
    expect(body).toMatchObject({ error: { code: 100 } });
  });

  test('leaves no token in the log of requests', async () => {
    await debug('EAAinTheLog');
    expect(JSON.stringify(emulator.requests)).not.toContain('EAAinTheLog');
  });
});
