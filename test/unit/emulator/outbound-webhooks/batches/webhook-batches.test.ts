import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions, type WebhookItem } from '../../../../../src/emulator/index.js';
import { send, startReceiver, type Receiver } from '../../graph-caller.js';

interface Change {
  field: string;
  value: Record<string, unknown[]> & { metadata: { phone_number_id: string } };
}
interface Entry {
  id: string;
  time?: number;
  changes: Change[];
}

describe('batches of webhooks', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      webhookUrl: receiver.url,
      statusDelayMs: 0,
      ...options,
    });
  };
  const entries = (at = 0): Entry[] => (JSON.parse(receiver.webhooks[at]?.rawBody ?? '{}') as { entry: Entry[] }).entry;
  const sizes = (): number[] =>
    receiver.webhooks.map((_webhook, at) =>
      entries(at)
        .flatMap(({ changes }) => changes)
        .reduce((sum, { value }) => sum + (value['messages'] ?? value['statuses'] ?? []).length, 0),
    );
  const write = (count: number, phoneNumberId?: string): Promise<{ messageId: string }>[] =>
    Array.from({ length: count }, (_, at) =>
      emulator.receiveMessage({
        from: `49170${at % 3}`,
        text: `Line ${at}`,
        ...(phoneNumberId !== undefined && { phoneNumberId }),
      }),
    );

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('hold one event by default', async () => {
    await start();
    await Promise.all(write(5));
    expect(sizes()).toEqual([1, 1, 1, 1, 1]);
  });

  test('are posted as soon as they are full, and the rest when the window ends', async () => {
    await start({ webhookBatch: { maxItems: 4, windowMs: 4_000 } });
    const startedAt = performance.now();
    const written = write(10);
    await Promise.all(written.slice(0, 8));
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await Promise.all(written);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(3_990);
    expect(sizes()).toEqual([4, 4, 2]);
  });

  test('hold each event once, with each user of a change once', async () => {
    await start({ webhookBatch: { maxItems: 1000, windowMs: 50 } });
    const ids = (await Promise.all(write(9))).map(({ messageId }) => messageId);
    const [change, ...others] = entries()[0]?.changes ?? [];
    expect(others).toEqual([]);
    expect(change?.value['messages']?.map((message) => (message as { id: string }).id)).toEqual(ids);
    expect(change?.value['contacts']).toHaveLength(3);
  });

  test('have an entry for each account and a change for each number and kind', async () => {
    await start({ webhookBatch: { maxItems: 1000, windowMs: 100 }, autoStatuses: [] });
    const { wabaId, phoneNumberId } = emulator.info;
    const second = emulator.addPhoneNumber({ registered: true }).phoneNumberId;
    const foreign = emulator.addPhoneNumber({ registered: true, wabaId: '9002' }).phoneNumberId;
    const sent = String((await send(emulator)).body.messages[0]?.id);
    await Promise.all([...write(2), ...write(1, second), ...write(1, foreign), emulator.sendStatus(sent, 'delivered')]);
    const shape = entries().map(({ id, changes }) => [
      id,
      changes.map(({ field, value }) => [
        field,
        value.metadata.phone_number_id,
        Object.keys(value).find((key) => key === 'messages' || key === 'statuses'),
      ]),
    ]);
    expect(shape).toEqual([
      [
        wabaId,
        [
          ['messages', phoneNumberId, 'statuses'],
          ['messages', phoneNumberId, 'messages'],
          ['messages', second, 'messages'],
        ],
      ],
      ['9002', [['messages', foreign, 'messages']]],
    ]);
  });

  test('hold the statuses of a message together, whose truth is known', async () => {
    await start({ webhookBatch: { maxItems: 100, windowMs: 50 }, autoStatuses: ['sent', 'delivered', 'read'] });
    await send(emulator);
    await emulator.webhooksSettled();
    expect(sizes()).toEqual([3]);
    const [message] = emulator.messages();
    expect(message?.posts.map(({ status, deliveryId }) => [status, deliveryId])).toEqual([
      ['sent', 1],
      ['delivered', 1],
      ['read', 1],
    ]);
  });

  test('stay below the size of a body, whatever they may hold', async () => {
    await start({ webhookBatch: { maxItems: 1000, windowMs: 50 } });
    const text = 'x'.repeat(1_000_000);
    await Promise.all([1, 2, 3, 4].map(() => emulator.receiveMessage({ from: '491701', text })));
    expect(sizes().sort()).toEqual([1, 3]);
    expect(Math.max(...receiver.webhooks.map(({ rawBody }) => rawBody.length))).toBeLessThan(3 * 1024 * 1024);
  });

  test.each([0, 1001, 1.5])('cannot hold %d events', async (maxItems) => {
    await start();
    expect(() => emulator.configure({ webhookBatch: { maxItems } })).toThrow(/webhookBatch\.maxItems/);
  });

  test('that were open when the emulator stops are given up', async () => {
    await start({ webhookBatch: { maxItems: 10, windowMs: 60_000 } });
    const [written] = write(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await emulator.stop();
    expect(await written).toMatchObject({ delivery: { state: 'stopped', attempts: [] } });
    await emulator.webhooksSettled();
    expect(receiver.webhooks).toEqual([]);
  });

  describe('made by hand', () => {
    test('are one POST of anything, in the places that were asked for', async () => {
      await start({ clock: () => 1_800_000_000_000, autoStatuses: [] });
      const sent = String((await send(emulator)).body.messages[0]?.id);
      const items: WebhookItem[] = [
        { message: { from: '491701', messageId: 'wamid.in', text: 'Hi' } },
        { raw: { at: 'item', value: 'not a message' } },
        { status: { messageId: sent, status: 'read' } },
        { status: { messageId: 'wamid.foreign', status: 'sent', fields: { recipient_id: '491702' } } },
        { echo: { to: '+49 1703', messageId: 'wamid.echo', text: 'From the phone' } },
        { change: { field: 'account_update', value: { event: 'PARTNER_REMOVED' } } },
        { change: { field: 'calls', value: { calls: [] } }, phoneNumberId: emulator.info.phoneNumberId },
        { raw: { at: 'change', value: 7 }, wabaId: '9002' },
        { change: { field: 'a_field_of_tomorrow', value: null, time: 5 }, wabaId: '9002' },
        { raw: { at: 'entry', value: null } },
      ];
      const { ids, deliveries } = await emulator.deliverBatch(items);
      expect(ids).toEqual(['wamid.in', null, sent, 'wamid.foreign', 'wamid.echo', null, null, null, null, null]);
      expect(deliveries).toMatchObject([{ state: 'accepted', attempts: [{ status: 200 }] }]);
      const digits = emulator.phoneNumber().displayPhoneNumber.replace(/\D/g, '');
      const metadata = { display_phone_number: digits, phone_number_id: emulator.info.phoneNumberId };
      const value = { messaging_product: 'whatsapp', metadata };
      const userId = emulator.userIds('491701234567')[1];
      const timestamp = '1800000000';
      expect(JSON.parse(receiver.webhooks[0]?.rawBody ?? '')).toEqual({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: emulator.info.wabaId,
            time: 1_800_000_000,
            changes: [
              {
                field: 'messages',
                value: {
                  ...value,
                  contacts: [expect.objectContaining({ wa_id: '491701' })],
                  messages: [expect.objectContaining({ id: 'wamid.in', type: 'text' }), 'not a message'],
                },
              },
              {
                field: 'messages',
                value: {
                  ...value,
                  contacts: [{ wa_id: '491701234567', user_id: userId }],
                  statuses: [
                    { id: sent, status: 'read', timestamp, recipient_id: '491701234567', recipient_user_id: userId },
                    { id: 'wamid.foreign', status: 'sent', timestamp, recipient_id: '491702' },
                  ],
                },
              },
              {
                field: 'smb_message_echoes',
                value: {
                  ...value,
                  message_echoes: [
                    {
                      from: digits,
                      to: '491703',
                      id: 'wamid.echo',
                      timestamp,
                      type: 'text',
                      text: { body: 'From the phone' },
                    },
                  ],
                },
              },
              { field: 'account_update', value: { event: 'PARTNER_REMOVED' } },
              { field: 'calls', value: { ...value, calls: [] } },
            ],
          },
          { id: '9002', time: 5, changes: [7, { field: 'a_field_of_tomorrow', value: null }] },
          null,
        ],
      });
      expect(emulator.messages()[0]?.statuses).toMatchObject([{ status: 'read' }]);
      expect(emulator.messages()[0]?.posts).toMatchObject([{ status: 'read', deliveryId: deliveries[0]?.id }]);
    });

    test('are not split, and are delivered again like every other webhook', async () => {
      await start({ webhookRetryDelayMs: 1 });
      receiver.statuses.push(500);
      const items = Array.from({ length: 1000 }, (_, at) => ({ message: { from: `491700${at}`, text: 'Hi' } }));
      await emulator.deliverBatch(items);
      await emulator.webhooksSettled();
      expect(sizes()).toEqual([1000, 1000]);
    });

    test.each<[string, unknown]>([
      ['no item', []],
      ['an item of two kinds', [{ message: { from: '1', text: 'a' }, status: { messageId: 'a', status: 'sent' } }]],
      ['an item of no kind', [{ phoneNumberId: '1' }]],
      ['a message without a sender', [{ message: { text: 'a' } }]],
      ['a number that is not there', [{ message: { from: '1', text: 'a' }, phoneNumberId: '12345' }]],
      ['an unknown place', [{ raw: { at: 'body', value: 1 } }]],
    ])('are refused with %s, and nothing is posted', async (_what, items) => {
      await start();
      await expect(emulator.deliverBatch(items as WebhookItem[])).rejects.toThrow(/deliverBatch|no phone number/);
      expect(receiver.webhooks).toEqual([]);
    });
  });
});
