import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { call, uploadForm, type Reply } from '../graph-caller.js';

const bytes = Buffer.from('not really an image, but Meta looks only later');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const dayMs = 86_400_000;

describe('media', () => {
  let emulator: GraphEmulator;
  let nowMs = 1_800_000_000_000;
  const upload = (form: FormData, query = ''): Promise<Reply> =>
    call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/media${query}`, { form });
  const uploadImage = async (): Promise<string> => (await upload(uploadForm(bytes, 'image/png'))).body.id;
  const urlOf = async (id: string): Promise<string> => (await call(emulator, 'GET', `/v25.0/${id}`)).body.url;

  beforeEach(async () => {
    emulator = await GraphEmulator.start({ clock: () => nowMs });
  });
  afterEach(() => emulator.stop());

  test('is described with the size and digest of the uploaded bytes', async () => {
    const id = await uploadImage();
    const { body } = await call(emulator, 'GET', `/${id}`);
    expect(body).toEqual({
      messaging_product: 'whatsapp',
      id,
      mime_type: 'image/png',
      sha256,
      file_size: String(bytes.length),
      url: expect.stringMatching(/\/whatsapp_business\/attachments\/\?mid=\d+&source=getMedia&ext=\d+&hash=/),
    });
  });

  test('is downloaded from its URL with the access token', async () => {
    const { status, text, headers } = await call(emulator, 'GET', await urlOf(await uploadImage()));
    expect([status, text]).toEqual([200, bytes.toString()]);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-length')).toBe(String(bytes.length));
  });

  test.each([
    ['without a token', null],
    ['with a wrong token', 'EAAwrong'],
  ])('is not downloaded %s', async (_how, token) => {
    expect(await call(emulator, 'GET', await urlOf(await uploadImage()), { token })).toMatchObject({
      status: 404,
      text: '',
    });
  });

  test('is not downloaded from a URL that was changed', async () => {
    const url = new URL(await urlOf(await uploadImage()));
    url.searchParams.set('ext', String(Number(url.searchParams.get('ext')) + 1000));
    expect(await call(emulator, 'GET', url.href)).toMatchObject({ status: 404 });
  });

  test('has a URL that dies after five minutes, and a new one then', async () => {
    const id = await uploadImage();
    const url = await urlOf(id);
    nowMs += 299_000;
    expect(await call(emulator, 'GET', url)).toMatchObject({ status: 200 });
    nowMs += 2_000;
    expect(await call(emulator, 'GET', url)).toMatchObject({ status: 404 });
    expect(await call(emulator, 'GET', await urlOf(id))).toMatchObject({ status: 200 });
  });

  test('is gone after 30 days', async () => {
    const id = await uploadImage();
    nowMs += 30 * dayMs - 1;
    expect(await call(emulator, 'GET', `/${id}`)).toMatchObject({ status: 200 });
    nowMs += 1;
    expect((await call(emulator, 'GET', `/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  test('is gone, with its URL, once it is deleted', async () => {
    const id = await uploadImage();
    const url = await urlOf(id);
    expect(await call(emulator, 'DELETE', `/v25.0/${id}`)).toMatchObject({ status: 200, body: { success: true } });
    expect((await call(emulator, 'DELETE', `/v25.0/${id}`)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
    expect(await call(emulator, 'GET', url)).toMatchObject({ status: 404 });
  });

  test.each(['GET', 'DELETE'])(
    'answers %s with phone_number_id only to the number that uploaded it',
    async (method) => {
      const id = await uploadImage();
      const { phoneNumberId } = emulator.addPhoneNumber();
      const foreign = await call(emulator, method, `/${id}?phone_number_id=${phoneNumberId}`);
      expect(foreign.body.error).toMatchObject({ code: 100, error_subcode: 33, type: 'GraphMethodException' });
      const own = await call(emulator, method, `/${id}?phone_number_id=${emulator.info.phoneNumberId}`);
      expect(own).toMatchObject({ status: 200 });
    },
  );

  test('is uploaded with messaging_product in the query', async () => {
    const form = uploadForm(bytes, 'image/png');
    form.delete('messaging_product');
    expect((await upload(form)).body.error.message).toMatch(/messaging_product is required/);
    expect(await upload(form, '?messaging_product=whatsapp')).toMatchObject({ status: 200 });
  });

  test('takes its type from the field when the part does not say', async () => {
    const { body } = await upload(uploadForm(bytes, 'application/octet-stream', { type: 'audio/ogg' }));
    expect((await call(emulator, 'GET', `/${body.id}`)).body).toMatchObject({ mime_type: 'audio/ogg' });
  });

  test('is refused without a file', async () => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    expect((await upload(form)).body.error).toMatchObject({
      code: 100,
      message: expect.stringMatching(/file is required/),
    });
  });

  test('is refused when the type is not supported', async () => {
    const { status, body } = await upload(uploadForm(bytes, 'image/gif'));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 100,
      message: expect.stringMatching(/image\/jpeg.*Received file of type 'image\/gif'/),
    });
  });

  test.each([
    ['image/png', 5 * 1024 * 1024],
    ['image/webp', 500 * 1024],
    ['audio/mpeg', 16 * 1024 * 1024],
  ])('of type %s is refused above %i bytes', async (mimeType, limit) => {
    expect(await upload(uploadForm(Buffer.alloc(limit, 1), mimeType))).toMatchObject({ status: 200 });
    const { status, body } = await upload(uploadForm(Buffer.alloc(limit + 1, 1), mimeType));
    expect([status, body.error.code, body.error.error_data?.details]).toEqual([
      400,
      131053,
      expect.stringContaining(String(limit)),
    ]);
  });

  test('is refused when it is empty', async () => {
    expect((await upload(uploadForm(Buffer.alloc(0), 'image/png'))).body.error.code).toBe(131053);
  });

  test('is recorded without its bytes', async () => {
    await uploadImage();
    expect(emulator.requests.at(-1)?.body).toEqual({
      messaging_product: 'whatsapp',
      file: { filename: 'file.bin', mimeType: 'image/png', size: bytes.length, sha256 },
    });
  });

  test('survives an upload that the client breaks off', async () => {
    const abort = new AbortController();
    const endless = new ReadableStream({
      pull: async (controller) => {
        controller.enqueue(Buffer.from('--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc'));
        abort.abort();
        await new Promise(() => undefined);
      },
    });
    const broken = fetch(`${emulator.info.graphUrl}/${emulator.info.phoneNumberId}/media`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${emulator.info.accessToken}`,
        'content-type': 'multipart/form-data; boundary=x',
      },
      body: endless,
      signal: abort.signal,
      duplex: 'half',
    } as RequestInit);
    await expect(broken).rejects.toThrow();
    expect(await uploadImage()).toMatch(/^\d+$/);
  });
});
