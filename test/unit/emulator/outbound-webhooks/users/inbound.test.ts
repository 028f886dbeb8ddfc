import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type InboundMessage } from '../../../../../src/emulator/index.js';
import { call, callControl, send, startReceiver, type Receiver, type WebhookValue } from '../../graph-caller.js';

describe('a message from a user', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  let nowMs = 1_800_000_000_000;
  const received = async (message: InboundMessage): Promise<WebhookValue> => {
    await emulator.receiveMessage(message);
    return receiver.webhooks.at(-1)?.value as WebhookValue;
  };
  beforeAll(async () => {
    receiver = await startReceiver();
    emulator = await GraphEmulator.start({
      webhookUrl: receiver.url,
      autoStatuses: [],
      clock: () => nowMs,
    });
  });
  afterAll(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('arrives with phone number, user id and profile', async () => {
    const { messageId, delivery } = await emulator.receiveMessage({ from: '+49 170 1', name: 'Ada', text: 'Hi' });
    expect(delivery).toMatchObject({ state: 'accepted', attempts: [{ status: 200 }] });
    const userId = expect.stringMatching(/^DE\.\d+$/);
    expect(receiver.webhooks.at(-1)?.value).toMatchObject({
      messaging_product: 'whatsapp',
      metadata: { phone_number_id: emulator.info.phoneNumberId },
      contacts: [{ profile: { name: 'Ada' }, wa_id: '491701', user_id: userId }],
      messages: [
        {
          from: '491701',
          from_user_id: userId,
          id: messageId,
          timestamp: '1800000000',
          type: 'text',
          text: { body: 'Hi' },
        },
      ],
    });
  });

  test('comes from the same user id each time, with the name of before', async () => {
    const first = await received({ from: '491702', name: 'Bea', text: 'a' });
    const second = await received({ from: '491702', text: 'b' });
    expect(second.contacts).toEqual(first.contacts);
  });

  test('of a username user carries no phone number at all', async () => {
    const value = await received({ userId: 'US.13491208655302741918', name: 'Cleo', username: 'cleo', text: 'Hi' });
    expect(value.contacts).toEqual([
      { profile: { name: 'Cleo', username: 'cleo' }, user_id: 'US.13491208655302741918' },
    ]);
    expect(value.messages[0]).toMatchObject({ from_user_id: 'US.13491208655302741918' });
    expect(value.messages[0]).not.toHaveProperty('from');
  });

  test('of a user who hides the number shows it to a business number that has used it in the last 30 days', async () => {
    const [number, userId = ''] = emulator.userIds('491709');
    const hidden = await received({ userId, text: 'Hi' });
    expect(hidden.messages[0]).not.toHaveProperty('from');
    await send(emulator, { to: '491709' });
    const shown = await received({ userId, text: 'Hi' });
    expect(shown.messages[0]).toMatchObject({ from: number, from_user_id: userId });
    expect(shown.contacts?.[0]).toMatchObject({ wa_id: number, user_id: userId });
    nowMs += 31 * 24 * 3_600_000;
    expect((await received({ userId, text: 'Hi' })).contacts).toEqual(hidden.contacts);
  });

  test('makes the user id known to the statuses of later sends, and not to their answers', async () => {
    const value = await received({ from: '491703', text: 'Hi' });
    const { body } = await send(emulator, { to: '491703' });
    expect(body.contacts).toEqual([{ input: '491703', wa_id: '491703' }]);
    const messageId = body.messages[0]?.id ?? '';
    await emulator.sendStatus(messageId, 'delivered');
    const delivered = receiver.webhooks.at(-1)?.value;
    expect(delivered?.contacts).toEqual(value.contacts);
    expect(delivered?.statuses[0]).toMatchObject({ recipient_user_id: value.contacts?.[0]?.['user_id'] });
    await emulator.sendStatus(messageId, 'failed', { errors: [{ code: 131026 }] });
    expect(receiver.webhooks.at(-1)?.value).not.toHaveProperty('contacts');
  });

  test.each<[string, InboundMessage, object]>([
    [
      'a tapped button',
      { from: '491701', buttonReply: { id: 'yes', title: 'Yes' }, context: { messageId: 'wamid.q' } },
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
        context: { id: 'wamid.q', from: expect.stringMatching(/^\d+$/) },
      },
    ],
    [
      'a list row',
      { from: '491701', listReply: { id: 'a', title: 'A', description: 'first' } },
      { interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'A', description: 'first' } } },
    ],
    [
      'a template button',
      { from: '491701', templateButton: { text: 'Stop' } },
      { type: 'button', button: { payload: 'Stop', text: 'Stop' } },
    ],
    [
      'a finished flow',
      { from: '491701', flowReply: { response: { size: 'M' } } },
      { interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"size":"M"}' } } },
    ],
    [
      'a reaction',
      { from: '491701', reaction: { messageId: 'wamid.q', emoji: '👍' } },
      { type: 'reaction', reaction: { message_id: 'wamid.q', emoji: '👍' } },
    ],
    [
      'a location',
      { from: '491701', location: { latitude: 52.5, longitude: 13.4, name: 'Berlin' } },
      { type: 'location', location: { latitude: 52.5, longitude: 13.4, name: 'Berlin' } },
    ],
    [
      'contacts',
      { from: '491701', contacts: [{ name: { formatted_name: 'Ada' } }] },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ada' } }] },
    ],
    [
      'an order',
      { from: '491701', order: { catalog_id: '1', product_items: [] } },
      { type: 'order', order: { catalog_id: '1', product_items: [] } },
    ],
    [
      'anything in the shape of Meta',
      { from: '491701', type: 'request_welcome', timestamp: 0, messageId: 'wamid.mine' },
      { type: 'request_welcome', timestamp: '0', id: 'wamid.mine' },
    ],
  ])('can be %s', async (_what, message, expected) => {
    expect((await received(message)).messages[0]).toMatchObject(expected);
  });

  test('can be a file, which is then media of the number', async () => {
    const bytes = Buffer.from('voice');
    const value = await received({ from: '491701', audio: { bytes, mimeType: 'audio/ogg; codecs=opus', voice: true } });
    const digest = createHash('sha256').update(bytes).digest();
    const audio = value.messages[0]?.['audio'] as { id: string; url: string };
    expect(value.messages[0]).toMatchObject({
      type: 'audio',
      audio: { mime_type: 'audio/ogg; codecs=opus', sha256: digest.toString('base64'), voice: true },
    });
    const { body } = await call(emulator, 'GET', `/${audio.id}?phone_number_id=${emulator.info.phoneNumberId}`);
    expect(body).toMatchObject({ sha256: digest.toString('hex'), file_size: 5 });
    for (const url of [body.url, audio.url]) expect((await call(emulator, 'GET', url)).text).toBe('voice');
  });

  test.each<[string, InboundMessage, RegExp]>([
    ['a sender', { text: 'Hi' }, /sender/],
    ['content', { from: '491701' }, /exactly one of text, image/],
    ['one kind of content', { from: '491701', text: 'a', location: { latitude: 1, longitude: 1 } }, /exactly one/],
    ['a number that exists', { from: '491701', text: 'a', phoneNumberId: '999' }, /no phone number with id 999/],
  ])('needs %s', async (_what, message, problem) => {
    await expect(emulator.receiveMessage(message)).rejects.toThrow(problem);
  });

  test.each<[content: object, problems: string]>([
    [{ image: { bytes: 'x' } }, 'image.bytes must be bytes, or base64 of them (got "x"); image.mimeType must be set'],
    [{ image: { link: 'https://x.test/a.png' } }, 'image.bytes must be set'],
    [{ image: { id: '17' } }, 'image Unrecognized key: "id"'],
    [{ image: 'file.png' }, 'image must be an object with bytes and mimeType (got "file.png")'],
    [{ location: { lat: 1 } }, 'location.latitude must be set'],
    [{ buttonReply: 'yes' }, 'buttonReply must be an object with id and title (got "yes")'],
    [{ text: 17 }, 'text must be a text (got 17)'],
    [{ contacts: ['Ada'] }, 'contacts.0 must be an object in JSON (got "Ada")'],
    [{ type: 7 }, 'type must be a text (got 7)'],
    [{ text: 'Hi', timestamp: {} }, 'timestamp '],
  ])('says what is wrong in %j', async (content, problems) => {
    const message = { from: '491701234567', ...content } as unknown as InboundMessage;
    await expect(emulator.receiveMessage(message)).rejects.toThrow(problems);
    await expect(emulator.deliverBatch([{ message }])).rejects.toThrow('0.message.');
  });

  test.each([
    { from: 'hello' },
    { from: 'order 49170' },
    { from: '49' },
    { from: '' },
    { userId: 'hello' },
    { userId: '' },
  ])('comes from a user, and not from %j', async (who) => {
    const before = emulator.receivedMessages().length;
    const wrong = /must be a (phone number|business-scoped user id)/;
    await expect(emulator.receiveMessage({ ...who, text: 'Hi' })).rejects.toThrow(wrong);
    await expect(emulator.receiveMessage({ ...who, type: 'text', text: { body: 'Hi' } })).rejects.toThrow(wrong);
    await expect(emulator.calls.call(who)).rejects.toThrow(wrong);
    await expect(emulator.groups.join({ ...who, group: 'x' })).rejects.toThrow(wrong);
    const [status] = await callControl(emulator, 'POST', '/users', who);
    expect([status, emulator.receivedMessages().length]).toEqual([400, before]);
  });

  test('reports a receiver that does not take it, and is delivered again', async () => {
    receiver.statuses.push(503);
    const { delivery } = await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    expect(delivery).toMatchObject({ state: 'retrying', attempts: [{ status: 503 }] });
  });

  test('is written without a receiver, too, and opens the window', async () => {
    emulator.setWebhookUrl(undefined);
    const { messageId, delivery, reason } = await emulator.receiveMessage({ from: '4930999', text: 'Hi' });
    expect([delivery, reason]).toEqual([undefined, 'nobody gets the webhooks']);
    expect(emulator.receivedMessages().at(-1)).toMatchObject({ id: messageId, from: '4930999' });
    expect((await send(emulator, { to: '4930999' })).status).toBe(200);
  });
});
