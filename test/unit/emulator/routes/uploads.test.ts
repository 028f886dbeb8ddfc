import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, connectionError, type Reply } from '../graph-caller.js';

const file = Buffer.from('%PDF-1.7 a menu of ten dishes');
const sha256 = createHash('sha256').update(file).digest('hex');

let now: number;
let emulator: GraphEmulator;
beforeEach(async () => {
  now = Date.now();
  emulator = await GraphEmulator.start({ clock: () => now });
});
afterEach(() => emulator.stop());

const open = (query: object = {}, appId = emulator.info.appId): Promise<Reply> => {
  const parameters = { file_name: 'menu.pdf', file_length: file.length, file_type: 'application/pdf', ...query };
  return call(emulator, 'POST', `/v25.0/${appId}/uploads?${new URLSearchParams(parameters as never).toString()}`);
};
const session = async (query?: object): Promise<string> => (await open(query)).body.id;
const send = async (
  id: string,
  offset: number,
  bytes: Buffer,
  headers: object = {},
): Promise<Reply & { h?: string }> => {
  const response = await fetch(`${emulator.info.graphUrl}/v25.0/${id}`, {
    method: 'POST',
    headers: { authorization: `OAuth ${emulator.info.accessToken}`, file_offset: String(offset), ...headers },
    body: new Uint8Array(bytes),
  });
  const body = (await response.json()) as Reply['body'] & { h?: string };
  return {
    status: response.status,
    headers: response.headers,
    body,
    text: '',
    ...(body.h !== undefined && { h: body.h }),
  };
};
const offsetOf = async (id: string): Promise<unknown> => (await call(emulator, 'GET', `/v25.0/${id}`)).body;

describe('a resumable upload', () => {
  test('takes a file in parts, and has a handle once it is whole', async () => {
    const id = await session();
    expect(id).toMatch(/^upload:[^/?]+\?sig=.+/);
    expect(await send(id, 0, file.subarray(0, 10))).toMatchObject({ status: 400 });
    expect(await offsetOf(id)).toEqual({ id, file_offset: 10 });
    // The form's own type is what curl sends with --data-binary.
    const { h } = await send(id, 10, file.subarray(10), { 'content-type': 'application/x-www-form-urlencoded' });
    expect(emulator.uploadedFile(String(h))).toEqual({
      filename: 'menu.pdf',
      mimeType: 'application/pdf',
      size: file.length,
      sha256,
    });
  });

  test('keeps what came before it broke off', async () => {
    const id = await session();
    emulator.addFault({ match: { path: /^\/upload:/, method: 'POST' }, breakAt: 7 });
    expect(await connectionError(send(id, 0, file))).toBe('UND_ERR_SOCKET');
    expect(await offsetOf(id)).toMatchObject({ file_offset: 7 });
    expect((await send(id, 7, file.subarray(7))).h).toBeDefined();
  });

  test('refuses another offset than its own', async () => {
    const id = await session();
    const { status, body } = await send(id, 5, file);
    expect([status, body.error.error_data?.details]).toEqual([400, expect.stringMatching(/file_offset must be 0/)]);
    expect(await offsetOf(id)).toMatchObject({ file_offset: 0 });
  });

  test.each([
    ['another type', { file_type: 'text/plain' }, /file_type text\/plain is not supported/],
    ['no bytes', { file_length: 0 }, /file_length must be 1 to/],
    ['too many bytes', { file_type: 'image/png', file_length: 6_000_000 }, /at most|1 to 5242880/],
  ])('is not opened for %s', async (_, query, details) => {
    const { status, body } = await open(query);
    expect([status, body.error.error_data?.details]).toEqual([400, expect.stringMatching(details)]);
  });

  test('is not opened for another app, nor found without its signature, nor once it has expired', async () => {
    expect((await open({}, '123456')).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    const id = await session();
    for (const wrong of [id.split('?')[0] ?? '', `${id}x`, 'upload:made-up?sig=1'])
      expect(await offsetOf(wrong)).toMatchObject({ error: { code: 100, error_subcode: 33 } });
    now += 86_400_000;
    expect(await offsetOf(id)).toMatchObject({ error: { code: 100, error_subcode: 33 } });
  });
});

describe('a handle', () => {
  const handleOf = async (query?: object): Promise<string> => String((await send(await session(query), 0, file)).h);
  const setPicture = (handle: string): Promise<Reply> =>
    call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/whatsapp_business_profile`, {
      json: { messaging_product: 'whatsapp', profile_picture_handle: handle },
    });
  const createTemplate = (format: string, handle: string): Promise<Reply> => {
    const header = { type: 'HEADER', format, example: { header_handle: [handle] } };
    const components = [header, { type: 'BODY', text: 'Our menu' }];
    const json = { name: 'menu', language: 'en_US', category: 'MARKETING', components };
    return call(emulator, 'POST', `/v25.0/${emulator.info.wabaId}/message_templates`, { json });
  };

  test('of a picture is taken for a profile, that of a document is not, and none that is made up', async () => {
    expect((await setPicture(await handleOf({ file_type: 'image/jpg' }))).status).toBe(200);
    for (const handle of [await handleOf(), '4::made-up'])
      expect(await setPicture(handle)).toMatchObject({ status: 400, body: { error: { code: 100 } } });
  });

  test('is a sample for the header of its type only', async () => {
    const handle = await handleOf();
    expect((await createTemplate('IMAGE', handle)).status).toBe(400);
    expect((await createTemplate('DOCUMENT', '4::made-up')).status).toBe(400);
    expect((await createTemplate('DOCUMENT', handle)).status).toBe(200);
  });

  test('may be any with anyId', async () => {
    const lenient = await GraphEmulator.start({ anyId: true });
    const json = { messaging_product: 'whatsapp', profile_picture_handle: '4::made-up' };
    const path = `/v25.0/${lenient.info.phoneNumberId}/whatsapp_business_profile`;
    expect((await call(lenient, 'POST', path, { json })).status).toBe(200);
    await lenient.stop();
  });
});
