import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { configuredMedia, receiverMedia } from '../../src/configured-media.js';
import { loadConfig } from '../../src/environment/config.js';

/** Without keys the AWS SDK would ask the network for some. */
const keys = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const before = { ...process.env };
beforeAll(() => void Object.assign(process.env, keys));
afterAll(() => {
  process.env = before;
});

const folder = loadConfig({ WHATSAPP_MEDIA_DIR: '/tmp/no-such-folder' });
const bucket = loadConfig({
  WHATSAPP_MEDIA_DIR: '/tmp/no-such-folder',
  WHATSAPP_S3_LOCATION: 's3://new/whatsapp/,s3://old',
  WHATSAPP_S3_ENDPOINT: 'http://127.0.0.1:1',
  WHATSAPP_S3_REGION: 'us-east-1',
});
const refusal = (uri: string, config = bucket) =>
  configuredMedia(config)
    .open(uri)
    .then(
      () => 'opened',
      (error: Error) => error.message,
    );

test('a bucket takes its own places, and the folder is read beside it', async () => {
  expect(await refusal('s3://new/other/a.pdf')).toMatch(
    /outside of the worker's places \(s3:\/\/new\/whatsapp\/, s3:\/\/old\)/,
  );
  expect(await refusal('file:///etc/passwd')).toMatch(/outside/);
  expect(await refusal('file:///tmp/no-such-folder/a.pdf')).not.toMatch(/scheme/);
});

test('new files go to the bucket where there is one', async () => {
  const media = { filename: 'new.pdf', mimeType: 'application/pdf' };
  const sink = await configuredMedia(bucket).create(undefined, media);
  sink.content.end('%PDF');
  await expect(sink.commit()).rejects.toThrow(/^s3:\/\/new\/whatsapp\/new\.pdf cannot be written/);
  await sink.discard();
});

test('without a bucket there is none, and the receiver has no store', async () => {
  expect(await refusal('s3://new/whatsapp/a.pdf', folder)).toMatch(/has the scheme "s3"/);
  expect(receiverMedia(folder)).toBeUndefined();
  expect(receiverMedia(bucket)).toBeDefined();
});
