import { randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation, WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { whatsAppFailure } from '../../src/client.js';
import type { UploadMediaResult } from '../../src/common/activity-contract.js';
import type { UploadClaimInput, UploadedMediaState } from '../../src/common/uploaded-media.js';
import { countActions } from '../helpers/count-actions.js';
import { eventually } from '../helpers/eventually.js';
import { accepted } from '../helpers/outcomes.js';
import { mediaFile, png } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

let stack: Stack;
/** A file of its own for each test. */
let media: string;
let side = 5;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
beforeEach(async () => {
  side += 1;
  media = await mediaFile(stack.mediaDirectory, `file-${side}.png`, png(side));
});

const uploads = (phoneNumberId = stack.phoneNumberId) =>
  stack.emulator.requests.filter(({ method, path }) => method === 'POST' && path === `/${phoneNumberId}/media`);

/** How many uploads `work` has made. */
async function countUploads(work: () => Promise<unknown>): Promise<number> {
  const before = uploads().length;
  await work();
  return uploads().length - before;
}

const upload = (more: object = {}, overrides?: object): Promise<UploadMediaResult> =>
  stack.callActivity(
    'uploadWhatsAppMedia',
    { phoneNumberId: stack.phoneNumberId, media, reuse: true, ...more },
    overrides,
  );

const findRegistry = ({ sha256 }: UploadMediaResult) =>
  eventually(
    async () => {
      const query = `WorkflowType = "uploadedMediaWorkflow" AND WorkflowId STARTS_WITH "whatsapp-media:${stack.phoneNumberId}:${sha256}:"`;
      const found = [];
      for await (const { workflowId } of stack.client.workflow.list({ query })) found.push(workflowId);
      return found;
    },
    ({ length }) => length === 1,
  ).then(([workflowId = '']) => stack.client.workflow.getHandle(workflowId));

describe('the same bytes on the same number', () => {
  test.each([10, 30])('are uploaded once by %i workflows at once', async (count) => {
    let results: UploadMediaResult[] = [];
    const made = await countUploads(async () => {
      results = await Promise.all(Array.from({ length: count }, () => upload()));
    });
    expect(made).toBe(1);
    expect(new Set(results.map(({ mediaId }) => mediaId)).size).toBe(1);
    expect(results.filter(({ reused }) => reused === false)).toHaveLength(1);
    const again = await upload();
    expect(again).toEqual({ ...results[0], reused: true });
  });

  test('cost a start, a question, a report and a timer the first time, and one question afterwards', async () => {
    const first = await upload();
    const registry = await findRegistry(first);
    const cost = await countActions(stack.client, registry.workflowId);
    expect(cost).toEqual({ start: 1, update: 1, signal: 1, timer: 1 });
    await upload();
    expect(await countActions(stack.client, registry.workflowId)).toEqual({ ...cost, update: 2 });
    expect(await registry.query<UploadedMediaState>('uploadedMediaState')).toMatchObject({
      phase: 'uploaded',
      waiting: 0,
      media: { mediaId: first.mediaId },
    });
  });

  test('are another file to another number, with other bytes, and under another name or type', async () => {
    const first = await upload();
    const { phoneNumberId } = stack.emulator.addPhoneNumber({ registered: true });
    const others = [await upload({ phoneNumberId }), await upload({ filename: 'other.png' })];
    await mediaFile(stack.mediaDirectory, `file-${side}.png`, png(side + 100));
    others.push(await upload());
    expect(uploads(phoneNumberId)).toHaveLength(1);
    expect(new Set([first, ...others].map(({ mediaId }) => mediaId)).size).toBe(4);
    expect(others.map(({ reused }) => reused)).toEqual([false, false, false]);
  });

  test('are uploaded by the next one when an upload fails, and the failure is only of the one that it was', async () => {
    const refused = { match: { method: 'POST', path: '/media' }, code: 131053, delayMs: 300 };
    stack.emulator.addFault(refused);
    const ended = await Promise.allSettled([upload(), upload(), upload()]);
    const failed = ended.flatMap((end) => (end.status === 'rejected' ? [whatsAppFailure(end.reason)?.type] : []));
    expect(failed).toEqual(['WhatsApp.Media']);
    const ids = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value.mediaId] : []));
    expect(new Set(ids).size).toBe(1);
  });

  test('leave no workflow behind when the only upload fails', async () => {
    stack.emulator.addFault({ match: { method: 'POST', path: '/media' }, code: 131053 });
    expect(whatsAppFailure(await rejection(upload()))?.type).toBe('WhatsApp.Media');
    const { sha256 } = await upload({ filename: 'elsewhere.png' });
    const query = `WorkflowType = "uploadedMediaWorkflow" AND WorkflowId STARTS_WITH "whatsapp-media:${stack.phoneNumberId}:${sha256}:"`;
    const statuses = async () => {
      const found = [];
      for await (const { status } of stack.client.workflow.list({ query })) found.push(status.name);
      return found.sort();
    };
    await eventually(statuses, (found) => found.join() === 'COMPLETED,RUNNING');
  });

  /** A workflow that uploads, and can be canceled. */
  const startUpload = () =>
    stack.client.workflow.start('callActivityWorkflow', {
      workflowId: `canceled-upload-${randomUUID()}`,
      taskQueue: stack.taskQueue,
      args: [
        'uploadWhatsAppMedia',
        { phoneNumberId: stack.phoneNumberId, media, reuse: true },
        { uploadWhatsAppMedia: { heartbeatTimeout: '4 seconds' } },
      ],
    });

  /** How many wait for an upload that is under way. */
  const countWaiting = async (): Promise<number | undefined> => {
    const { client, phoneNumberId } = stack;
    const running = 'WorkflowType = "uploadedMediaWorkflow" AND ExecutionStatus = "Running"';
    const query = `${running} AND WorkflowId STARTS_WITH "whatsapp-media:${phoneNumberId}:"`;
    for await (const { workflowId } of client.workflow.list({ query })) {
      const state = await client.workflow.getHandle(workflowId).query<UploadedMediaState>('uploadedMediaState');
      if (state.phase === 'uploading') return state.waiting;
    }
    return undefined;
  };

  test('go to those who wait when the one that uploads is canceled, and to none that was canceled meanwhile', async () => {
    stack.emulator.addFault({ match: { method: 'POST', path: '/media' }, delayMs: 60_000 });
    const before = uploads().length;
    const uploading = await startUpload();
    await eventually(
      () => uploads().length,
      (made) => made === before + 1,
    );
    const waiting = await startUpload();
    await eventually(countWaiting, (count) => count === 1);
    await waiting.cancel();
    await expect(waiting.result()).rejects.toThrow(WorkflowFailedError);
    await eventually(countWaiting, (count) => count === 0);
    const others = [upload(), upload()];
    await eventually(countWaiting, (count) => count === 2);
    await uploading.cancel();
    const [one, two] = await Promise.all(others);
    expect(one?.mediaId).toBe(two?.mediaId);
    await expect(uploading.result()).rejects.toThrow(WorkflowFailedError);
    expect(uploads()).toHaveLength(before + 2);
  });

  test('are uploaded again when somebody says that Meta has forgotten them', async () => {
    const { mediaId } = await upload();
    const [one, two] = await Promise.all([
      upload({ reuse: { notMediaId: mediaId } }),
      upload({ reuse: { notMediaId: mediaId } }),
    ]);
    expect(one.mediaId).toBe(two.mediaId);
    expect(one.mediaId).not.toBe(mediaId);
    expect(await upload({ reuse: { notMediaId: mediaId } })).toMatchObject({ mediaId: one.mediaId, reused: true });
  });
});

test('a media id that ended while no worker ran is not given to who asks before the timer', async () => {
  const media = { mediaId: 'ended', usableUntilMs: Date.now() - 1 };
  const input = { phoneNumberId: stack.phoneNumberId, sha256: randomUUID(), mimeType: 'image/png', media };
  const startWorkflowOperation = new WithStartWorkflowOperation('uploadedMediaWorkflow', {
    workflowId: `whatsapp-media:${input.phoneNumberId}:${input.sha256}:late`,
    taskQueue: stack.taskQueue,
    args: [input],
    workflowIdConflictPolicy: 'FAIL',
  });
  const args: [UploadClaimInput] = [{ claimId: 'late', claimMs: 60_000 }];
  const ask = { args, startWorkflowOperation };
  expect(await stack.client.workflow.executeUpdateWithStart('claimUpload', ask)).toEqual({});
  const handle = await startWorkflowOperation.workflowHandle();
  expect(await handle.query<UploadedMediaState>('uploadedMediaState')).toEqual({ phase: 'uploading', waiting: 0 });
});

describe('uploadAndSendWorkflow with reuse', () => {
  const send = async (to: string, more: object = {}) => {
    const input = { phoneNumberId: stack.phoneNumberId, to, media, reuse: true, ...more };
    return (await stack.whatsapp.uploadAndSend(input)).result();
  };

  test('uploads once for several recipients', async () => {
    const made = await countUploads(async () => {
      const results = await Promise.all(['+15550661001', '+15550661002', '+15550661003'].map((to) => send(to)));
      expect(new Set(results.map(({ uploaded }) => uploaded.mediaId)).size).toBe(1);
      for (const { sent } of results) accepted(sent);
    });
    expect(made).toBe(1);
  });

  test('uploads again what was deleted at Meta, and sends it under the same key', async () => {
    const first = await send('+15550662001');
    await stack.callActivity('deleteWhatsAppMedia', { mediaId: first.uploaded.mediaId });
    const sendKey = `again-${side}`;
    const second = await send('+15550662002', { sendKey, caption: 'Again', waitFor: 'delivered' });
    expect(second.uploaded.mediaId).not.toBe(first.uploaded.mediaId);
    expect(accepted(second.sent)).toMatchObject({ sendKey });
    const messages = stack.emulator.messages({ to: '+15550662002' });
    expect(messages.map(({ body }) => body)).toMatchObject([
      { type: 'image', image: { id: second.uploaded.mediaId, caption: 'Again' } },
    ]);
    const made = await countUploads(() => send('+15550662003'));
    expect(made).toBe(0);
  });

  test('uploads nothing again when Meta refuses the message for another reason', async () => {
    await send('+15550663001');
    stack.emulator.addFault({ match: { to: '+15550663002' }, code: 100 });
    const made = await countUploads(async () => {
      const { sent } = await send('+15550663002');
      expect(sent).toMatchObject({ kind: 'refused', code: 100 });
    });
    expect(made).toBe(0);
  });

  test('refuses to delete what others use', async () => {
    const error = await rejection(send('+15550664001', { deleteMediaAfter: true }));
    expect(String(error)).toMatch(/deleteMediaAfter.*must not be set with "reuse"/);
  });
});
