import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, callControl, send } from '../graph-caller.js';

interface Index {
  routes: { method: string; path: string; does: string; query?: string[]; body?: unknown }[];
}

describe('over HTTP, below /_emulator,', () => {
  let emulator: GraphEmulator;
  const control = (method: string, path: string, body?: unknown): Promise<[number, unknown]> =>
    callControl(emulator, method, path, body);
  const sendCode = async (): Promise<number> => {
    const { status, body } = await send(emulator);
    return status === 200 ? 200 : body.error.code;
  };

  beforeEach(async () => {
    emulator = await GraphEmulator.start({ enforceWindow: false, autoStatuses: [] });
  });
  afterEach(() => emulator.stop());

  test('an index lists every route, each of which is there', async () => {
    const [status, index] = await control('GET', '');
    expect(status).toBe(200);
    const { routes } = index as Index;
    const paths = routes.map(({ method, path }) => `${method} ${path}`);
    expect(paths).toEqual(
      expect.arrayContaining([
        'GET /_emulator/info',
        'GET /_emulator/truth',
        'POST /_emulator/inbound',
        'POST /_emulator/faults',
        'DELETE /_emulator/faults/{id}',
        'PATCH /_emulator/behavior',
        'POST /_emulator/windows/open',
        'POST /_emulator/access-tokens/expire',
      ]),
    );
    expect(new Set(paths).size).toBe(paths.length);
    for (const { method, path, does } of routes) {
      expect(does).toMatch(/\.$/);
      // A stream that does not end; change-feed.test.ts reads it.
      if (path === '/_emulator/events') continue;
      const [code, answer] = await control(method, path.replace('/_emulator', '').replace('{id}', '1'));
      expect([code, JSON.stringify(answer)]).not.toEqual([404, expect.stringContaining('no control route')]);
    }
  });

  test('the behavior is told, and changed member by member', async () => {
    expect(await control('GET', '/behavior')).toEqual([
      200,
      {
        autoStatuses: [],
        statusDelayMs: 10,
        templateReview: false,
        statusBeforeAnswer: false,
        statusChaos: false,
        limits: { pair: false },
        enforceWindow: false,
      },
    ]);
    const changes = { limits: { pair: { messages: 1 }, throughputPerSecond: 80 }, statusChaos: { reorder: true } };
    expect(await control('PATCH', '/behavior', changes)).toMatchObject([
      200,
      {
        autoStatuses: [],
        limits: { pair: { messages: 1, perMs: 6000 }, throughputPerSecond: 80 },
        statusChaos: { reorder: true, duplicates: 0, seed: 1 },
      },
    ]);
    expect([await sendCode(), await sendCode()]).toEqual([200, 131056]);
    await control('PATCH', '/behavior', { limits: { pair: true } });
    expect(emulator.behavior).toMatchObject({ limits: { pair: { messages: 45 } }, statusChaos: { reorder: true } });
    expect(await control('PATCH', '/behavior', { limits: { pair: 5 } })).toMatchObject([
      400,
      { problems: [{ path: 'limits.pair' }] },
    ]);
  });

  test('windows are opened and closed', async () => {
    await control('PATCH', '/behavior', { enforceWindow: true });
    expect(await sendCode()).toBe(131047);
    expect(await control('POST', '/windows/open', { user: '+49 170 1234567' })).toEqual([200, { success: true }]);
    expect(await sendCode()).toBe(200);
    await control('POST', '/windows/close', { user: '491701234567', phoneNumberId: emulator.info.phoneNumberId });
    expect(await sendCode()).toBe(131047);
    expect((await control('POST', '/windows/open', {}))[0]).toBe(400);
    const [status, refusal] = await control('POST', '/windows/open', { user: 'abc' });
    expect([status, refusal]).toEqual([
      400,
      expect.objectContaining({ error: expect.stringContaining('must be a phone number') }),
    ]);
    expect((await control('POST', '/windows/close', { user: 'abc' }))[0]).toBe(400);
    expect((await control('POST', '/windows/open', { user: '491701', phoneNumberId: '1' }))[0]).toBe(409);
  });

  test('access tokens are expired, replaced and added, and shown only as digests', async () => {
    expect(await control('POST', '/access-tokens/expire')).toEqual([200, { success: true }]);
    expect(await sendCode()).toBe(190);
    await control('POST', '/access-tokens', { accessToken: 'EAAnew', main: true });
    expect([emulator.info.accessToken, await sendCode()]).toEqual(['EAAnew', 200]);
    const tenant = { accessToken: 'EAAtenant', phoneNumberIds: ['1234567'], ttlMs: 60_000 };
    expect(await control('POST', '/access-tokens', tenant)).toEqual([200, { success: true }]);
    const { body } = await call(emulator, 'GET', `/${emulator.info.phoneNumberId}`, { token: 'EAAtenant' });
    expect(body.error.error_subcode).toBe(33);
    const [, tokens] = await control('GET', '/access-tokens');
    expect(tokens).toMatchObject([
      { isMain: false, isExpired: true },
      { isMain: true, isExpired: false },
      { isMain: false, phoneNumberIds: ['1234567'], expiresAtMs: expect.any(Number) },
    ]);
    expect(JSON.stringify(tokens)).not.toContain('EAA');
    expect((await control('POST', '/access-tokens', { ...tenant, main: true }))[0]).toBe(400);
    const [status, answer] = await control('POST', '/access-tokens/expire', { accessToken: 'EAAnobody' });
    expect(status).toBe(409);
    expect(JSON.stringify(answer)).not.toContain('EAAnobody');
  });

  test('the truth about a send key, its messages and the phone of a user can be read', async () => {
    const data = encodeCallbackData({ workflowId: 'w', sendKey: 'key/1', wanted: ['sent'] });
    const { body } = await send(emulator, { to: '4930111', biz_opaque_callback_data: data });
    const id = body.messages[0]?.id;
    await send(emulator, { to: '4930111' });
    expect(await control('GET', '/truth?sendKey=key%2F1')).toMatchObject([
      200,
      { outcome: 'accepted', requests: [{ sendKey: 'key/1' }], messages: [{ id }], reported: [] },
    ]);
    expect(await control('GET', '/messages?sendKey=key%2F1')).toMatchObject([200, [{ id }]]);
    const [, screen] = await control('GET', '/phone-screen?user=%2B49%2030%20111');
    expect(screen).toMatchObject([{ id }, { to: '4930111' }]);
    expect(await control('GET', '/truth')).toMatchObject([
      409,
      { error: expect.stringMatching(/"sendKey" is required/) },
    ]);
  });

  test('every kind of fault can be scripted', async () => {
    const faults = [
      { hang: 'after' },
      { reset: 'early' },
      { drop: 'after', statusBeforeAnswer: true },
      { failedStatus: { code: 131026, after: 'delivered' } },
      { statusChaos: { reorder: true, duplicates: 2, seed: 7 } },
      { match: { sendKey: 'key-1' }, cut: true },
    ];
    for (const fault of faults) expect((await control('POST', '/faults', fault))[0]).toBe(200);
    expect(await control('GET', '/faults')).toEqual([
      200,
      faults.map((fault, at) => ({ id: at + 1, hits: 0, ...fault })),
    ]);
  });
});
