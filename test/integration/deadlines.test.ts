/** Deadlines while no worker runs: they count from the request, by every way. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NativeConnection } from '@temporalio/worker';
import { template, text } from '../../src/messages.js';
import { whatsAppFailure, type SendMessageWorkflowInput } from '../../src/client.js';
import { mediaFile } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, startWorkers, testActivities, type Stack } from '../helpers/stack.js';

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000));
const late = { kind: 'refused', type: 'WhatsApp.Unavailable', message: expect.stringContaining('before its deadline') };

describe('what no worker has taken by its deadline does not go out when one comes', () => {
  let stack: Stack;
  let connection: NativeConnection;
  let workers: { stop(): Promise<void> } | undefined;
  beforeAll(async () => {
    stack = await startStack({ worker: false });
    connection = await NativeConnection.connect({ address: stack.temporalAddress });
  });
  afterAll(async () => {
    await workers?.stop();
    await connection.close();
    await stack.stop();
  });

  const input = (to: string, more: Partial<SendMessageWorkflowInput> = {}) => ({
    phoneNumberId: stack.phoneNumberId,
    to,
    message: text('Your code is 482913'),
    deadline: '2 seconds' as const,
    sendKey: randomUUID(),
    ...more,
  });

  test('a message by each way, an upload, a raw request', async () => {
    const { whatsapp, phoneNumberId } = stack;
    const media = await mediaFile(stack.mediaDirectory, 'late.png');
    const path = `/${phoneNumberId}/messages`;
    const onWindowClosed = { template: template('hello_world', 'en_US').template };
    const sends = [
      await whatsapp.sendMessage(input('+15550124001'), { via: 'activity' }),
      await whatsapp.sendMessage(input('+15550124002'), { via: 'workflow' }),
      await whatsapp.sendMessage(input('+15550124003', { waitFor: 'delivered' })),
      await whatsapp.sendMessage(input('+15550124004', { onUnknown: 'resend', onWindowClosed })),
    ];
    const upload = await whatsapp.uploadAndSend({
      phoneNumberId,
      to: '+15550124005',
      deadline: '2 seconds',
      media,
    });
    const raw = await whatsapp.graphRequest({
      request: { path, method: 'POST', data: { messaging_product: 'whatsapp', to: '+15550124006', type: 'text' } },
      retry: { maxRetryCount: 3 },
      deadline: '2 seconds',
    });
    const inTime = await whatsapp.sendMessage(input('+15550124007', { deadline: '1 hour' }), { via: 'workflow' });
    await seconds(4);
    workers = await startWorkers(connection, stack.taskQueue, testActivities(stack.emulator, stack.mediaDirectory));
    for (const send of sends) expect(await send.result()).toMatchObject({ ...late, sendKey: send.sendKey });
    expect((await upload.result()).sent).toMatchObject(late);
    expect(whatsAppFailure(await rejection(raw.result()))).toMatchObject({
      type: 'WhatsApp.Unavailable',
      message: expect.stringContaining('nothing was requested'),
    });
    await expect(inTime.result()).resolves.toMatchObject({ kind: 'accepted' });
    const posts = stack.emulator.requests.filter(({ path: requested }) => requested.endsWith('/messages'));
    expect(posts.map(({ body }) => (body as { to: string }).to)).toEqual(['+15550124007']);
  }, 60_000);

  test('a message is not sent again after the deadline of the whole send', async () => {
    const to = '+15550124010';
    stack.emulator.addFault({ match: { to }, drop: 'before' });
    const more = { onUnknown: 'resend', settleUnknownFor: '3 seconds' } as const;
    const send = await stack.whatsapp.sendMessage(input(to, { ...more, deadline: '2 seconds' }));
    await expect(send.result()).resolves.toMatchObject({ kind: 'unknown', sendKey: send.sendKey });
    expect(stack.emulator.messages({ to })).toEqual([]);
  }, 60_000);
});
