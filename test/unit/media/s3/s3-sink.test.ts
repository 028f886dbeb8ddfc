import { expect, test } from '@jest/globals';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { S3Sink } from '../../../../src/media/s3/s3-sink.js';
import { writeFailure } from '../../../../src/media/s3/s3-sdk.js';

const uri = 's3://bucket/a.txt';

/** A sink, and the objects that its server has got whole. */
function makeSink(): { sink: S3Sink; objects: string[] } {
  const objects: string[] = [];
  const upload = async (body: Readable): Promise<void> => void objects.push((await buffer(body)).toString());
  return { sink: new S3Sink({ uri, fail: (error) => writeFailure(uri, error) }, upload), objects };
}

test('an object appears at the commit', async () => {
  const { sink, objects } = makeSink();
  await new Promise<void>((resolve) => sink.content.end('whole', () => resolve()));
  expect(objects).toEqual([]);
  expect(await sink.commit()).toBe(uri);
  expect(objects).toEqual(['whole']);
});

test.each([
  ['that broke off', (content: Writable) => void content.destroy(new Error('cut'))],
  ['that nobody has ended', () => undefined],
])('an object %s is not committed', async (_, leave) => {
  const { sink, objects } = makeSink();
  sink.content.on('error', () => undefined).write('half');
  leave(sink.content);
  await expect(sink.commit()).rejects.toMatchObject({ name: 'MediaError', problem: 'unwritable' });
  await sink.discard();
  expect(objects).toEqual([]);
});
