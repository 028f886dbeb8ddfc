import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, type Call, type Reply } from '../graph-caller.js';

let emulator: GraphEmulator;
interface Entry {
  code: number;
  headers?: { name: string; value: string }[];
  body: string;
}
const batch = async (entries: unknown, options: object = {}): Promise<(Entry | null)[]> => {
  const { body } = await call(emulator, 'POST', '/v25.0/', { json: { batch: entries, ...options } });
  return body as unknown as (Entry | null)[];
};
const number = (): string => emulator.info.phoneNumberId;
const text = (to: string): string =>
  new URLSearchParams({ messaging_product: 'whatsapp', to, type: 'text', text: '{"body":"Hi"}' }).toString();

beforeEach(async () => {
  emulator = await GraphEmulator.start({ enforceWindow: false });
});
afterEach(() => emulator.stop());

describe('a batch', () => {
  test('answers each request with code, headers and body as text', async () => {
    const [read, sent, wrong] = await batch([
      { method: 'GET', relative_url: `${number()}?fields=verified_name` },
      { method: 'POST', relative_url: `v25.0/${number()}/messages`, body: text('491701234567') },
      { method: 'GET', relative_url: '4711' },
    ]);
    expect(read).toMatchObject({ code: 200 });
    expect(JSON.parse(read?.body ?? '')).toEqual({ id: number(), verified_name: 'Emulated Business' });
    expect(read?.headers).toContainEqual({ name: 'content-type', value: 'application/json; charset=UTF-8' });
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ contacts: [{ wa_id: '491701234567' }] });
    expect(emulator.messages()).toHaveLength(1);
    expect([wrong?.code, JSON.parse(wrong?.body ?? '')]).toMatchObject([400, { error: { code: 100 } }]);
  });

  test('comes as a form with its token, too, and leaves headers out when they are not wanted', async () => {
    const batched = JSON.stringify([{ method: 'GET', relative_url: `/${number()}` }]);
    const form = { batch: batched, access_token: emulator.info.accessToken, include_headers: 'false' };
    const { body } = await call(emulator, 'POST', '/', { token: null, form });
    expect(body).toEqual([{ code: 200, body: expect.stringContaining(number()) }]);
  });

  test('has requests that use what others were answered', async () => {
    const accounts = `${emulator.info.wabaId}/phone_numbers`;
    const ids = '?ids={result=numbers:$.data.*.id}';
    const answers = await batch([
      { method: 'GET', relative_url: accounts, name: 'numbers' },
      { method: 'GET', relative_url: ids },
    ]);
    expect(answers).toMatchObject([null, { code: 200 }]);
    expect(Object.keys(JSON.parse(answers[1]?.body ?? '') as object)).toEqual([number()]);
    const shown = await batch([
      { method: 'GET', relative_url: accounts, name: 'numbers', omit_response_on_success: false },
      { method: 'GET', relative_url: '{result=numbers:$.data[0].id}' },
      { method: 'GET', relative_url: '4711', name: 'missing' },
      { method: 'GET', relative_url: number(), depends_on: 'missing' },
    ]);
    expect(shown).toMatchObject([{ code: 200 }, { code: 200 }, { code: 400 }, null]);
  });

  test('has no answer where a fault took it, and each request is in the log', async () => {
    emulator.addFault({ match: { path: '/messages' }, drop: 'after' });
    const sending = { method: 'POST', relative_url: `${number()}/messages`, body: text('491701234567') };
    expect(await batch([sending, { relative_url: number() }])).toMatchObject([null, { code: 200 }]);
    expect(emulator.messages()).toHaveLength(1);
    expect(emulator.requests.map(({ path }) => path)).toEqual(['/', `/${number()}/messages`, `/${number()}`]);
  });

  test('takes a token of its own for each request', async () => {
    const [good, bad] = await batch([
      { relative_url: `${number()}?access_token=${emulator.info.accessToken}` },
      { relative_url: `${number()}?access_token=wrong` },
    ]);
    expect([good?.code, bad?.code]).toEqual([200, 401]);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no list', 'x'],
    ['an empty list', []],
    ['more than 50', Array.from({ length: 51 }, () => ({ relative_url: 'me' }))],
    ['no URL', [{ method: 'GET' }]],
    ['another method', [{ method: 'PATCH', relative_url: 'me' }]],
    ['the control API', [{ relative_url: 'x/../_emulator/info' }]],
    ['files', [{ method: 'POST', relative_url: 'me', attached_files: 'a' }]],
  ])('is refused with %s', async (_what, entries) => {
    const { status, body } = await call(emulator, 'POST', '/', { json: { batch: entries } });
    expect([status, body.error.code]).toEqual([400, 100]);
  });

  test('needs an access token', async () => {
    const refused: Call = { token: 'wrong', json: { batch: [{ relative_url: 'me' }] } };
    expect((await call(emulator, 'POST', '/', refused)).status).toBe(401);
  });
});

describe('several ids', () => {
  const read = (query: string): Promise<Reply> => call(emulator, 'GET', `/v25.0/?${query}`);

  test('are answered in one object', async () => {
    const { wabaId } = emulator.info;
    expect((await read(`ids=${number()},${wabaId}&fields=id`)).body).toEqual({
      [number()]: { id: number() },
      [wabaId]: { id: wabaId },
    });
  });

  test('are refused together when one is unknown, or there are none', async () => {
    expect((await read(`ids=${number()},4711`)).body.error).toMatchObject({ code: 803, message: /4711/ });
    expect((await read('ids=')).body.error.code).toBe(100);
  });
});
