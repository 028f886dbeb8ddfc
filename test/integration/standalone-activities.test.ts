import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ActivityExecutionAlreadyStartedError } from '@temporalio/client';
import { whatsAppActivityOptions } from '../../src/workflow.js';
import type { SendMessageResult } from '../../src/common/sending/send-outcome.js';
import { mediaFile } from '../helpers/png.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('activities without a workflow around them', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const execute = <Result>(name: keyof typeof whatsAppActivityOptions, input: object, id = `alone-${randomUUID()}`) => {
    const { startToCloseTimeout = '45s', retry = {} } = whatsAppActivityOptions[name];
    return stack.client.activity.execute(name, {
      id,
      taskQueue: stack.taskQueue,
      args: [input],
      startToCloseTimeout,
      retry,
      idReusePolicy: 'REJECT_DUPLICATE',
    }) as Promise<Result>;
  };

  test('send: the activity id is the send key, and the server refuses a second start', async () => {
    const to = '+15550123000';
    const input = { phoneNumberId: stack.phoneNumberId, to, message: { type: 'text', text: { body: 'Hi' } } };
    const id = `send-${randomUUID()}`;
    const result = await execute<SendMessageResult>('sendWhatsAppMessage', input, id);
    expect(result).toMatchObject({ sendKey: id, messageId: stack.emulator.messages({ to })[0]?.id });
    expect(await rejection(execute('sendWhatsAppMessage', input, id))).toBeInstanceOf(
      ActivityExecutionAlreadyStartedError,
    );
    await expect(stack.client.activity.getHandle(id).result()).resolves.toEqual(result);
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });

  test('send with a careless retry policy is retried when Meta refused the attempts before', async () => {
    const to = '+15550123001';
    stack.emulator.addFault({ match: { to }, code: 131057, times: 2, headers: { 'retry-after': '1' } });
    await stack.client.activity.execute('sendWhatsAppMessage', {
      id: `careless-${randomUUID()}`,
      taskQueue: stack.taskQueue,
      args: [{ phoneNumberId: stack.phoneNumberId, to, message: { type: 'text', text: { body: 'Hi' } } }],
      startToCloseTimeout: '45s',
      retry: { initialInterval: '100ms' },
    });
    expect(stack.emulator.messages({ to })).toHaveLength(1);
  });

  test('upload, metadata, download, delete', async () => {
    const media = await mediaFile(stack.mediaDirectory, 'alone.png');
    const { mediaId } = await execute<{ mediaId: string }>('uploadWhatsAppMedia', {
      phoneNumberId: stack.phoneNumberId,
      media,
    });
    await expect(execute('getWhatsAppMedia', { mediaId })).resolves.toMatchObject({ mediaId, mimeType: 'image/png' });
    await expect(execute('downloadWhatsAppMedia', { mediaId })).resolves.toMatchObject({ mimeType: 'image/png' });
    await expect(execute('deleteWhatsAppMedia', { mediaId })).resolves.toEqual({ deleted: true });
  });

  test('request code, verify, register, read, deregister, raw request, mark as read, control a thread', async () => {
    const { phoneNumberId } = stack.emulator.addPhoneNumber();
    await execute('requestWhatsAppVerificationCode', { phoneNumberId, codeMethod: 'SMS' });
    await execute('verifyWhatsAppCode', { phoneNumberId, code: stack.emulator.verificationCode(phoneNumberId) });
    await execute('registerWhatsAppPhoneNumber', { phoneNumberId, pin: { secret: 'test-pin' } });
    await expect(execute('getWhatsAppPhoneNumber', { phoneNumberId })).resolves.toMatchObject({ status: 'CONNECTED' });
    await expect(execute('deregisterWhatsAppPhoneNumber', { phoneNumberId })).resolves.toEqual({ success: true });
    await expect(execute('graphRequest', { path: `/${phoneNumberId}` })).resolves.toMatchObject({ status: 200 });
    const { messageId } = await stack.emulator.receiveMessage({ from: '15550100', type: 'text', text: { body: 'Hi' } });
    const read = { phoneNumberId: stack.phoneNumberId, messageId };
    await expect(execute('markWhatsAppMessageRead', read)).resolves.toEqual({ success: true });
    const thread = { phoneNumberId: stack.phoneNumberId, to: '+15550100', action: 'release' };
    await expect(execute('controlWhatsAppThread', thread)).resolves.toEqual({ success: true });
  });
});
