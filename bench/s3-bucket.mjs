/** A bucket on loopback with the files of a folder: moto, where `.tmp/python` has it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const program = fileURLToPath(new URL('../.tmp/python/bin/moto_server', import.meta.url));
export const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
export const bucketName = 'bench';

/** @returns the bucket's server; undefined, with a note, where there is none */
export async function startBucket(folder, note) {
  if (!existsSync(program)) {
    note('no S3 server: s3: is left out. python3 -m venv .tmp/python && .tmp/python/bin/pip install "moto[server]"');
    return undefined;
  }
  const { freePort } = await import('../lib/devserver/free-port.js');
  const port = await freePort('127.0.0.1');
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  while (!(await isReady(client))) {
    if (server.exitCode !== null) throw new Error(`the S3 server of the bench ended with ${server.exitCode}`);
    await sleep(200);
  }
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const object = { Bucket: bucketName, Key: name, Body: createReadStream(path), ContentLength: statSync(path).size };
    await client.send(new PutObjectCommand(object));
  }
  client.destroy();
  const stop = async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  };
  return { endpoint, stop };
}

function isReady(client) {
  return client.send(new CreateBucketCommand({ Bucket: bucketName })).then(
    () => true,
    () => false,
  );
}
