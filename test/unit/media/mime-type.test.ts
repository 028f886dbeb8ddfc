import { describe, expect, test } from '@jest/globals';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHash } from 'node:crypto';
import { Meter } from '../../../src/media/meter.js';
import { extensionFor, withMimeType } from '../../../src/media/mime-type.js';

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
    ['audio/ogg; codecs=opus', '.oga'],
    ['no/such', '.bin'],
  ])('%s has the extension %s', (mimeType, extension) => expect(extensionFor(mimeType)).toBe(extension));
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
