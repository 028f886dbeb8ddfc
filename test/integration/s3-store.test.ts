import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { S3MediaStore, type S3MediaStoreOptions } from '../../src/media/s3/s3-store.js';
import { createMediaStore } from '../../src/media/scheme-store.js';
import { mediaStoreConformance } from '../../src/testing/media-store-conformance.js';
import { eventually } from '../helpers/eventually.js';
import { hasS3Server, s3Credentials, startS3Server, type S3Server } from '../helpers/s3-server.js';

if (!hasS3Server()) {
  console.warn("SKIPPED: no S3 server (python3 -m venv .tmp/python && .tmp/python/bin/pip install 'moto[server]')");
}
const describeWithS3 = hasS3Server() ? describe : describe.skip;
const media = { filename: 'new.pdf', mimeType: 'application/pdf' };

describeWithS3('S3MediaStore', () => {
  let server: S3Server;
  let store: S3MediaStore;
  const bucket = 'media-of-tests';
  const open = (options: Partial<S3MediaStoreOptions> = {}): S3MediaStore => {
    const connection = { endpoint: server.endpoint, region: 'us-east-1', credentials: s3Credentials };
    return new S3MediaStore({ location: `s3://${bucket}/whatsapp`, ...connection, ...options });
  };
  beforeAll(async () => {
    server = await startS3Server();
    store = open();
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  const lazy = { open: (...args) => store.open(...args), create: (...args) => store.create(...args) } as S3MediaStore;
  for (const { name, run } of mediaStoreConformance({
    store: lazy,
    uri: (name) => `s3://${bucket}/whatsapp/${name}`,
  })) {
    test(name, run);
  }

  const put = (Key: string, more: object = {}) =>
    server.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'hello', ...more }));

  test('writes in parts, with the type, and leaves no part when it is discarded', async () => {
    const bytes = randomBytes(11 * 1024 * 1024);
    const sink = await store.create(undefined, media);
    await pipeline(Readable.from([bytes]), sink.content);
    const uploads = () => server.client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    // The stream has taken the bytes before the first part is on its way.
    await eventually(async () => (await uploads()).Uploads?.length === 1);
    expect(await sink.commit()).toBe(`s3://${bucket}/whatsapp/new.pdf`);
    const written = await server.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'whatsapp/new.pdf' }));
    expect(written).toMatchObject({ ContentLength: bytes.length, ContentType: 'application/pdf' });
    expect(written.ETag).toMatch(/-3"$/);

    const discarded = await store.create(undefined, media);
    discarded.content.write(bytes);
    await eventually(uploads, ({ Uploads = [] }) => Uploads.length === 1);
    await discarded.discard();
    expect((await uploads()).Uploads ?? []).toEqual([]);
  });

  test('reads size, type and name, and keys that no URI has as they are', async () => {
    await put('whatsapp/Grüße 100%.txt', { ContentType: 'text/plain' });
    const source = await store.open(`s3://${bucket}/whatsapp/Gr%C3%BC%C3%9Fe%20100%25.txt`);
    expect(source).toMatchObject({ size: 5, filename: 'Grüße 100%.txt', mimeType: 'text/plain' });
    source.content.destroy();
    await put('whatsapp/0815', { ContentDisposition: `attachment; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf` });
    const named = await store.open(`s3://${bucket}/whatsapp/0815`);
    expect(named.filename).toBe('Rechnung März.pdf');
    named.content.destroy();
  });

  test.each([
    ['in another bucket', 's3://other/whatsapp/a', 'configuration', /outside of .*add its place/],
    ['below another prefix', `s3://${bucket}/secret/a`, 'configuration', /outside of/],
    ['below a prefix that begins the same', `s3://${bucket}/whatsapp-2/a`, 'configuration', /outside of/],
    ['behind dots', `s3://${bucket}/whatsapp/../secret/a`, 'unreadable', /is not the URI of an object/],
    ['behind encoded dots', `s3://${bucket}/whatsapp/%2e%2e/secret/a`, 'unreadable', /is not the URI/],
    ['with a query', `s3://${bucket}/whatsapp/a?versionId=1`, 'unreadable', /is not the URI/],
    ['without a key', `s3://${bucket}`, 'unreadable', /is not the URI/],
    ['that is a folder', `s3://${bucket}/whatsapp/`, 'unreadable', /is not the URI/],
    ['that is not there', `s3://${bucket}/whatsapp/none`, 'missing', /cannot be read: NoSuchKey/],
  ])('refuses an object %s', async (_, uri, problem, message) => {
    await put('secret/a');
    await expect(store.open(uri)).rejects.toMatchObject({ problem, message: expect.stringMatching(message) });
  });

  test('tells a wrong bucket from a server that is not there, and ends the writing', async () => {
    const wrong = open({ location: 's3://no-such-bucket' });
    await expect(wrong.open('s3://no-such-bucket/a')).rejects.toMatchObject({ problem: 'configuration' });
    const sink = await wrong.create(undefined, media);
    const broken = once(sink.content, 'error');
    const feed = pipeline(Readable.from(endless()), sink.content).catch((error: unknown) => error);
    expect((await broken)[0]).toMatchObject({
      problem: 'configuration',
      message: expect.stringMatching(/NoSuchBucket/),
    });
    await feed;
    await sink.discard();
    await wrong.close();
    const gone = open({ endpoint: 'http://127.0.0.1:1' });
    await expect(gone.open(`s3://${bucket}/whatsapp/a`)).rejects.toMatchObject({ problem: 'unavailable' });
    const small = await gone.create(undefined, media);
    await pipeline(Readable.from([Buffer.from('x')]), small.content);
    await expect(small.commit()).rejects.toMatchObject({ problem: 'unwritable' });
    await small.discard();
    await gone.close();
  });

  test('takes new files of a store over several schemes, and a client of the application', async () => {
    const own = open({ client: server.client, location: `s3://${bucket}` });
    const several = createMediaStore({ schemes: { s3: own }, newFiles: 's3' });
    const sink = await several.create(undefined, media);
    await pipeline(Readable.from([Buffer.from('x')]), sink.content);
    expect(await sink.commit()).toBe(`s3://${bucket}/new.pdf`);
    await own.close();
    const { Body } = await server.client.send(new GetObjectCommand({ Bucket: bucket, Key: 'new.pdf' }));
    expect(await Body?.transformToString()).toBe('x');
  });

  test.each(['', 'media', 'https://bucket/x', 's3://', 's3://bucket/a?b'])('takes no "%s" for a place', (location) => {
    expect(() => open({ location })).toThrow(TypeError);
  });
});

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(1_000_000);
}
