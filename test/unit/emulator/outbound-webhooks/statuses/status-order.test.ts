import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type Fault, type GraphEmulatorOptions } from '../../../../../src/emulator/index.js';
import { eventually } from '../../../../helpers/eventually.js';
import { connectionError, send, startReceiver, type Receiver } from '../../graph-caller.js';

describe('statuses', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
    emulator = await GraphEmulator.start({
      enforceWindow: false,
      statusDelayMs: 1,
      webhookUrl: receiver.url,
      ...options,
    });
  };
  const arrived = (): string[] => receiver.webhooks.map(({ value }) => String(value.statuses[0]?.['status']));
  const messageId = async (content?: Record<string, unknown>): Promise<string> =>
    String((await send(emulator, content)).body.messages[0]?.id);

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  describe('before the answer', () => {
    test('have reached the receiver when the send is answered', async () => {
      await start({ statusBeforeAnswer: true });
      const id = await messageId();
      expect(arrived()).toEqual(['sent', 'delivered']);
      expect(receiver.webhooks[0]?.value.statuses[0]?.['id']).toBe(id);
    });

    test('come also when a fault asks for it, only for the requests that it hits', async () => {
      await start({ statusDelayMs: 50 });
      emulator.addFault({ statusBeforeAnswer: true });
      await send(emulator);
      expect(arrived()).toEqual(['sent', 'delivered']);
      await send(emulator);
      expect(arrived()).toHaveLength(2);
      await receiver.until(4);
    });

    test.each<[Fault, string]>([
      [{ drop: 'after' }, 'UND_ERR_SOCKET'],
      [{ reset: 'after' }, 'ECONNRESET'],
      [{ cut: true }, 'UND_ERR_SOCKET'],
    ])('come when the answer is then lost: %j', async (fault, code) => {
      await start();
      emulator.addFault({ ...fault, statusBeforeAnswer: true });
      expect(await connectionError(send(emulator))).toBe(code);
      expect(arrived()).toEqual(['sent', 'delivered']);
    });

    test('are tried once, and the send is answered, when nobody listens', async () => {
      await start({ statusBeforeAnswer: true, webhookUrl: 'http://127.0.0.1:9' });
      expect((await send(emulator)).status).toBe(200);
      expect(emulator.webhookDeliveries).toMatchObject([{ state: 'retrying' }, { state: 'retrying' }]);
    });
  });

  describe('in chaos', () => {
    const autoStatuses = ['sent', 'delivered', 'read'] as const;
    /** Arrivals of one message to this user, with an emulator of its own. */
    const arrivals = async (options: GraphEmulatorOptions, to = '4930111'): Promise<string[]> => {
      const own = await GraphEmulator.start({
        enforceWindow: false,
        statusBeforeAnswer: true,
        statusDelayMs: 0,
        autoStatuses,
        ...options,
      });
      const from = receiver.webhooks.length;
      own.setWebhookUrl(receiver.url);
      await send(own, { to });
      await own.stop();
      return arrived().slice(from);
    };

    test('come in another order, the same for the same seed, while the record keeps the true one', async () => {
      await start();
      const orders = new Set<string>();
      for (let seed = 1; seed <= 20; seed++) {
        const order = await arrivals({ statusChaos: { reorder: true, seed } });
        expect(await arrivals({ statusChaos: { reorder: true, seed } })).toEqual(order);
        orders.add(order.join());
      }
      expect(orders.size).toBeGreaterThanOrEqual(4);
      expect([...orders].every((order) => order.split(',').sort().join() === 'delivered,read,sent')).toBe(true);
    });

    test('come in another order for another user', async () => {
      await start();
      const orders = new Set<string>();
      for (let user = 0; user < 10; user++)
        orders.add((await arrivals({ statusChaos: { reorder: true } }, `493011${user}`)).join());
      expect(orders.size).toBeGreaterThan(1);
    });

    test('come more than once, byte for byte the same, but happen once', async () => {
      await start({ statusChaos: { duplicates: 2 } });
      await send(emulator);
      await receiver.until(6);
      expect(arrived()).toEqual(['sent', 'sent', 'sent', 'delivered', 'delivered', 'delivered']);
      expect(new Set(receiver.webhooks.map(({ rawBody }) => rawBody)).size).toBe(2);
      const [message] = emulator.messages();
      expect(message?.statuses.map(({ status }) => status)).toEqual(['sent', 'delivered']);
      expect(message?.posts.map(({ status }) => status)).toEqual(arrived());
    });

    test('say when they happened, not when they were posted', async () => {
      let nowMs = 1_800_000_000_000;
      await start({ statusChaos: { reorder: true, duplicates: 1 }, clock: () => (nowMs += 1000) });
      await send(emulator);
      await receiver.until(4);
      const at = (name: string): number[] =>
        receiver.webhooks
          .map(({ value }) => value.statuses[0])
          .flatMap((status) => (status?.['status'] === name ? [Number(status['timestamp'])] : []));
      expect(Math.max(...at('sent'))).toBeLessThan(Math.min(...at('delivered')));
    });

    test('is a matter of a fault, too, which wins over the option', async () => {
      await start({ statusChaos: { duplicates: 3 } });
      emulator.addFault({ statusChaos: { duplicates: 1 }, statusBeforeAnswer: true });
      await send(emulator);
      expect(arrived()).toHaveLength(4);
      emulator.configure({ statusChaos: false });
      await send(emulator);
      await receiver.until(6);
      await eventually(() => emulator.messages()[1]?.posts.length === 2);
      expect(emulator.messages()[1]?.statuses).toHaveLength(2);
    });
  });

  describe('of a failure', () => {
    test.each([
      [undefined, ['failed'], 0],
      ['sent', ['sent', 'failed'], 0],
      ['delivered', ['sent', 'delivered', 'failed'], 1],
      ['read', ['sent', 'delivered', 'read', 'failed'], 1],
    ] as const)('after %s are %j, whatever is usual', async (after, names, shown) => {
      await start({ autoStatuses: [] });
      emulator.addFault({ failedStatus: { code: 131026, ...(after && { after }) }, statusBeforeAnswer: true });
      const id = await messageId();
      expect(arrived()).toEqual(names);
      const last = receiver.webhooks.at(-1)?.value.statuses[0];
      expect(last).toMatchObject({ id, status: 'failed', errors: [{ code: 131026 }] });
      expect(receiver.webhooks.filter(({ value }) => value.statuses[0]?.['errors'] !== undefined)).toHaveLength(1);
      expect(emulator.phoneScreen('491701234567')).toHaveLength(shown);
    });
  });
});
