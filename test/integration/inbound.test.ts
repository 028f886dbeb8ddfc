import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { conversationWorkflowId, whatsAppFailure } from '../../src/client.js';
import { eventually } from '../helpers/eventually.js';
import { rejection } from '../helpers/rejection.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('inbound messages', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const received = (userId: string, count: number) =>
    eventually(
      () => stack.whatsapp.conversation({ phoneNumberId: stack.phoneNumberId, user: userId }).state(),
      ({ messagesReceived }) => messagesReceived >= count,
    );

  test("reach the conversation of their user, in order, with Meta's own object", async () => {
    const from = '491701112233';
    const userId = 'DE.11223344556677889900';
    await stack.emulator.receiveMessage({ from, userId, name: 'Ada', type: 'text', text: { body: 'Hello größe 👋' } });
    await stack.emulator.receiveMessage({
      from,
      userId,
      type: 'location',
      location: { latitude: 52.5, longitude: 13.4 },
    });
    const { messages } = await received(userId, 2);
    expect(messages.map(({ type }) => type)).toEqual(['text', 'location']);
    expect(messages[0]).toMatchObject({
      kind: 'message',
      phoneNumberId: stack.phoneNumberId,
      wabaId: stack.emulator.info.wabaId,
      user: { waId: from, userId, name: 'Ada' },
      raw: { text: { body: 'Hello größe 👋' } },
    });
  });

  test('of a user without a phone number are kept under the business-scoped user id', async () => {
    const userId = 'DE.99887766554433221100';
    await stack.emulator.receiveMessage({ userId, type: 'text', text: { body: 'Hi' } });
    const { messages } = await received(userId, 1);
    expect(messages[0]).toMatchObject({ user: { userId } });
  });

  test('are kept once, however often Meta delivers them', async () => {
    const from = '491704445566';
    const userId = 'DE.55667788990011223344';
    await stack.emulator.receiveMessage({ from, userId, type: 'text', text: { body: 'Once' } });
    await received(userId, 1);
    const delivery = stack.emulator.webhookDeliveries.at(-1);
    const again = await fetch(stack.webhookUrl, {
      method: 'POST',
      headers: delivery!.headers as Record<string, string>,
      body: delivery!.rawBody as string,
    });
    expect(again.status).toBe(200);
    await stack.emulator.receiveMessage({ from, userId, type: 'text', text: { body: 'Twice' } });
    const { messages, messagesReceived } = await received(userId, 2);
    expect(messagesReceived).toBe(2);
    expect(messages.map(({ raw }) => (raw['text'] as { body: string }).body)).toEqual(['Once', 'Twice']);
  });

  test('are marked as read, with a typing indicator', async () => {
    const { messageId } = await stack.emulator.receiveMessage({
      from: '491707778899',
      type: 'text',
      text: { body: 'Hi' },
    });
    const input = { phoneNumberId: stack.phoneNumberId, messageId, typingIndicator: true };
    await expect(stack.callActivity('markWhatsAppMessageRead', input)).resolves.toEqual({ success: true });
    expect(stack.emulator.requests.at(-1)?.body).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: messageId,
      typing_indicator: { type: 'text' },
    });
    const unknown = { phoneNumberId: stack.phoneNumberId, messageId: 'wamid.unknown' };
    expect(whatsAppFailure(await rejection(stack.callActivity('markWhatsAppMessageRead', unknown)))).toMatchObject({
      type: 'WhatsApp.InvalidRequest',
      details: { code: 100, httpStatus: 400 },
    });
  });

  test('survive a rollover of their conversation: ids and messages are carried over', async () => {
    const userKey = '491700001234';
    const workflowId = conversationWorkflowId(stack.phoneNumberId, userKey);
    const carried = {
      messages: [
        {
          kind: 'message',
          messageId: 'wamid.old',
          receivedAtMs: Date.now(),
          user: { waId: userKey },
          type: 'text',
          raw: {},
        },
      ],
      messagesReceived: 7,
      seen: [['wamid.old', Date.now()]],
    };
    const handle = await stack.client.workflow.start('conversationWorkflow', {
      workflowId,
      taskQueue: stack.taskQueue,
      args: [{ phoneNumberId: stack.phoneNumberId, userKey, carried }],
    });
    const signal = (id: string) =>
      handle.signal('whatsAppEvents', [
        { kind: 'message', messageId: id, receivedAtMs: Date.now(), user: {}, type: 'text', raw: {} },
      ]);
    await signal('wamid.old');
    const batches = Array.from({ length: 2_000 }, (_, index) => `wamid.${index}`);
    for (let start = 0; start < batches.length; start += 100)
      await Promise.all(batches.slice(start, start + 100).map(signal));
    await signal('wamid.old');
    await signal('wamid.after');
    const state = await received(userKey, 2_008);
    expect(state.messagesReceived).toBe(7 + 2_000 + 1);
    expect(state.messages).toHaveLength(50);
    const { runId } = await stack.client.workflow.getHandle(workflowId).describe();
    expect(runId).not.toBe(handle.firstExecutionRunId);
  }, 120_000);

  test('with a bad signature are refused with 401 and reach nobody', async () => {
    const response = await fetch(stack.webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      body: JSON.stringify({ object: 'whatsapp_business_account', entry: [] }),
    });
    expect(response.status).toBe(401);
  });
});
