import { afterEach, describe, expect, test } from '@jest/globals';
import { truncateSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Loopback, json, type Answer } from '../graph/loopback.js';
import { png } from '../../helpers/png.js';
import { ogg, sampleFiles, webp } from '../../helpers/sample-files.js';
import { phoneNumberId, World } from './world.js';

let world: World;
afterEach(() => world.stop());

const mebibyte = 1024 * 1024;
const bytesOf = (sample: string): Buffer => sampleFiles.find(([name]) => name === sample)?.[1] as Buffer;
const film = bytesOf('film.mp4');
const page = Buffer.from('<!DOCTYPE html>\n<html><body>Not found</body></html>');
const pdf = 'application/pdf';
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const upload = (media: string, more: object = {}) =>
  world.run('uploadWhatsAppMedia', { phoneNumberId, media, ...more });
const refused = async (media: string, more: object = {}): Promise<string> => {
  const failure = await world.failure('uploadWhatsAppMedia', { phoneNumberId, media, ...more });
  expect(failure).toMatchObject({ type: 'WhatsApp.Media', nonRetryable: true });
  expect(world.requests).toHaveLength(0);
  return failure.message;
};
const large = (name: string, bytes: Buffer, size: number): string => {
  const media = world.file(name, bytes);
  truncateSync(new URL(media), size);
  return media;
};

describe('a file of every type', () => {
  test.each(sampleFiles)('goes up with its name and type: %s', async (filename, bytes, mimeType, kind) => {
    world = await World.start({ id: 'media-1' });
    expect(await upload(world.file(filename, bytes))).toMatchObject({ filename, mimeType, kind });
    expect(world.requests[0]?.body).toContain(`name="type"\r\n\r\n${mimeType}\r\n`);
  });

  test.each(sampleFiles)('goes up as it is declared: %s', async (_, bytes, mimeType, kind) => {
    world = await World.start({ id: 'media-1' });
    expect(await upload(world.file('file', bytes), { mimeType })).toMatchObject({ mimeType, kind });
  });

  /** Down from a Meta that names the type, and up again from where it was stored. */
  test.each(sampleFiles)('comes down, and goes up again as the same: %s', async (_, bytes, mimeType, kind) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const meta: Answer = ({ method, path, headers }, response) => {
      if (method === 'POST') return json(response, 200, { id: 'media-2' });
      if (path === '/file') return void response.end(bytes);
      const stated = { sha256, file_size: bytes.length, mime_type: mimeType };
      json(response, 200, { id: 'media-1', url: `http://${headers.host}/file`, ...stated });
    };
    world = await World.start(meta);
    const { media } = await world.run('downloadWhatsAppMedia', { mediaId: 'media-1' });
    expect(await upload(media, { kind })).toMatchObject({ mimeType, kind, sha256 });
  });
});

describe('before a byte is sent, a file is refused', () => {
  test.each([
    [
      'photo.jpg',
      Buffer.from('<html>Not found</html>'),
      {},
      /is image\/jpeg by its name, but its bytes are text\/html/,
    ],
    ['photo.jpg', png(), { mimeType: 'image/jpeg' }, /was declared as image\/jpeg, but its bytes are image\/png/],
    ['sound.mp3', png(), { mimeType: 'audio/mpeg' }, /was declared as audio\/mpeg, but its bytes are image\/png/],
    ['photo.jpg', Buffer.from('hello'), {}, /is image\/jpeg by its name, but its bytes are of no known type/],
    ['page.pdf', page, {}, /is application\/pdf by its name, but its bytes are text\/html/],
    ['page', page, { mimeType: pdf }, /was declared as application\/pdf, but its bytes are text\/html/],
    ['not-a', png(), { mimeType: pdf }, /was declared as application\/pdf, but its bytes are image\/png/],
    ['note', Buffer.from('hello'), { mimeType: pdf }, /was declared as application\/pdf, but .* of no known type/],
    ['small', png(), { mimeType: 'application/msword' }, /was declared as application\/msword, but .* image\/png/],
    ['small', png(), { mimeType: docx }, /wordprocessingml\.document, but its bytes are image\/png/],
    ['page', page, { mimeType: docx }, /wordprocessingml\.document, but its bytes are text\/html/],
    ['old.mp3', bytesOf('old.doc'), {}, /is audio\/mpeg by its name, but its bytes are application\/x-cfb/],
    ['voice.ogg', ogg('\x01vorbis'), {}, /is Ogg without Opus/],
    ['a.webp', webp(), { kind: 'image' }, /is image\/webp, which WhatsApp does not show as image\. Send it as sticker/],
    ['a.png', png(), { kind: 'sticker' }, /does not show as sticker\. .* or convert it to image\/webp/],
    ['a.webp', webp({ side: 500 }), {}, /has 500 x 500 pixels; a sticker has 512 x 512/],
    ['a.webp', webp({ bytes: 102_401 }), {}, /has 102401 bytes; a sticker that is not animated has at most 102400/],
    ['a.webp', webp({ animated: true, bytes: 512_001 }), {}, /at most 512000 bytes of image\/webp/],
  ])('%s %#', async (name, bytes, more, reason) => {
    world = await World.start({ id: 'media-1' });
    expect(await refused(world.file(name, bytes), more)).toMatch(reason);
  });

  test.each([
    ['a.webp', webp({ bytes: 102_400 }), {}],
    ['a.webp', webp({ animated: true, bytes: 512_000 }), {}],
    ['a.webp', webp({ side: 300 }), { kind: 'document' }],
    ['film.mp4', film, { mimeType: 'audio/mp4' }],
    ['table.csv', png(), { mimeType: 'text/plain' }],
    ['voice.ogg', ogg('OpusHead'), { mimeType: 'audio/ogg; codecs=opus' }],
    ['page.txt', page, {}],
    ['menu', Buffer.from('\r\n%PDF-1.4\n'), { mimeType: pdf }],
    ['table', Buffer.from('a;b\n'), { mimeType: 'application/vnd.ms-excel' }],
    ['table.xls', page, {}],
    ['letter', Buffer.from('{\\rtf1 hello}'), { mimeType: 'application/msword' }],
    // A new office file that is encrypted.
    ['secret', bytesOf('old.doc'), { mimeType: docx }],
  ])('unless it fits: %s %#', async (name, bytes, more) => {
    world = await World.start({ id: 'media-1' });
    expect(await upload(world.file(name, bytes), more)).toMatchObject({ mediaId: 'media-1' });
  });
});

describe('with a document as fallback', () => {
  const documentFallback = true;
  const advice = '; "documentFallback": true sends it as a document';

  test.each<[string, (name: string) => string]>([
    ['a.png', (name) => large(name, png(), 6 * mebibyte)],
    ['a.gif', (name) => world.file(name, Buffer.from(`GIF89a${'x'.repeat(50)}`))],
    ['page.html', (name) => world.file(name, page)],
    ['table.csv', (name) => world.file(name, 'a;b\n')],
  ])('%s would go: its refusal says so', async (name, make) => {
    world = await World.start({ id: 'media-1' });
    const media = make(name);
    expect((await refused(media)).endsWith(advice)).toBe(true);
    expect(await upload(media, { documentFallback })).toMatchObject({ kind: 'document', filename: name });
  });

  test('is not offered for what no document holds', async () => {
    world = await World.start({ id: 'media-1' });
    expect(await refused(large('film.mp4', film, 101 * mebibyte))).not.toContain(advice);
    expect(await refused(large('a.pdf', Buffer.from('%PDF-1.7'), 101 * mebibyte))).not.toContain(advice);
  });

  test('a film that is too large goes as a document with its name', async () => {
    world = await World.start({ id: 'media-1' });
    const media = large('film.mp4', film, 17 * mebibyte);
    expect(await upload(media, { documentFallback })).toMatchObject({
      kind: 'document',
      mimeType: 'text/plain',
      filename: 'film.mp4',
      size: 17 * mebibyte,
    });
    expect(world.requests[0]?.body).toContain('name="type"\r\n\r\ntext/plain');
  });

  test.each([
    ['a.gif', Buffer.from(`GIF89a${'x'.repeat(50)}`)],
    ['a.webp', webp({ side: 100 })],
    ['plan.dwg', Buffer.from('AC1032')],
  ])('%s goes as a document', async (name, bytes) => {
    world = await World.start({ id: 'media-1' });
    const sent = { kind: 'document', filename: name };
    expect(await upload(world.file(name, bytes), { documentFallback })).toMatchObject(sent);
  });

  test('what fits stays what it is, and what no document holds is refused', async () => {
    world = await World.start({ id: 'media-1' });
    expect(await upload(world.file('a.png', png()), { documentFallback })).toMatchObject({ kind: 'image' });
    world.requests.length = 0;
    const media = large('film.mp4', film, 101 * mebibyte);
    expect(await refused(media, { documentFallback })).toMatch(/at most 16777216 bytes of video\/mp4/);
  });
});

test("a file goes out under the name of its server's Content-Disposition, cut to Meta's length", async () => {
  world = await World.start({ id: 'media-1' });
  const name = `${'Müller '.repeat(60)}.pdf`;
  const source = await Loopback.start((_, response) => {
    response.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
    response.end('%PDF-1.7\n');
  });
  const { filename } = await upload(`${source.url}/download?id=1`);
  await source.stop();
  expect(filename).toMatch(/^Müller .*\.pdf$/);
  expect([...filename]).toHaveLength(240);
});
