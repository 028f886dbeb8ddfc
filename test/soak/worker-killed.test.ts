import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ActivityHandle } from '@temporalio/client';
import { whatsAppFailure, type SendHandle, type WhatsAppHandle } from '../../src/client.js';
import { text } from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';
import { accepted } from '../helpers/outcomes.js';
import { mediaFile, png } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { startBundledWorker, startWorkerProcess, type WorkerProcess } from '../helpers/worker-process.js';

describe('a worker that is killed', () => {
  let stack: Stack;
  const workers: WorkerProcess[] = [];
  const note = async (start: Promise<WorkerProcess>): Promise<WorkerProcess> => {
    const worker = await start;
    workers.push(worker);
    return worker;
  };
  /** The server would give the next task to one that was killed just now. */
  const endWorkers = () => Promise.all(workers.splice(0).map((worker) => worker.shutDown()));
  /** The command bundles workflows at each start, which takes seconds. */
  const startCommand = (): Promise<WorkerProcess> => note(startWorkerProcess(stack));
  const startWorker = (): Promise<WorkerProcess> => note(startBundledWorker(stack));
  beforeAll(async () => {
    stack = await startStack({ worker: false });
  });
  afterAll(async () => {
    await endWorkers();
    await stack.stop();
  });

  const requests = (path: RegExp) =>
    stack.emulator.requests.filter((request) => request.method === 'POST' && path.test(request.path));

  describe('while Meta lets two sends and an upload wait,', () => {
    const only = '+15550777001';
    const careless = '+15550777004';
    const uploaded = '+15550777002';
    const postsTo = (wanted: string) =>
      requests(/\/messages$/).filter(({ body }) => (body as { to?: string })?.to === wanted).length;
    let send: SendHandle;
    let repeated: ActivityHandle;
    let upload: WhatsAppHandle<unknown, unknown>;

    /** One kill meets all three: a worker process takes seconds to start. */
    beforeAll(async () => {
      for (const match of [{ to: only }, { to: careless }, { path: /\/media$/ }])
        stack.emulator.addFault({ match, delayMs: 60_000 });
      const first = await startWorker();
      [send, repeated, upload] = await Promise.all([startSend(), startCarelessSend(), startUpload()]);
      const begun = () => [postsTo(only), postsTo(careless), requests(/\/media$/).length];
      await eventually(begun, (counts) => counts.every((count) => count === 1));
      await first.kill();
      await startWorker();
    });
    afterAll(endWorkers);

    const startSend = () =>
      stack.whatsapp.sendMessage({
        phoneNumberId: stack.phoneNumberId,
        to: only,
        message: text('Only once'),
        onUnknown: 'report',
        activityOptions: { sendWhatsAppMessage: { startToCloseTimeout: '12 seconds' } },
      });
    const startCarelessSend = () =>
      stack.client.activity.start('sendWhatsAppMessage', {
        id: `careless-${Date.now()}`,
        taskQueue: stack.taskQueue,
        args: [{ phoneNumberId: stack.phoneNumberId, to: careless, message: text('Only once') }],
        startToCloseTimeout: '10 seconds',
        retry: { initialInterval: '100ms' },
      });
    const startUpload = async () =>
      stack.whatsapp.uploadAndSend({
        phoneNumberId: stack.phoneNumberId,
        to: uploaded,
        media: await mediaFile(stack.mediaDirectory, 'interrupted.png'),
        waitFor: 'delivered',
        activityOptions: { uploadWhatsAppMedia: { heartbeatTimeout: '10 seconds' } },
      });

    test('exactly one POST, and a status settles the outcome', async () => {
      const outcome = accepted(await send.result());
      const [message, ...others] = stack.emulator.messages({ to: only });
      expect(outcome).toMatchObject({ settledBy: 'status', messageId: message?.id });
      expect(others).toEqual([]);
      expect(postsTo(only)).toBe(1);
    });

    test('under a retry policy that would repeat the send: still one POST', async () => {
      const error = await rejection(repeated.result());
      expect(whatsAppFailure(error)?.type).toBe('WhatsApp.SendOutcomeUnknown');
      expect(postsTo(careless)).toBe(1);
    });

    test('another worker uploads and the workflow finishes', async () => {
      await expect(upload.result()).resolves.toMatchObject({ mediaDeleted: false });
      expect(stack.emulator.messages({ to: uploaded })).toHaveLength(1);
    });
  });

  test('during an upload that two share: one uploads again, for both', async () => {
    stack.emulator.addFault({ match: { path: /\/media$/ }, delayMs: 60_000 });
    const first = await startWorker();
    const media = await mediaFile(stack.mediaDirectory, 'shared.png', png(9));
    const before = requests(/\/media$/).length;
    const start = (to: string) =>
      stack.whatsapp.uploadAndSend({
        phoneNumberId: stack.phoneNumberId,
        to,
        media,
        reuse: true,
        activityOptions: { uploadWhatsAppMedia: { heartbeatTimeout: '10 seconds' } },
      });
    const handles = await Promise.all(['+15550777021', '+15550777022'].map(start));
    await eventually(
      () => requests(/\/media$/).length,
      (made) => made === before + 1,
    );
    await first.kill();
    await startWorker();
    const [one, two] = await Promise.all(handles.map((handle) => handle.result()));
    expect(one?.uploaded.mediaId).toBe(two?.uploaded.mediaId);
    expect(requests(/\/media$/)).toHaveLength(before + 2);
    await endWorkers();
  });

  test('during the wait for a verification code: the registration finishes with another worker', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const first = await startWorker();
    const handle = await stack.whatsapp.registerPhoneNumber({
      phoneNumberId,
      codeMethod: 'SMS',
      pin: { secret: 'test-pin' },
    });
    await eventually(
      () => handle.state(),
      ({ phase }) => phase === 'waiting-for-code',
    );
    await first.kill();
    await startWorker();
    await handle.submitVerificationCode(String(stack.emulator.verificationCode(phoneNumberId)));
    await expect(handle.result()).resolves.toMatchObject({ phoneNumber: { status: 'CONNECTED' }, codesRequested: 1 });
    await endWorkers();
  });

  test('a worker that is shut down finishes the send it has begun', async () => {
    const to = '+15550777003';
    stack.emulator.addFault({ match: { to }, delayMs: 2_000 });
    const worker = await startCommand();
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to,
      message: text('In time'),
    });
    await eventually(() => stack.emulator.requests.some(({ body }) => (body as { to?: string })?.to === to));
    const exitCode = worker.shutDown();
    await startWorker();
    await expect(handle.result()).resolves.toMatchObject({ messageId: stack.emulator.messages({ to })[0]?.id });
    await expect(exitCode).resolves.toBe(0);
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });
});
