import { describe, expect, test } from '@jest/globals';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHash } from 'node:crypto';
import { Meter } from '../../../src/media/meter.js';
import { mediaLimits } from '../../../src/common/limits.js';
import { extensionFor, nameFor, withMimeType } from '../../../src/media/mime-type.js';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('the type of a file', () => {
  test.each([
    ['as given', png, { given: 'image/jpeg', filename: 'a.gif' }, 'image/jpeg'],
    ['from its bytes, whatever its name', png, { filename: 'a.jpg' }, 'image/png'],
    ['from its name when the bytes say nothing', Buffer.from('text'), { filename: 'a.txt' }, 'text/plain'],
    ['from its name when the bytes are only a container', zip, { filename: 'a.docx' }, docx],
    ['from its bytes when the name says nothing', zip, { filename: 'a' }, 'application/zip'],
    [
      'from its server when nothing else helps',
      Buffer.from('x'),
      { filename: 'a', named: 'text/plain; charset=x' },
      'text/plain',
    ],
    ['unknown', Buffer.from('x'), { filename: 'a' }, 'application/octet-stream'],
  ])('is taken %s, and no byte is lost', async (_, bytes, known, expected) => {
    const { content, mimeType } = await withMimeType(Readable.from([bytes]), known);
    expect(mimeType).toBe(expected);
    expect(Buffer.concat(await content.toArray())).toEqual(bytes);
  });

  test('is found when the beginning is shorter than the sample, and the rest follows', async () => {
    const source = Readable.from([png.subarray(0, 40), png.subarray(40), Buffer.alloc(100_000)]);
    const { content, mimeType } = await withMimeType(source, { filename: 'a' });
    expect(mimeType).toBe('image/png');
    expect(Buffer.concat(await content.toArray())).toHaveLength(png.length + 100_000);
  });

  test('is not found for a file that cannot be read', async () => {
    const source = new Readable({ read: () => undefined });
    process.nextTick(() => source.destroy(new Error('disk on fire')));
    await expect(withMimeType(source, { filename: 'a' })).rejects.toThrow('disk on fire');
  });

  test('is not waited for when the file broke off before', async () => {
    const source = new Readable({ read: () => undefined });
    source.on('error', () => undefined).destroy(new Error('disk on fire'));
    await expect(withMimeType(source, { filename: 'a' })).rejects.toThrow('disk on fire');
  });

  test.each([
    ['image/jpeg', '.jpg'],
    ['audio/aac', '.aac'],
    ['audio/amr', '.amr'],
    ['audio/mp4', '.m4a'],
    ['audio/mpeg', '.mp3'],
    ['audio/ogg', '.ogg'],
    ['audio/ogg; codecs=opus', '.ogg'],
    ['audio/opus', '.ogg'],
    ['AUDIO/MPEG', '.mp3'],
    ['application/msword', '.doc'],
    ['application/pdf', '.pdf'],
    ['image/webp', '.webp'],
    ['text/plain; charset=utf-8', '.txt'],
    ['video/3gp', '.3gp'],
    ['video/3gpp', '.3gp'],
    ['video/mp4', '.mp4'],
    ['image/gif', '.gif'],
    ['no/such', '.bin'],
    ['constructor', '.bin'],
  ])('%s has the extension %s', (mimeType, extension) => expect(extensionFor(mimeType)).toBe(extension));

  test.each([
    ['audio/opus', { given: 'audio/opus' }],
    ['audio/opus from a server', { named: 'audio/opus' }],
  ])('%s is OGG with the codec Opus', async (_, known) => {
    const { mimeType } = await withMimeType(Readable.from([Buffer.from('x')]), { filename: 'a', ...known });
    expect(mimeType).toBe('audio/ogg; codecs=opus');
  });

  test('tells sound from films by the name where the container is the same', async () => {
    const mp4 = Buffer.from('0000001c667479706d703432000000006d70343269736f6d6d703431', 'hex');
    expect((await withMimeType(Readable.from([mp4]), { filename: 'a.m4a' })).mimeType).toBe('audio/mp4');
    expect((await withMimeType(Readable.from([mp4]), { filename: 'a.mp4' })).mimeType).toBe('video/mp4');
  });
});

describe('the name of a file', () => {
  const types = Object.values(mediaLimits).flatMap(({ mimeTypes }) => mimeTypes);
  const right = new Map(types.map((mimeType) => [mimeType, extensionFor(mimeType)]));

  test.each(types)('agrees with %s, whatever it was', (mimeType) => {
    const own = right.get(mimeType) ?? '';
    for (const extension of new Set([...right.values(), '.gif', '.oga', '.jpeg', '.2024', '', '.'])) {
      const name = nameFor(`a.b${extension}`, mimeType);
      expect(nameFor(name, mimeType)).toBe(name);
      if (mimeType !== 'text/plain') expect(new Set([own, ...others(own)])).toContain(extname(name));
    }
    expect(nameFor(`a${own.toUpperCase()}`, mimeType)).toBe(`a${own.toUpperCase()}`);
  });
  const others = (own: string): string[] => ({ '.ogg': ['.oga'], '.jpg': ['.jpeg'], '.m4a': ['.mp4'] })[own] ?? [];

  test.each([
    ['voice.mp4', 'audio/ogg', 'voice.ogg'],
    ['voice.oga', 'audio/ogg; codecs=opus', 'voice.oga'],
    ['picture.jpg', 'image/png', 'picture.png'],
    ['song.mp4', 'audio/mp4', 'song.mp4'],
    ['report', 'application/pdf', 'report.pdf'],
    ['report.v2', 'application/pdf', 'report.v2.pdf'],
    ['data.csv', 'text/plain', 'data.csv'],
    ['data', 'text/plain', 'data.txt'],
    ['a.svg', 'application/xml', 'a.svg'],
    ['a', 'application/octet-stream', 'a'],
  ])('%s of %s is %s', (filename, mimeType, expected) => expect(nameFor(filename, mimeType)).toBe(expected));
});

describe('a meter', () => {
  test('counts and hashes what passes', async () => {
    const meter = new Meter({ expectedBytes: 5, maxBytes: 5 });
    await pipeline(['hel', 'lo'], meter, async (bytes) => {
      for await (const _ of bytes);
    });
    expect(meter.bytes).toBe(5);
    expect(meter.sha256).toBe(createHash('sha256').update('hello').digest('hex'));
    expect(meter.sha256).toBe(meter.sha256);
  });

  test.each([
    [{ maxBytes: 4 }, /more than 4 bytes/],
    [{ maxBytes: 4, onTooLarge: (bytes: number) => new Error(`${bytes} is too many`) }, /5 is too many/],
    [{ expectedBytes: 6 }, /the file changed while it was read: 5 bytes instead of 6/],
  ])('ends the stream when the bytes are not what %j allows', async (options, message) => {
    const meter = new Meter(options);
    await expect(
      pipeline(['hel', 'lo'], meter, async (bytes) => {
        for await (const _ of bytes);
      }),
    ).rejects.toThrow(message);
    expect(meter.problem?.message).toMatch(message);
  });
});
