import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../../../../../src/devserver/free-port.js';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../../src/emulator/index.js';
import { eventually } from '../../../../helpers/eventually.js';
import { send, startReceiver, type Receiver } from '../../graph-caller.js';

describe('webhooks of statuses', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      statusDelayMs: 1,
      webhookUrl: receiver.url,
      webhookRetryDelayMs: 5,
      ...options,
    });
  };
  const statusNames = (): unknown[] =>
    receiver.webhooks.flatMap(({ value }) => value.statuses.map(({ status }) => status));

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('are signed over the bytes that are posted', async () => {
    await start();
    await send(emulator, { biz_opaque_callback_data: 'größe 👋' });
    const [webhook] = await receiver.until(1);
    const digest = createHmac('sha256', emulator.info.appSecret)
      .update(webhook?.rawBody ?? '')
      .digest('hex');
    expect(webhook?.headers['x-hub-signature-256']).toBe(`sha256=${digest}`);
    expect(webhook?.headers['content-type']).toBe('application/json');
  });

  test('have the shape of Meta, with the callback data as it went in', async () => {
    await start({ clock: () => 1_800_000_000_123 });
    const { body } = await send(emulator, { biz_opaque_callback_data: 'größe 👋' });
    const [first] = await receiver.until(1);
    expect(JSON.parse(first?.rawBody ?? '')).toEqual({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: emulator.info.wabaId,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: {
                  display_phone_number: emulator.phoneNumber().displayPhoneNumber.replace(/\D/g, ''),
                  phone_number_id: emulator.info.phoneNumberId,
                },
                contacts: [{ wa_id: '491701234567', user_id: emulator.userIds('491701234567')[1] }],
                statuses: [
                  {
                    id: body.messages[0]?.id,
                    status: 'sent',
                    timestamp: '1800000000',
                    recipient_id: '491701234567',
                    recipient_user_id: emulator.userIds('491701234567')[1],
                    biz_opaque_callback_data: 'größe 👋',
                    pricing: {
                      billable: false,
                      pricing_model: 'PMP',
                      type: 'free_customer_service',
                      category: 'service',
                    },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
  });

  test('come in order, and are seen on the message', async () => {
    await start({ autoStatuses: ['sent', 'delivered', 'read'] });
    await send(emulator);
    await receiver.until(3);
    expect(statusNames()).toEqual(['sent', 'delivered', 'read']);
    expect(emulator.messages()[0]?.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']);
  });

  test('name only the user id when the message went to one', async () => {
    await start();
    await send(emulator, { to: undefined, recipient: 'DE.1' });
    const [webhook] = await receiver.until(1);
    expect(webhook?.value.statuses[0]).toMatchObject({ recipient_user_id: 'DE.1' });
    expect(webhook?.value.statuses[0]).not.toHaveProperty('recipient_id');
  });

  test('price a template by its category', async () => {
    await start();
    await send(emulator, { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } });
    const [webhook] = await receiver.until(1);
    expect(webhook?.value.statuses[0]).toMatchObject({
      pricing: { billable: true, type: 'regular', category: 'utility' },
    });
  });

  test('of a reaction end with sent; only a voice note is played', async () => {
    await start({ autoStatuses: ['sent', 'delivered', 'played'] });
    await send(emulator, { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } });
    await eventually(() => statusNames().length === 1);
    await send(emulator, { type: 'audio', audio: { link: 'https://example.com/a.ogg', voice: true } });
    await receiver.until(4);
    expect(statusNames()).toEqual(['sent', 'sent', 'delivered', 'played']);
  });

  test('can be sent by hand, with fields of their own', async () => {
    await start({ autoStatuses: [] });
    const { body } = await send(emulator);
    const id = String(body.messages[0]?.id);
    const delivery = await emulator.sendStatus(id, 'failed', {
      errors: [{ code: 131047, title: 'Re-engagement message' }],
    });
    expect(delivery).toMatchObject({ state: 'accepted', attempts: [{ status: 200 }] });
    expect(receiver.webhooks[0]?.value.statuses).toMatchObject([{ id, status: 'failed', errors: [{ code: 131047 }] }]);
    await expect(emulator.sendStatus('wamid.unknown', 'read')).rejects.toThrow(/no message with id wamid\.unknown/);
  });

  test('are delivered again, with growing pauses, until the receiver says 200', async () => {
    await start({ autoStatuses: ['sent'] });
    receiver.statuses.push(503, 500, 302);
    await send(emulator);
    const webhooks = await receiver.until(4);
    expect(new Set(webhooks.map(({ rawBody }) => rawBody)).size).toBe(1);
    await eventually(() => emulator.webhookDeliveries[0]?.state === 'accepted');
    const attempts = emulator.webhookDeliveries[0]?.attempts ?? [];
    expect(attempts.map(({ status }) => status)).toEqual([503, 500, 302, 200]);
    const [first = 0, second = 0, third = 0, fourth = 0] = attempts.map(({ atMs }) => atMs);
    expect([second - first >= 4, third - second >= 9, fourth - third >= 19]).toEqual([true, true, true]);
  });

  test('are given up after so many attempts', async () => {
    await start({ autoStatuses: ['sent'], webhookMaxAttempts: 2 });
    receiver.statuses.push(503, 503, 503);
    await send(emulator);
    await eventually(() => emulator.webhookDeliveries[0]?.state === 'stopped');
    expect(receiver.webhooks).toHaveLength(2);
  });

  test('say why when nobody listens, and stop with the emulator', async () => {
    await start({ autoStatuses: ['sent'], webhookRetryDelayMs: 60_000 });
    await receiver.close();
    await send(emulator);
    await eventually(() => emulator.webhookDeliveries[0]?.state === 'retrying');
    expect(emulator.webhookDeliveries[0]?.attempts[0]?.error).toMatch(/ECONNREFUSED/);
    await emulator.stop();
    await eventually(() => emulator.webhookDeliveries[0]?.state === 'stopped');
  });

  test('do not come without a receiver, but are seen on the message', async () => {
    await start();
    emulator.setWebhookUrl(undefined);
    await send(emulator);
    await eventually(() => emulator.messages()[0]?.statuses.length === 2);
    expect(emulator.webhookDeliveries).toEqual([]);
  });

  test('go to a URL that passed the challenge, and not to one that did not', async () => {
    await start();
    const other = await startReceiver();
    await emulator.setWebhookUrl(`${other.url}?a=b`, { verify: true });
    await send(emulator);
    await other.until(1);
    receiver.challengeAnswer = 'wrong';
    await expect(emulator.setWebhookUrl(receiver.url, { verify: true })).rejects.toThrow(/did not pass verification/);
    const nowhere = `http://127.0.0.1:${await freePort('127.0.0.1')}/webhook`;
    await expect(emulator.setWebhookUrl(nowhere, { verify: true })).rejects.toThrow(
      `did not pass verification: ${nowhere} does not answer: fetch failed: connect ECONNREFUSED`,
    );
    await send(emulator);
    await other.until(3);
    expect(receiver.webhooks).toEqual([]);
    await other.close();
  });

  test('can have any body', async () => {
    await start();
    const delivery = await emulator.postWebhook('{"object":"page"}');
    expect(delivery).toMatchObject({ rawBody: '{"object":"page"}', body: { object: 'page' }, state: 'accepted' });
    expect(receiver.webhooks[0]?.rawBody).toBe('{"object":"page"}');
  });
});
