import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, type Reply } from '../../graph-caller.js';

interface Given {
  access_token: string;
  token_type: string;
  expires_in?: number;
}

describe('access tokens of a login', () => {
  let emulator: GraphEmulator;
  let nowMs = 1_800_000_000_000;
  const ask = (parameters: Record<string, string>, method = 'GET'): Promise<Reply> => {
    const { appId, appSecret } = emulator.info;
    const all = { client_id: appId, client_secret: appSecret, ...parameters };
    const query = new URLSearchParams(all).toString();
    if (method === 'POST') return call(emulator, 'POST', '/v25.0/oauth/access_token', { token: null, form: all });
    return call(emulator, 'GET', `/v25.0/oauth/access_token?${query}`, { token: null });
  };
  const given = async (reply: Promise<Reply>): Promise<Given> => {
    const { status, body } = await reply;
    expect([status, body.error]).toEqual([200, undefined]);
    return body as unknown as Given;
  };
  const debug = async (inputToken: string): Promise<unknown> => {
    const path = `/debug_token?input_token=${encodeURIComponent(inputToken)}`;
    return (await call(emulator, 'GET', path)).body.data;
  };
  const canRead = async (token: string): Promise<number> =>
    (await call(emulator, 'GET', `/${emulator.info.phoneNumberId}`, { token })).status;

  beforeAll(async () => {
    emulator = await GraphEmulator.start({ clock: () => nowMs });
  });
  afterAll(() => emulator.stop());

  test('an app gets its own token', async () => {
    const { appId, appSecret } = emulator.info;
    const token = await given(ask({ grant_type: 'client_credentials' }));
    expect(token).toEqual({ access_token: `${appId}|${appSecret}`, token_type: 'bearer' });
    expect(await debug(token.access_token)).toMatchObject({ app_id: appId, type: 'APP', is_valid: true });
  });

  test('a code is exchanged once for a token that works until it expires', async () => {
    const token = await given(ask({ code: 'AQD-1', redirect_uri: '' }, 'POST'));
    expect(await canRead(token.access_token)).toBe(200);
    const { wabaId } = emulator.info;
    expect(await debug(token.access_token)).toMatchObject({
      is_valid: true,
      expires_at: Math.floor(nowMs / 1000) + Number(token.expires_in),
      granular_scopes: [
        { scope: 'whatsapp_business_management', target_ids: [wabaId] },
        { scope: 'whatsapp_business_messaging', target_ids: [wabaId] },
      ],
    });
    expect((await ask({ code: 'AQD-1' })).body.error).toMatchObject({ code: 100, error_subcode: 36009 });
    nowMs += 60 * 86_400_000;
    expect(await canRead(token.access_token)).toBe(401);
    expect(await debug(token.access_token)).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
  });

  test('a token is exchanged for one that lives longer', async () => {
    const { accessToken } = emulator.info;
    const token = await given(ask({ grant_type: 'fb_exchange_token', fb_exchange_token: accessToken }));
    expect(token.access_token).not.toBe(accessToken);
    expect(await canRead(token.access_token)).toBe(200);
  });

  test('of so many tokens the oldest are forgotten, but none that somebody has set or added', async () => {
    const small = await GraphEmulator.start({ recordLimit: 4 });
    small.addAccessToken('added');
    const { appId, appSecret, accessToken, graphUrl } = small.info;
    const tokens: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const query = new URLSearchParams({
        client_id: appId,
        client_secret: appSecret,
        code: `code-${count}`,
      }).toString();
      const response = await fetch(`${graphUrl}/oauth/access_token?${query}`);
      tokens.push(((await response.json()) as Given).access_token);
    }
    const statuses: number[] = [];
    for (const token of [accessToken, 'added', ...tokens]) {
      statuses.push((await call(small, 'GET', `/${small.info.phoneNumberId}`, { token })).status);
    }
    await small.stop();
    expect(statuses).toEqual([200, 200, 401, 401, 401, 401, 200, 200]);
  });

  test.each<[string, Record<string, string>, number]>([
    ['without an app', { client_id: '' }, 101],
    ['for an app that is not there', { client_id: '4711', code: 'x' }, 101],
    ['with a wrong secret', { client_secret: 'wrong', code: 'x' }, 1],
    ['without a secret', { client_secret: '' }, 1],
    ['without a code', {}, 1],
    ['for an unknown grant', { grant_type: 'password' }, 100],
    ['without a token to exchange', { grant_type: 'fb_exchange_token' }, 100],
    ['for a token that is not known', { grant_type: 'fb_exchange_token', fb_exchange_token: 'EAAx' }, 190],
  ])('none is given %s', async (_what, parameters, code) => {
    const { status, body } = await ask(parameters);
    expect([status, body.error]).toMatchObject([400, { code, type: 'OAuthException' }]);
  });

  test('an unknown token is told as such, and who asks needs one', async () => {
    expect(await debug('EAAunknown')).toMatchObject({ is_valid: false, error: { code: 190 } });
    expect((await call(emulator, 'GET', '/debug_token?input_token=x', { token: null })).status).toBe(401);
    expect((await call(emulator, 'GET', '/debug_token')).body.error.code).toBe(100);
  });
});
