import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { whatsAppFailure } from '../../src/client.js';
import * as messages from '../../src/messages.js';
import { eventually } from '../helpers/eventually.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { accepted, refused } from '../helpers/outcomes.js';
import { rejection } from '../helpers/rejection.js';

const { text, buttons, template } = messages;

describe('sendMessage', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const to = (): string => `+49170${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;

  test('sends once, and ends with the message id when nothing is waited for', async () => {
    const recipient = to();
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to: recipient,
      message: text('Hello'),
    });
    const result = accepted(await handle.result());
    const [message, ...others] = stack.emulator.messages({ to: recipient });
    expect(others).toEqual([]);
    expect(result.messageId).toBe(message?.id);
    expect(message?.body).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: recipient,
      type: 'text',
      text: { body: 'Hello' },
    });
  });

  test.each(['sent', 'delivered', 'read'] as const)('waits until the message is %s', async (waitFor) => {
    const recipient = to();
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to: recipient,
      message: buttons('Which size?', { s: 'Small', l: 'Large' }),
      waitFor,
      statusDeadline: '20 seconds',
      bizOpaqueCallbackData: 'order 17, größe ✓',
    });
    if (waitFor === 'read') {
      const { outcome } = await eventually(handle.state, ({ phase }) => phase === 'waiting');
      await stack.emulator.sendStatus(accepted(outcome).messageId, 'read');
    }
    const result = accepted(await handle.result());
    expect(result.statuses.map(({ status }) => status)).toContain(waitFor);
    expect(result.bizOpaqueCallbackData).toBe('order 17, größe ✓');
  });

  test('counts a read without a delivered as delivered', async () => {
    const quiet = await startStack({ emulator: { autoStatuses: [] } });
    try {
      const handle = await quiet.whatsapp.sendMessage({
        phoneNumberId: quiet.phoneNumberId,
        to: to(),
        message: text('Hello'),
        waitFor: 'delivered',
      });
      const { outcome } = await eventually(handle.state, ({ phase }) => phase === 'waiting');
      await quiet.emulator.sendStatus(accepted(outcome).messageId, 'read');
      await expect(handle.result()).resolves.toMatchObject({ statuses: [{ status: 'read' }] });
    } finally {
      await quiet.stop();
    }
  });

  test('fails with WhatsApp.MessageFailed when Meta reports by webhook that the message failed', async () => {
    const recipient = to();
    stack.emulator.addFault({
      match: { to: recipient },
      failedStatus: { code: 131026, title: 'Message undeliverable' },
    });
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to: recipient,
      message: text('Hello'),
      waitFor: 'delivered',
      statusDeadline: '20 seconds',
    });
    const failure = whatsAppFailure(await rejection(handle.result()));
    expect(failure).toMatchObject({ type: 'WhatsApp.MessageFailed', details: { code: 131026 } });
  });

  test('fails with WhatsApp.StatusTimeout when the deadline passes first', async () => {
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to: to(),
      message: text('Hello'),
      waitFor: 'read',
      statusDeadline: '500 ms',
    });
    expect(whatsAppFailure(await rejection(handle.result()))?.type).toBe('WhatsApp.StatusTimeout');
  });

  test('gives a caller with the same key the first result, also after completion', async () => {
    const recipient = to();
    const input = { phoneNumberId: stack.phoneNumberId, to: recipient, message: text('Once'), sendKey: randomUUID() };
    const first = await (await stack.whatsapp.sendMessage(input)).result();
    const second = await (await stack.whatsapp.sendMessage(input)).result();
    expect(second).toEqual(first);
    expect(stack.emulator.messages({ to: recipient })).toHaveLength(1);
  });

  test('retries what Meta throttled, and the user gets one message', async () => {
    const recipient = to();
    stack.emulator.addFault({ match: { to: recipient }, code: 130429, times: 2 });
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to: recipient,
      message: text('Hi'),
    });
    await handle.result();
    expect(posts(stack, recipient)).toBe(3);
    expect(stack.emulator.messages({ to: recipient })).toHaveLength(1);
  });

  test.each([
    ['the answer is lost', { drop: 'after' as const }],
    ['the answer is garbage', { garbage: true }],
    ['Meta says 500 without saying why', { status: 500, body: '<html>oops</html>' }],
    ['Meta says 131000', { code: 131000 }],
  ])('reports an unknown outcome after one POST when %s', async (_condition, fault) => {
    const recipient = to();
    stack.emulator.addFault({ match: { to: recipient }, times: 5, ...fault });
    const input = { phoneNumberId: stack.phoneNumberId, to: recipient, message: text('Hi') };
    const handle = await stack.whatsapp.sendMessage(input);
    await expect(handle.result()).resolves.toMatchObject({ kind: 'unknown', sendKey: handle.sendKey });
    expect(posts(stack, recipient)).toBe(1);
  });

  test.each([
    [131047, 'WhatsApp.ServiceWindowClosed'],
    [131026, 'WhatsApp.RecipientUnreachable'],
    [10, 'WhatsApp.Permission'],
    [131031, 'WhatsApp.AccountState'],
  ])('does not retry code %i and is refused with %s', async (code, type) => {
    const recipient = to();
    stack.emulator.addFault({ match: { to: recipient }, code, times: 5, headers: { 'retry-after': '1' } });
    for (const via of ['workflow', 'activity'] as const) {
      const input = { phoneNumberId: stack.phoneNumberId, to: recipient, message: text('Hi') };
      const handle = await stack.whatsapp.sendMessage(input, { via });
      expect(refused(await handle.result())).toMatchObject({ type, code, advice: expect.any(String) });
    }
    expect(posts(stack, recipient)).toBe(2);
  });

  test('sends an approved template, and reports one that does not exist', async () => {
    const input = { phoneNumberId: stack.phoneNumberId, to: to() };
    const sent = await stack.whatsapp.sendMessage({ ...input, message: template('hello_world', 'en_US') });
    await expect(sent.result()).resolves.toMatchObject({ messageId: expect.stringMatching(/^wamid\./) });
    const missing = await stack.whatsapp.sendMessage({ ...input, message: template('no_such_template', 'en_US') });
    expect(refused(await missing.result())).toMatchObject({ type: 'WhatsApp.Template', code: 132001 });
  });

  test('sends to a business-scoped user id', async () => {
    const recipient = 'US.13491208655302741918';
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      recipient,
      message: text('Hi'),
    });
    await expect(handle.result()).resolves.toMatchObject({ userId: recipient });
  });

  test('keeps a callback string that does not fit beside the envelope, and gives it back', async () => {
    const callerData = 'x'.repeat(512);
    const handle = await stack.whatsapp.sendMessage({
      phoneNumberId: stack.phoneNumberId,
      to: to(),
      message: text('Hi'),
      waitFor: 'delivered',
      statusDeadline: '20 seconds',
      bizOpaqueCallbackData: callerData,
    });
    await expect(handle.result()).resolves.toMatchObject({ kind: 'accepted', bizOpaqueCallbackData: callerData });
  });
});

function posts(stack: Stack, to: string): number {
  return stack.emulator.requests.filter(({ method, body }) => method === 'POST' && (body as { to?: string })?.to === to)
    .length;
}
