import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator } from '../../../../../src/emulator/index.js';
import { call, send, startReceiver, type Receiver, type Reply } from '../../graph-caller.js';

describe('marking a message as read', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const markRead = (messageId: unknown, extra: object = {}): Promise<Reply> =>
    call(emulator, 'POST', `/v25.0/${emulator.info.phoneNumberId}/messages`, {
      json: { messaging_product: 'whatsapp', status: 'read', message_id: messageId, ...extra },
    });
  beforeAll(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({ enforceWindow: false, webhookUrl: receiver.url });
  });
  afterAll(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('succeeds for a message that the user wrote', async () => {
    const { messageId } = await emulator.receiveMessage({ from: '4930111', text: 'Hi' });
    expect(await markRead(messageId)).toMatchObject({ status: 200, body: { success: true } });
    expect(emulator.receivedMessages()).toMatchObject([
      { id: messageId, from: '4930111', readAtMs: expect.any(Number) },
    ]);
    expect(emulator.receivedMessages()[0]).not.toHaveProperty('typingAtMs');
  });

  test('shows "typing…" when asked to, and can be repeated', async () => {
    const { messageId } = await emulator.receiveMessage({ from: '4930222', text: 'Hi' });
    for (const _time of [1, 2]) {
      expect(await markRead(messageId, { typing_indicator: { type: 'text' } })).toMatchObject({
        body: { success: true },
      });
    }
    expect(emulator.receivedMessages().at(-1)?.typingAtMs).toEqual(expect.any(Number));
  });

  test('fails for a message that the business sent', async () => {
    const { body } = await send(emulator);
    const { status, body: refusal } = await markRead(body.messages[0]?.id);
    expect(status).toBe(400);
    expect(refusal.error).toMatchObject({ code: 100, error_data: { details: expect.stringContaining('is outgoing') } });
  });

  test.each([
    ['an unknown id', 'wamid.made-up'],
    ['no id', undefined],
  ])('fails for %s', async (_what, id) => {
    expect((await markRead(id)).body.error).toMatchObject({ code: 100, type: 'OAuthException' });
  });

  test('fails from a number that the user did not write to', async () => {
    const { messageId } = await emulator.receiveMessage({ from: '4930333', text: 'Hi' });
    const { phoneNumberId } = emulator.addPhoneNumber({ registered: true });
    const json = { messaging_product: 'whatsapp', status: 'read', message_id: messageId };
    const reply = await call(emulator, 'POST', `/v25.0/${phoneNumberId}/messages`, { json });
    expect(reply.body.error.code).toBe(100);
  });
});
