/**
 * Transfers from and to a bucket whose worker is killed in the middle of the bytes. The bucket is that of the
 * environment variables.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { WorkflowHandle } from '@temporalio/client';
import { throttle } from '../../src/emulator/http/throttle.js';
import type { DownloadMediaResult, UploadMediaResult } from '../../src/workflow.js';
import { eventually } from '../helpers/eventually.js';
import { hasS3Server, s3Credentials, startS3Server, type S3Server } from '../helpers/s3-server.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { startBundledWorker, type WorkerProcess } from '../helpers/worker-process.js';

if (!hasS3Server()) {
  console.warn("SKIPPED: no S3 server (python3 -m venv .tmp/python && .tmp/python/bin/pip install 'moto[server]')");
}
const describeWithS3 = hasS3Server() ? describe : describe.skip;

/** Three parts of a bucket. */
const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(12_000_000)]);
const sha256 = createHash('sha256').update(file).digest('hex');

describeWithS3('a worker that is killed in the middle of a body', () => {
  let server: S3Server;
  let gate: SlowGate;
  let stack: Stack;
  let worker: WorkerProcess;
  let upload: WorkflowHandle;
  let download: WorkflowHandle;
  let before: string[];

  const start = (name: string, input: object): Promise<WorkflowHandle> =>
    stack.client.workflow.start('callActivityWorkflow', {
      workflowId: `killed-s3-${name}-${randomUUID()}`,
      taskQueue: stack.taskQueue,
      args: [name, input, { [name]: { heartbeatTimeout: '3 seconds', retry: { initialInterval: '100ms' } } }],
    });
  const work = (): Promise<WorkerProcess> =>
    startBundledWorker(stack, undefined, {
      WHATSAPP_S3_LOCATION: `s3://${server.bucket}/whatsapp/`,
      WHATSAPP_S3_ENDPOINT: gate.url,
      WHATSAPP_S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: s3Credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3Credentials.secretAccessKey,
    });
  const keys = async (): Promise<string[]> => {
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket: server.bucket }));
    return Contents.map(({ Key = '' }) => Key);
  };
  const openUploads = async (): Promise<number> => {
    const { Uploads = [] } = await server.client.send(new ListMultipartUploadsCommand({ Bucket: server.bucket }));
    return Uploads.length;
  };
  const mediaPosts = () => stack.emulator.requests.filter(({ path }) => path.endsWith('/media'));
  const graph = (path: string, init: RequestInit = {}): Promise<Response> => {
    const { graphUrl, accessToken } = stack.emulator.info;
    return fetch(`${graphUrl}/v25.0/${path}`, { ...init, headers: { authorization: `OAuth ${accessToken}` } });
  };

  beforeAll(async () => {
    server = await startS3Server();
    gate = await SlowGate.open(server.endpoint);
    stack = await startStack({ worker: false });
    const object = { Bucket: server.bucket, Key: 'whatsapp/menu.pdf', Body: file, ContentType: 'application/pdf' };
    await server.client.send(new PutObjectCommand(object));
    const mediaId = await mediaAtMeta();
    const attachments = { path: '/whatsapp_business/attachments/' };
    const fault = stack.emulator.addFault({ match: attachments, bytesPerSecond: 2_000_000, times: null });
    worker = await work();
    const { phoneNumberId } = stack;
    const media = `s3://${server.bucket}/whatsapp/menu.pdf`;
    upload = await start('uploadWhatsAppMedia', { phoneNumberId, media });
    download = await start('downloadWhatsAppMedia', { mediaId });
    // The first part is in the bucket, and the body to Meta has begun.
    await eventually(
      async () => (await openUploads()) === 1 && gate.parts >= 1 && gate.passed > 500_000,
      Boolean,
      60_000,
    );
    await worker.kill();
    before = await keys();
    fault.remove();
    gate.bytesPerSecond = undefined;
    worker = await work();
  }, 180_000);
  afterAll(async () => {
    await worker.shutDown();
    await stack.stop();
    await gate.close();
    await server.stop();
  });

  async function mediaAtMeta(): Promise<string> {
    const body = new FormData();
    body.set('messaging_product', 'whatsapp');
    body.set('file', new Blob([new Uint8Array(file)], { type: 'application/pdf' }), 'menu.pdf');
    const answer = await graph(`${stack.phoneNumberId}/media`, { method: 'POST', body });
    return ((await answer.json()) as { id: string }).id;
  }

  test('uploads again from the bucket, and Meta has the right file', async () => {
    const { mediaId, ...facts } = (await upload.result()) as UploadMediaResult;
    expect(facts).toMatchObject({ size: file.length, sha256 });
    const { sha256: atMeta } = (await (await graph(mediaId)).json()) as { sha256: string };
    expect(atMeta).toBe(sha256);
    // The one of the test itself, the one that broke off, and the one that came to its end.
    expect(mediaPosts()).toHaveLength(3);
  }, 120_000);

  test('downloads again into the bucket, where nobody has seen half a file', async () => {
    const { media, ...facts } = (await download.result()) as DownloadMediaResult;
    expect(facts).toMatchObject({ size: file.length, sha256 });
    const Key = new URL(media).pathname.slice(1);
    const { Body } = await server.client.send(new GetObjectCommand({ Bucket: server.bucket, Key }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(file)).toBe(true);
    expect(before).toEqual(['whatsapp/menu.pdf']);
    expect((await keys()).sort()).toEqual(['whatsapp/menu.pdf', Key].sort());
    // The parts of the one that was killed are what a lifecycle rule removes.
    expect(await openUploads()).toBe(1);
  }, 120_000);
});

/** Stands before the bucket, and gives its objects slowly. */
class SlowGate {
  bytesPerSecond: number | undefined = 1_000_000;
  /** How many bytes of objects have passed. */
  passed = 0;
  /** How many parts of an object were stored. */
  parts = 0;
  private readonly server: Server;

  private constructor(endpoint: string) {
    this.server = createServer((incoming, outgoing) => {
      const { method = 'GET', url = '/', headers: asked } = incoming;
      const { expect: _expect, ...headers } = asked;
      const forwarded = request(new URL(url, endpoint), { method, headers }, (answer) => {
        if (method === 'PUT' && url.includes('partNumber')) this.parts += 1;
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        pipeline(this.counted(throttle(answer, method === 'GET' ? this.bytesPerSecond : undefined)), outgoing).catch(
          () => undefined,
        );
      });
      pipeline(incoming, forwarded).catch(() => outgoing.destroy());
      forwarded.on('error', () => outgoing.destroy());
    });
  }

  static async open(endpoint: string): Promise<SlowGate> {
    const gate = new SlowGate(endpoint);
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async *counted(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      this.passed += chunk.length;
      yield chunk;
    }
  }
}
