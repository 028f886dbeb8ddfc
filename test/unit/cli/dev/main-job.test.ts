import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fileTypeFromBuffer } from 'file-type';
import { createPng } from '../../../../src/cli/dev/demo-image.js';
import { runMainJob, type MainJob } from '../../../../src/cli/dev/main-job.js';
import type { AcceptedSend } from '../../../../src/client.js';
import { GraphEmulator } from '../../../../src/emulator/index.js';

const neverAsked = (): never => {
  throw new Error('not here');
};

describe('the main job', () => {
  let emulator: GraphEmulator;
  let mediaDirectory: string;
  beforeEach(async () => {
    emulator = await GraphEmulator.start();
    mediaDirectory = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-job-'));
  });
  afterEach(async () => {
    await emulator.stop();
    await rm(mediaDirectory, { recursive: true });
  });

  test('runs every part though those before it fail, and says of each why', async () => {
    const said: string[] = [];
    const refuse = (reason: string) => () =>
      Promise.reject(new Error('Workflow execution failed', { cause: new Error(reason) }));
    const client: MainJob['client'] = {
      uploadAndSend: refuse('no credential'),
      registerPhoneNumber: refuse('two-step PIN mismatch'),
      conversation: neverAsked,
    };
    const results = await runMainJob({
      client,
      emulator,
      mediaDirectory,
      runName: 'x',
      say: (line) => said.push(line),
      linkTo: () => undefined,
    });
    expect(results).toEqual([
      { title: 'Upload an image and send it', failure: 'Workflow execution failed: no credential' },
      { title: 'Register a phone number', failure: 'Workflow execution failed: two-step PIN mismatch' },
      // The emulator has no receiver here.
      { title: 'Receive a message', failure: expect.stringMatching(/webhook/i) },
    ]);
    expect(said.filter((line) => line.includes('FAILED'))).toHaveLength(3);
    expect(await readdir(mediaDirectory)).toEqual(['hello-x.png']);
    expect(await fileTypeFromBuffer(await readFile(join(mediaDirectory, 'hello-x.png')))).toMatchObject({
      mime: 'image/png',
    });
  });

  test('fails when the message never reached the user, whatever the workflow says', async () => {
    const sent: AcceptedSend = {
      kind: 'accepted',
      messageId: 'wamid.never',
      sendKey: 'k',
      settledBy: 'answer',
      statuses: [{ status: 'delivered' }],
    };
    const uploaded = { mediaId: '1', mimeType: 'image/png', size: 1, sha256: '', filename: 'hello.png' };
    const client: MainJob['client'] = {
      uploadAndSend: async () => ({
        id: 'w',
        result: async () => ({ uploaded, sent, mediaDeleted: false }),
        state: () => Promise.reject(new Error('not asked')),
      }),
      registerPhoneNumber: () => Promise.reject(new Error('not here')),
      conversation: neverAsked,
    };
    const [first] = await runMainJob({
      client,
      emulator,
      mediaDirectory,
      runName: 'x',
      say: () => undefined,
      linkTo: () => undefined,
    });
    expect(first?.failure).toBe("the user's phone shows 0 messages wamid.never instead of one");
  });
});

test('the picture is a PNG of the size that was asked for', async () => {
  const png = createPng(7, 5);
  expect(await fileTypeFromBuffer(png)).toMatchObject({ mime: 'image/png' });
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([7, 5]);
  const start = png.indexOf('IDAT');
  const length = png.readUInt32BE(start - 4);
  const pixels = inflateSync(png.subarray(start + 4, start + 4 + length));
  expect(pixels).toHaveLength(5 * (1 + 7 * 3));
  expect(new Set([0, 22, 44, 66, 88].map((row) => pixels[row]))).toEqual(new Set([0]));
});
