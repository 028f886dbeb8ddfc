import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure } from '../../src/client.js';
import type { DownloadMediaResult, MediaMetadata, UploadMediaResult } from '../../src/common/activity-contract.js';
import { eventually } from '../helpers/eventually.js';
import { mediaFile, png } from '../helpers/png.js';
import { accepted } from '../helpers/outcomes.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

describe('media', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const upload = async (name = 'photo.png'): Promise<UploadMediaResult> =>
    stack.callActivity('uploadWhatsAppMedia', {
      phoneNumberId: stack.phoneNumberId,
      media: await mediaFile(stack.mediaDirectory, name),
    });

  test('is uploaded with its name and type, read back, downloaded byte for byte, and deleted', async () => {
    const uploaded = await upload('photo größe.png');
    const expected = { mimeType: 'image/png', size: png().length, sha256: sha256(png()) };
    const named = { filename: 'photo größe.png', kind: 'image' };
    expect(uploaded).toEqual({ mediaId: expect.any(String), ...named, ...expected });
    const request = stack.emulator.requests.findLast(({ path }) => path.endsWith('/media'));
    expect(request).toMatchObject({
      method: 'POST',
      path: `/${stack.phoneNumberId}/media`,
      body: { messaging_product: 'whatsapp', type: 'image/png' },
    });

    const media = { mediaId: uploaded.mediaId, phoneNumberId: stack.phoneNumberId };
    const metadata = await stack.callActivity<MediaMetadata>('getWhatsAppMedia', media);
    expect(metadata).toEqual({ mediaId: uploaded.mediaId, ...expected });
    const withUrl = await stack.callActivity<MediaMetadata>('getWhatsAppMedia', { ...media, includeUrl: true });
    expect(withUrl.url).toMatch(/^http/);

    const byId = await stack.callActivity<DownloadMediaResult>('downloadWhatsAppMedia', media);
    expect(byId).toEqual({ media: expect.stringMatching(/^file:/), ...expected });
    expect(await readFile(fileURLToPath(byId.media))).toEqual(png());
    const byUrl = await stack.callActivity<DownloadMediaResult>('downloadWhatsAppMedia', { url: withUrl.url });
    expect(byUrl).toMatchObject({ size: expected.size, sha256: expected.sha256 });

    await expect(stack.callActivity('deleteWhatsAppMedia', media)).resolves.toEqual({ deleted: true });
    await expect(stack.callActivity('deleteWhatsAppMedia', media)).resolves.toEqual({ deleted: false });
    expect(whatsAppFailure(await rejection(stack.callActivity('getWhatsAppMedia', media)))?.type).toBe(
      'WhatsApp.NotFound',
    );
  });

  test('is downloaded with a fresh URL when the first one fails', async () => {
    const { mediaId } = await upload();
    stack.emulator.addFault({
      match: { method: 'GET', path: /whatsapp_business\/attachments|lookaside/ },
      status: 404,
      body: 'gone',
    });
    const result = await stack.callActivity<DownloadMediaResult>('downloadWhatsAppMedia', { mediaId });
    expect(result.sha256).toBe(sha256(png()));
  });

  test('is uploaded from another web server', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_request, response) => response.end(png()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as { port: number };
      const result = await stack.callActivity<UploadMediaResult>('uploadWhatsAppMedia', {
        phoneNumberId: stack.phoneNumberId,
        media: `http://127.0.0.1:${port}/pictures/cat.png?size=1`,
      });
      expect(result).toMatchObject({ filename: 'cat.png', mimeType: 'image/png', size: png().length });
    } finally {
      server.close();
    }
  });

  test('uploadAndSendWorkflow uploads once, sends by id, waits for delivery and deletes the media', async () => {
    const to = '+15550001111';
    stack.emulator.addFault({ match: { path: /\/messages$/, to }, code: 131056 });
    const handle = await stack.whatsapp.uploadAndSend({
      phoneNumberId: stack.phoneNumberId,
      to,
      media: await mediaFile(stack.mediaDirectory, 'receipt.png'),
      caption: 'Your receipt',
      waitFor: 'delivered',
      statusDeadline: '20 seconds',
      deleteMediaAfter: true,
    });
    const result = await handle.result();
    expect(result).toMatchObject({ mediaDeleted: true, uploaded: { mimeType: 'image/png' } });
    expect(accepted(result.sent).statuses.map(({ status }) => status)).toContain('delivered');
    const uploads = stack.emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/media'));
    const [message, ...others] = stack.emulator.messages({ to });
    expect(others).toEqual([]);
    expect(message?.body).toMatchObject({
      type: 'image',
      image: { id: result.uploaded.mediaId, caption: 'Your receipt' },
    });
    expect(uploads.filter(({ body }) => JSON.stringify(body).includes('receipt.png'))).toHaveLength(1);
    const gone = { mediaId: result.uploaded.mediaId };
    await expect(stack.callActivity('deleteWhatsAppMedia', gone)).resolves.toEqual({ deleted: false });
  });

  test('uploadAndSendWorkflow names a document as it was uploaded', async () => {
    const to = '+15550001112';
    const media = await mediaFile(stack.mediaDirectory, 'invoice.bin', Buffer.from('%PDF-1.7\n'));
    const handle = await stack.whatsapp.uploadAndSend({ phoneNumberId: stack.phoneNumberId, to, media });
    await handle.result();
    const [message] = stack.emulator.messages({ to });
    expect(message?.body).toMatchObject({ type: 'document', document: { filename: 'invoice.pdf' } });
  });

  test('uploadAndSendWorkflow uploads no file for a kind that it is not, unless as a document', async () => {
    const to = '+15550001113';
    const webp = Buffer.from('524946461a000000574542505650384c0d0000002f00000010071011118888fe0700', 'hex');
    const media = await mediaFile(stack.mediaDirectory, 'a.webp', webp);
    const input = { phoneNumberId: stack.phoneNumberId, to, media, kind: 'image' } as const;
    const before = stack.emulator.requests.length;
    const error = await rejection((await stack.whatsapp.uploadAndSend(input)).result());
    expect(whatsAppFailure(error)).toMatchObject({ type: 'WhatsApp.Media' });
    expect(whatsAppFailure(error)?.message).toMatch(/a\.webp is image\/webp.*as sticker or document/);
    expect(stack.emulator.messages({ to })).toEqual([]);
    expect(stack.emulator.requests).toHaveLength(before);

    await (await stack.whatsapp.uploadAndSend({ ...input, documentFallback: true, caption: 'A picture' })).result();
    expect(stack.emulator.messages({ to })[0]?.body).toMatchObject({
      type: 'document',
      document: { filename: 'a.webp', caption: 'A picture' },
    });
  });

  test('uploadAndSendWorkflow tells its phase and what it uploaded while it waits', async () => {
    const handle = await stack.whatsapp.uploadAndSend({
      phoneNumberId: stack.phoneNumberId,
      to: '+15550002222',
      media: await mediaFile(stack.mediaDirectory, 'note.png'),
      waitFor: 'read',
      statusDeadline: '20 seconds',
    });
    const state = await eventually(handle.state, ({ send }) => send?.phase === 'waiting');
    await stack.emulator.sendStatus(accepted(state.send?.outcome).messageId, 'read');
    await expect(handle.result()).resolves.toMatchObject({ mediaDeleted: false });
  });

  test.each([
    ['a missing file', 'nothing.png', undefined, /nothing\.png/],
    ['a type that WhatsApp does not take', 'a.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', /svg/],
    ['an image above 5 MB', 'big.png', Buffer.concat([png(), Buffer.alloc(5 * 1024 * 1024)]), /5/],
    ['an empty file', 'empty.png', '', /empty/],
  ])('refuses %s before any request', async (_case, name, content, message) => {
    if (content !== undefined) await mediaFile(stack.mediaDirectory, name, Buffer.from(content));
    const before = stack.emulator.requests.length;
    const media = new URL(name, `file://${stack.mediaDirectory}/`).href;
    const error = await rejection(
      stack.callActivity('uploadWhatsAppMedia', { phoneNumberId: stack.phoneNumberId, media }),
    );
    expect(whatsAppFailure(error)?.type).toBe('WhatsApp.Media');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + chain(error)).toMatch(message);
    expect(stack.emulator.requests).toHaveLength(before);
  });

  test('refuses a file outside of the media folder', async () => {
    const media = 'file:///etc/passwd';
    const error = await rejection(
      stack.callActivity('uploadWhatsAppMedia', { phoneNumberId: stack.phoneNumberId, media }),
    );
    expect(whatsAppFailure(error)?.type).toMatch(/^WhatsApp\.(Media|Configuration|InvalidInput)$/);
  });
});

function chain(error: unknown): string {
  const messages: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause) messages.push(current.message);
  return messages.join(' | ');
}
