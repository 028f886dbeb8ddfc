/** A server that speaks S3's protocol, on loopback: moto, where `.tmp/python` has it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../src/devserver/free-port.js';
import { startGuarded } from '../../src/devserver/guarded-process.js';
import { eventually } from './eventually.js';

const program = fileURLToPath(new URL('../../.tmp/python/bin/moto_server', import.meta.url));

export interface S3Server {
  endpoint: string;
  /** A client with which a test looks at what is there. */
  client: S3Client;
  bucket: string;
  stop(): Promise<void>;
}

/** Whether there is a server to start. */
export function hasS3Server(): boolean {
  return existsSync(program);
}

export const s3Credentials = { accessKeyId: 'test-key', secretAccessKey: 'test-secret-of-the-key' };

export async function startS3Server(): Promise<S3Server> {
  const port = await freePort('127.0.0.1');
  const running = startGuarded(program, ['-H', '127.0.0.1', '-p', String(port)], process.env);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials: s3Credentials, forcePathStyle: true });
  const bucket = 'media-of-tests';
  await eventually(async () => {
    if (running.hasExited()) throw new Error(`the S3 server ended: ${running.lastLines().join('\n')}`);
    return client.send(new CreateBucketCommand({ Bucket: bucket })).then(
      () => true,
      () => false,
    );
  });
  const stop = async (): Promise<void> => {
    client.destroy();
    await running.stop();
  };
  return { endpoint, client, bucket, stop };
}
