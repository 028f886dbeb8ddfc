import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, type Reply } from '../../graph-caller.js';

let emulator: GraphEmulator;
let nowMs: number;
const path = (rest = ''): string => `/v25.0/${emulator.info.phoneNumberId}/message_qrdls${rest}`;
const post = (json: object): Promise<Reply> => call(emulator, 'POST', path(), { json });
const make = async (message: string): Promise<string> => {
  const { body } = await post({ prefilled_message: message });
  return (body as unknown as { code: string }).code;
};
const list = async (query = ''): Promise<unknown> => (await call(emulator, 'GET', path(query))).body.data;

beforeEach(async () => {
  nowMs = 1_800_000_000_000;
  emulator = await GraphEmulator.start({ clock: () => nowMs });
});
afterEach(() => emulator.stop());

test('a QR code is made, listed newest first, changed and deleted', async () => {
  const first = await make('Hello');
  nowMs += 1000;
  const { body } = await post({ prefilled_message: 'Offers?', generate_qr_image: 'svg' });
  expect(body).toEqual({
    code: expect.stringMatching(/^[A-Z2-7]{14}$/),
    prefilled_message: 'Offers?',
    deep_link_url: expect.stringMatching(/^https:\/\/wa\.me\/message\//),
    qr_image_url: expect.stringMatching(/\.svg$/),
  });
  expect(await list()).toMatchObject([{ prefilled_message: 'Offers?' }, { code: first, prefilled_message: 'Hello' }]);
  expect((await post({ code: first, prefilled_message: 'Good day' })).body).toMatchObject({ code: first });
  expect(await list(`?code=${first}`)).toEqual([
    { code: first, prefilled_message: 'Good day', deep_link_url: `https://wa.me/message/${first}` },
  ]);
  expect((await call(emulator, 'DELETE', path(`/${first}`))).body).toEqual({ success: true });
  expect((await call(emulator, 'DELETE', path(`/${first}`))).body.error.code).toBe(100);
  expect((await call(emulator, 'GET', path(`/${first}`))).body.error.code).toBe(100);
});

test('one is read by its code, with the fields that are asked for', async () => {
  const code = await make('Hello');
  const one = async (query: string): Promise<unknown> =>
    (await call(emulator, 'GET', path(`/${code}${query}`))).body.data;
  expect(await one('')).toMatchObject([{ code, prefilled_message: 'Hello' }]);
  expect(await one('?fields=creation_time,qr_image_url.format(PNG)')).toEqual([
    { code, creation_time: 1_800_000_000, qr_image_url: expect.stringMatching(/\.png$/) },
  ]);
  expect((await call(emulator, 'GET', path('?fields=qr_image_url.format(GIF)'))).body.error.code).toBe(100);
});

test.each<object>([
  {},
  { prefilled_message: 'x'.repeat(141) },
  { prefilled_message: 'x', generate_qr_image: 'GIF' },
  { prefilled_message: 'x', code: 'ABCDEFGHIJKLMN' },
])('%j is refused', async (json) => {
  expect((await post(json)).body.error.code).toBe(100);
  expect(await list()).toEqual([]);
});

test('the codes of a number are its own', async () => {
  const code = await make('Hello');
  const { phoneNumberId } = emulator.addPhoneNumber();
  expect((await call(emulator, 'GET', `/${phoneNumberId}/message_qrdls/${code}`)).body.error.code).toBe(100);
  expect((await call(emulator, 'GET', `/${phoneNumberId}/message_qrdls`)).body.data).toEqual([]);
});
