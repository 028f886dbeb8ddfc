import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, readdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../src/emulator/index.js';
import { eventually } from '../../../helpers/eventually.js';
import { call, uploadForm, type Reply } from '../graph-caller.js';

/** No other emulator of this machine has the same. */
const content = `not really an image, but Meta looks only later ${randomUUID()}`;
const bytes = Buffer.from(content);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const dayMs = 86_400_000;

describe('media', () => {
  let emulator: GraphEmulator;
  let nowMs: number;
  const upload = (form: FormData, query = ''): Promise<Reply> =>
    call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/media${query}`, { form });
  const uploadImage = async (): Promise<string> => (await upload(uploadForm(bytes, 'image/png'))).body.id;
  const mediaUrl = async (id: string): Promise<string> => (await call(emulator, 'GET', `/v25.0/${id}`)).body.url;

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
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
      file_size: bytes.length,
      url: expect.stringMatching(/\/whatsapp_business\/attachments\/\?mid=\d+&source=getMedia&ext=\d+&hash=/),
    });
  });

  test('is downloaded from its URL with the access token', async () => {
    const { status, text, headers } = await call(emulator, 'GET', await mediaUrl(await uploadImage()));
    expect([status, text]).toEqual([200, bytes.toString()]);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('content-length')).toBe(String(bytes.length));
  });

  test.each([
    ['without a token', null],
    ['with a wrong token', 'EAAwrong'],
  ])('is not downloaded %s', async (_how, token) => {
    expect(await call(emulator, 'GET', await mediaUrl(await uploadImage()), { token })).toMatchObject({
      status: 404,
      text: '',
    });
  });

  test('is not downloaded from a URL that was changed', async () => {
    const url = new URL(await mediaUrl(await uploadImage()));
    url.searchParams.set('ext', String(Number(url.searchParams.get('ext')) + 1000));
    expect(await call(emulator, 'GET', url.href)).toMatchObject({ status: 404 });
  });

  test('has a URL that dies after five minutes, and a new one then', async () => {
    const id = await uploadImage();
    const url = await mediaUrl(id);
    nowMs += 299_000;
    expect(await call(emulator, 'GET', url)).toMatchObject({ status: 200 });
    nowMs += 2_000;
    expect(await call(emulator, 'GET', url)).toMatchObject({ status: 404 });
    expect(await call(emulator, 'GET', await mediaUrl(id))).toMatchObject({ status: 200 });
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
    const url = await mediaUrl(id);
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

  describe('survives an upload that the client breaks off, and keeps nothing of it,', () => {
    const field = '--x\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp';
    const file = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\ncontent-type: image/png\r\n\r\n';

    /** Posts the beginning of an upload over a bare socket, which is closed once `hasCome` of it. */
    async function breakOff(beginning: string, hasCome: () => Promise<boolean>): Promise<void> {
      const { graphUrl, accessToken, phoneNumberId } = emulator.info;
      const { hostname, port } = new URL(graphUrl);
      const socket = connect(Number(port), hostname);
      socket.write(
        `POST /v25.0/${phoneNumberId}/media HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${accessToken}\r\n` +
          `content-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n${beginning}`,
      );
      await once(socket, 'connect');
      await eventually(hasCome);
      expect(emulator.requests).toHaveLength(1);
      socket.destroy();
      // It is on record once the emulator has seen the end of the connection.
      await eventually(() => emulator.requests.length === 2);
    }

    async function survives(beginning: string, hasCome: (folder: string) => Promise<boolean>): Promise<void> {
      const id = await uploadImage();
      const folder = await uploadFolder();
      expect(await sizesIn(folder)).toEqual([bytes.length]);
      await breakOff(beginning, () => hasCome(folder));
      const path = `/${emulator.info.phoneNumberId}/media`;
      expect(emulator.requests[1]).toMatchObject({ method: 'POST', path, version: 'v25.0', authorized: true });
      expect(emulator.requests[1]).not.toHaveProperty('body');
      expect(emulator.requests[1]).not.toHaveProperty('answer');
      await eventually(async () => (await readdir(folder)).length === 1);
      expect(await sizesIn(folder)).toEqual([bytes.length]);
      expect(await call(emulator, 'GET', await mediaUrl(id))).toMatchObject({ status: 200, text: content });
      await uploadImage();
      expect(await sizesIn(folder)).toEqual([bytes.length, bytes.length]);
    }

    // Nothing shows how much of a field has come: it is given the time of a request of its own.
    test('in a field', () =>
      survives(field, async () => (await fetch(`${emulator.info.graphUrl}/_emulator/requests`)).ok));

    test('in a file', () =>
      survives(`${field}\r\n${file}${'x'.repeat(100_000)}`, async (folder) =>
        (await sizesIn(folder)).some((size) => size > bytes.length),
      ));
  });

  /** Where this emulator, and no other one of this machine, keeps its only upload. */
  async function uploadFolder(): Promise<string> {
    const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('graph-emulator-'));
    for (const folder of folders.map((name) => join(tmpdir(), name))) {
      const [file] = await readdir(folder).catch(() => []);
      if (file !== undefined && (await readFile(join(folder, file), 'latin1').catch(() => '')) === content)
        return folder;
    }
    throw new Error('no folder of an emulator holds the upload');
  }

  async function sizesIn(folder: string): Promise<number[]> {
    const sizes: number[] = [];
    for (const name of await readdir(folder)) sizes.push((await stat(join(folder, name))).size);
    return sizes;
  }
});
