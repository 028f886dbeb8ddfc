/** Transfers whose worker is killed half-way: another one brings the right file, or goes on with what is there. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { DownloadMediaResult, UploadFileResult, UploadMediaResult } from '../../src/workflow.js';
import { eventually } from '../helpers/eventually.js';
import { mediaFile } from '../helpers/png.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { startBundledWorker, type WorkerProcess } from '../helpers/worker-process.js';

const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2_000_000)]);
const sha256 = createHash('sha256').update(file).digest('hex');
const slow = { bytesPerSecond: 40_000 };

describe('a worker that is killed in the middle of three transfers', () => {
  let stack: Stack;
  let worker: WorkerProcess;
  let upload: WorkflowHandle;
  let session: WorkflowHandle;
  let download: WorkflowHandle;

  const start = (name: string, input: object): Promise<WorkflowHandle> =>
    stack.client.workflow.start('callActivityWorkflow', {
      workflowId: `killed-${name}-${randomUUID()}`,
      taskQueue: stack.taskQueue,
      args: [name, input, { [name]: { heartbeatTimeout: '10 seconds', retry: { initialInterval: '100ms' } } }],
    });
  const asked = (path: RegExp, method = 'POST') =>
    stack.emulator.requests.filter((request) => request.method === method && path.test(request.path));
  const graph = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const { graphUrl, accessToken } = stack.emulator.info;
    return fetch(`${graphUrl}/v25.0/${path}`, { ...init, headers: { authorization: `OAuth ${accessToken}` } });
  };

  beforeAll(async () => {
    stack = await startStack({ worker: false });
    const { phoneNumberId, emulator } = stack;
    emulator.addFault({ match: { path: '/media', method: 'POST' }, delayMs: 60_000 });
    emulator.addFault({ match: { path: /^\/upload:/, method: 'POST' }, ...slow });
    emulator.addFault({ match: { path: '/whatsapp_business/attachments/' }, ...slow });
    const media = await mediaFile(stack.mediaDirectory, 'menu.pdf', file);
    worker = await startBundledWorker(stack);
    upload = await start('uploadWhatsAppMedia', { phoneNumberId, media });
    session = await start('uploadWhatsAppFile', { appId: emulator.info.appId, media });
    download = await start('downloadWhatsAppMedia', { mediaId: await mediaAtMeta() });
    await eventually(() => asked(/\/media$/).length === 2 && asked(/attachments/, 'GET').length === 1);
    await eventually(async () => (await readOffset()) > 0);
    await worker.kill();
    worker = await startBundledWorker(stack);
  }, 120_000);
  afterAll(async () => {
    await worker.shutDown();
    await stack.stop();
  });

  async function mediaAtMeta(): Promise<string> {
    const body = new FormData();
    body.set('messaging_product', 'whatsapp');
    body.set('file', new Blob([new Uint8Array(file)], { type: 'application/pdf' }), 'menu.pdf');
    await eventually(() => asked(/\/media$/).length === 1);
    const answer = await graph(`${stack.phoneNumberId}/media`, { method: 'POST', body });
    return ((await answer.json()) as { id: string }).id;
  }

  /** How many bytes of the session have come, by the heartbeat of the activity. */
  async function readOffset(): Promise<number> {
    const { raw } = await session.describe();
    const [details] = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [];
    if (!details) return 0;
    const reported = defaultPayloadConverter.fromPayload<{ upload: { session: string } }>(details);
    return ((await (await graph(reported.upload.session)).json()) as { file_offset: number }).file_offset;
  }

  test('an upload is made again, and Meta has the right file', async () => {
    const { mediaId, ...facts } = (await upload.result()) as UploadMediaResult;
    expect(facts).toMatchObject({ size: file.length, sha256 });
    const { sha256: atMeta } = (await (await graph(mediaId)).json()) as { sha256: string };
    expect(atMeta).toBe(sha256);
  }, 60_000);

  test('an upload to a session goes on where it was, and its file is right', async () => {
    const { handle } = (await session.result()) as UploadFileResult;
    expect(stack.emulator.uploadedFile(handle)).toMatchObject({ size: file.length, sha256 });
    expect(asked(/\/uploads$/)).toHaveLength(1);
    const offsets = asked(/^\/upload:/).map(({ headers }) => Number(headers['file_offset']));
    // Meta may still take bytes of the killed one after it was asked how many it has: then one more goes on further on.
    expect([offsets[0], offsets.slice(1).includes(0)]).toEqual([0, false]);
    expect(offsets.length).toBeGreaterThan(1);
    expect(offsets).toEqual(offsets.toSorted((one, other) => one - other));
  }, 60_000);

  test('a download is made again, and nobody sees half a file', async () => {
    const { media, ...facts } = (await download.result()) as DownloadMediaResult;
    expect(facts).toMatchObject({ size: file.length, sha256 });
    expect((await readFile(fileURLToPath(media))).equals(file)).toBe(true);
    const visible = (await readdir(stack.mediaDirectory)).filter(
      (name) => /\.pdf$/.test(name) && !name.startsWith('.'),
    );
    expect(visible.sort()).toEqual([basename(fileURLToPath(media)), 'menu.pdf'].sort());
  }, 60_000);
});
