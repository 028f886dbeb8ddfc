import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GraphEmulator, type GraphEmulatorOptions } from '../../../../../src/emulator/index.js';
import { startReceiver, type Receiver } from '../../graph-caller.js';

let receiver: Receiver;
let emulator: GraphEmulator;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await emulator.stop();
  await receiver.close();
});

const start = async (options: GraphEmulatorOptions): Promise<void> => {
  emulator = await GraphEmulator.start({
    enforceWindow: false,
    webhookUrl: receiver.url,
    autoStatuses: [],
    ...options,
  });
};

/** The texts of the messages that have arrived, of one run with an emulator of its own. */
async function arrivals(count: number, options: GraphEmulatorOptions): Promise<string[]> {
  const own = await GraphEmulator.start({ enforceWindow: false, webhookUrl: receiver.url, ...options });
  const from = receiver.webhooks.length;
  await Promise.all(Array.from({ length: count }, (_, at) => own.receiveMessage({ from: '491701', text: String(at) })));
  await own.webhooksSettled();
  await own.stop();
  return receiver.webhooks.slice(from).map(({ value }) => (value.messages[0] as { text: { body: string } }).text.body);
}

describe('duplicates of webhooks', () => {
  test('are so many more of each, byte for byte the same, and known as copies', async () => {
    await start({ webhookDuplicates: 2 });
    const { delivery } = await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    await emulator.webhooksSettled();
    expect(receiver.webhooks).toHaveLength(3);
    expect(new Set(receiver.webhooks.map(({ rawBody }) => rawBody)).size).toBe(1);
    expect(new Set(receiver.webhooks.map(({ headers }) => headers['x-hub-signature-256'])).size).toBe(1);
    expect(emulator.webhookDeliveries.map(({ copyOf, state }) => [copyOf, state])).toEqual([
      [undefined, 'accepted'],
      [delivery?.id, 'accepted'],
      [delivery?.id, 'accepted'],
    ]);
  });

  test('come by chance, the same ones for the same seed', async () => {
    await start({});
    const options = (seed: number): GraphEmulatorOptions => ({ webhookDuplicates: { copies: 0.2, seed } });
    const duplicates = async (seed: number): Promise<string[]> => {
      const all = await arrivals(60, options(seed));
      expect(new Set(all).size).toBe(60);
      return all.filter((text, at) => all.indexOf(text) !== at).sort();
    };
    const first = await duplicates(1);
    expect(first.length).toBeGreaterThan(4);
    expect(first.length).toBeLessThan(24);
    expect(await duplicates(1)).toEqual(first);
    expect(await duplicates(2)).not.toEqual(first);
  });

  test('of 1.5 are one or two', async () => {
    await start({});
    const all = await arrivals(30, { webhookDuplicates: 1.5 });
    const counts = new Set(Array.from({ length: 30 }, (_, at) => all.filter((text) => text === String(at)).length));
    expect([...counts].sort()).toEqual([2, 3]);
  });

  test('come at the same time, or later', async () => {
    await start({ webhookDuplicates: { copies: 1, delayMs: 60 } });
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    expect(receiver.webhooks).toHaveLength(1);
    await emulator.webhooksSettled();
    const [first, copy] = emulator.webhookDeliveries.map(({ attempts }) => attempts[0]?.atMs ?? 0);
    expect((copy ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(55);
    emulator.configure({ webhookDuplicates: 0 });
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    await emulator.webhooksSettled();
    expect(receiver.webhooks).toHaveLength(3);
  });

  test('are delivered again on their own when the receiver does not accept them', async () => {
    await start({ webhookDuplicates: 1, timeScale: 0.001 });
    receiver.statuses.push(500, 500);
    await emulator.receiveMessage({ from: '491701', text: 'Hi' });
    await emulator.webhooksSettled();
    expect(emulator.webhookDeliveries.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
      [500, 200],
      [500, 200],
    ]);
  });
});

describe('reordering of webhooks', () => {
  const inOrder = Array.from({ length: 20 }, (_, at) => String(at));

  test('posts what comes within the window in an order that the seed decides', async () => {
    await start({});
    const orders = new Set<string>();
    for (const seed of [1, 2, 3]) {
      const order = await arrivals(20, { webhookReorder: { windowMs: 30, seed } });
      expect(await arrivals(20, { webhookReorder: { windowMs: 30, seed } })).toEqual(order);
      expect(order).not.toEqual(inOrder);
      expect(order.map(Number).sort((left, right) => left - right)).toEqual(inOrder.map(Number));
      orders.add(order.join());
    }
    expect(orders.size).toBe(3);
  });

  test('holds nothing back longer than its window, and does not wait for a receiver that hangs', async () => {
    await start({ webhookReorder: 50, webhookTimeoutMs: 4_000, timeScale: 0.001 });
    receiver.statuses.push(0);
    const startedAt = performance.now();
    await Promise.all(inOrder.slice(0, 5).map((text) => emulator.receiveMessage({ from: '491701', text })));
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    const starts = emulator.webhookDeliveries.map(({ attempts }) => attempts[0]?.atMs ?? 0).sort();
    expect((starts[4] ?? 0) - (starts[0] ?? 0)).toBeLessThan(3_900);
    expect(starts[0]).toBeGreaterThan(0);
    await emulator.webhooksSettled();
    expect(receiver.webhooks).toHaveLength(6);
  });

  test('mixes duplicates among the others, and keeps batches whole', async () => {
    await start({});
    const options = { webhookReorder: 40, webhookDuplicates: 1, webhookBatch: { maxItems: 2, windowMs: 10 } };
    const firstTexts = await arrivals(10, options);
    expect(firstTexts.length).toBe(10);
    expect(new Set(firstTexts)).toEqual(new Set(['0', '2', '4', '6', '8']));
    expect(firstTexts).not.toEqual([...firstTexts].sort());
  });
});
