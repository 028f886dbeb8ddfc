import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure } from '../../src/client.js';
import { text } from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';
import { accepted } from '../helpers/outcomes.js';
import { mediaFile } from '../helpers/png.js';
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
  /** The command bundles workflows at each start, which takes seconds. */
  const startCommand = (): Promise<WorkerProcess> => note(startWorkerProcess(stack));
  const startWorker = (): Promise<WorkerProcess> => note(startBundledWorker(stack));
  beforeAll(async () => {
    stack = await startStack({ worker: false });
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  });
  afterAll(() => stack.stop());

  const requests = (path: RegExp) =>
    stack.emulator.requests.filter((request) => request.method === 'POST' && path.test(request.path));

  test("while a send waits for Meta's answer: exactly one POST, and a status settles the outcome", async () => {
    const to = '+15550777001';
    stack.emulator.addFault({ match: { to }, delayMs: 60_000 });
    const first = await startWorker();
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to,
      message: text('Only once'),
      onUnknown: 'report',
      activityOptions: { sendWhatsAppMessage: { startToCloseTimeout: '5 seconds' } },
    });
    await eventually(
      () => requests(/\/messages$/).length,
      (count) => count === 1,
    );
    await first.kill();
    await startWorker();
    const [message, ...others] = stack.emulator.messages({ to });
    expect(accepted(await handle.result())).toMatchObject({ settledBy: 'status', messageId: message?.id });
    expect(others).toEqual([]);
    expect(requests(/\/messages$/)).toHaveLength(1);
  });

  test('while a send waits, under a retry policy that would repeat it: still one POST', async () => {
    const to = '+15550777004';
    stack.emulator.addFault({ match: { to }, delayMs: 60_000 });
    const first = await startWorker();
    const handle = await stack.client.activity.start('sendWhatsAppMessage', {
      id: `careless-${Date.now()}`,
      taskQueue: stack.taskQueue,
      args: [{ phoneNumberId: stack.phoneNumberId, to, message: text('Only once') }],
      startToCloseTimeout: '3 seconds',
      retry: { initialInterval: '100ms' },
    });
    const posts = () => stack.emulator.requests.filter(({ body }) => (body as { to?: string })?.to === to).length;
    await eventually(posts, (count) => count === 1);
    await first.kill();
    await startWorker();
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.SendOutcomeUnknown');
    expect(posts()).toBe(1);
  });

  test('during an upload: another worker uploads and the workflow finishes', async () => {
    const to = '+15550777002';
    stack.emulator.addFault({ match: { path: /\/media$/ }, delayMs: 60_000 });
    const first = await startWorker();
    const handle = await stack.whatsapp.uploadAndSend({
      phoneNumberId: stack.phoneNumberId,
      to,
      media: await mediaFile(stack.mediaDirectory, 'interrupted.png'),
      waitFor: 'delivered',
      activityOptions: { uploadWhatsAppMedia: { heartbeatTimeout: '3 seconds' } },
    });
    await eventually(
      () => requests(/\/media$/).length,
      (count) => count === 1,
    );
    await first.kill();
    await startWorker();
    await expect(handle.result()).resolves.toMatchObject({ mediaDeleted: false });
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });

  test('during the wait for a verification code: the registration finishes with another worker', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    const first = await startCommand();
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
    await startCommand();
    await handle.submitVerificationCode(String(stack.emulator.verificationCode(phoneNumberId)));
    await expect(handle.result()).resolves.toMatchObject({ phoneNumber: { status: 'CONNECTED' }, codesRequested: 1 });
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
    await startCommand();
    await expect(handle.result()).resolves.toMatchObject({ messageId: stack.emulator.messages({ to })[0]?.id });
    await expect(exitCode).resolves.toBe(0);
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });
});
