import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeCallbackData } from '../../../../src/common/sending/callback-data.js';
import { GraphEmulator, type GraphEmulatorOptions, type TrafficOptions } from '../../../../src/emulator/index.js';
import { startReceiver, type Receiver } from '../graph-caller.js';

const all = { message: 3, status: 3, echo: 1, template: 1, unknown: 1, malformed: 1 };

describe('traffic', () => {
  let emulator: GraphEmulator;
  let receiver: Receiver;
  const start = async (options: GraphEmulatorOptions = {}): Promise<void> => {
    emulator = await GraphEmulator.start({ webhookUrl: receiver.url, timeScale: 0.001, ...options });
  };
  const run = async (options: TrafficOptions): Promise<readonly string[]> => {
    const traffic = emulator.startTraffic(options);
    await traffic.ended;
    await emulator.webhooksSettled();
    return traffic.sent;
  };
  /** How often each of these ids is in the bodies that have arrived. */
  const arrivals = (ids: readonly string[]): number[] => {
    const text = receiver.webhooks.map(({ rawBody }) => rawBody).join('\n');
    return ids.map((id) => text.split(`"${id}"`).length - 1);
  };

  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await emulator.stop();
    await receiver.close();
  });

  test('makes so many events a second, names each once, and delivers each', async () => {
    await start();
    const startedAt = performance.now();
    const sent = await run({ eventsPerSecond: 200, maxEvents: 200, mix: all });
    expect(performance.now() - startedAt).toBeGreaterThan(950);
    expect(sent).toHaveLength(200);
    expect(new Set(sent).size).toBe(200);
    expect(arrivals(sent)).toEqual(sent.map(() => 1));
  });

  test('mixes kinds and users as told, the same for the same seed, with new ids', async () => {
    await start();
    const kinds = async (seed: number): Promise<string[]> => {
      const from = receiver.webhooks.length;
      const traffic = emulator.startTraffic({ eventsPerSecond: 1000, maxEvents: 60, seed, users: 4, mix: all });
      await traffic.ended;
      await emulator.webhooksSettled();
      expect(Object.values(traffic.counts).reduce((sum, count) => sum + count, 0)).toBe(60);
      const shapes = receiver.webhooks
        .slice(from)
        .map(({ rawBody }) => rawBody.replaceAll(/"(wamid\.[^"]*|\d{15,})"/g, '"id"'));
      return shapes.map((shape) => shape.replaceAll(/"(timestamp|time)":"?\d+"?/g, '')).sort();
    };
    const first = await kinds(1);
    expect(await kinds(1)).toEqual(first);
    expect(await kinds(2)).not.toEqual(first);
  });

  test('comes only in the kinds that are wanted, with the callback data that is wanted', async () => {
    await start();
    const callbackData = encodeCallbackData({ workflowId: 'w', sendKey: 'k', wanted: ['delivered'] });
    await run({ eventsPerSecond: 1000, maxEvents: 20, mix: { status: 1, message: 0 }, callbackData });
    const statuses = receiver.webhooks.flatMap(({ value }) => value.statuses);
    expect(statuses).toHaveLength(20);
    expect(statuses.every((status) => status['biz_opaque_callback_data'] === callbackData)).toBe(true);
  });

  test('is spread over numbers, a user always at the same one', async () => {
    await start();
    const other = emulator.addPhoneNumber({ registered: true }).phoneNumberId;
    const phoneNumberIds = [emulator.info.phoneNumberId, other];
    await run({ eventsPerSecond: 1000, maxEvents: 60, users: 10, mix: { message: 1 }, phoneNumberIds });
    const numbersOf = new Map<string, Set<string>>();
    for (const { id, from, phoneNumberId } of emulator.receivedMessages()) {
      expect(id).toMatch(/^wamid\./);
      numbersOf.set(from, (numbersOf.get(from) ?? new Set()).add(phoneNumberId));
    }
    expect(numbersOf.size).toBeGreaterThan(5);
    expect([...numbersOf.keys()].some((user) => user.startsWith('DE.'))).toBe(true);
    expect([...numbersOf.values()].every((numbers) => numbers.size === 1)).toBe(true);
    expect(new Set([...numbersOf.values()].flatMap((numbers) => [...numbers]))).toEqual(new Set(phoneNumberIds));
  });

  test('goes through batches, duplicates, reordering and a receiver that fails, and loses nothing', async () => {
    await start({
      webhookBatch: { maxItems: 20, windowMs: 20 },
      webhookDuplicates: 0.3,
      webhookReorder: 20,
      webhookTimeoutMs: 200,
    });
    receiver.statuses.push(500, 0, 503, 200, 404, 200, 500);
    const sent = await run({ eventsPerSecond: 500, maxEvents: 300, mix: all });
    expect(Math.min(...arrivals(sent))).toBeGreaterThanOrEqual(1);
    expect(emulator.pendingWebhooks()).toEqual([]);
    const accepted = emulator.webhookDeliveries
      .filter(({ state }) => state === 'accepted')
      .map(({ rawBody }) => rawBody);
    const text = accepted.join('\n');
    expect(sent.filter((id) => !text.includes(`"${id}"`))).toEqual([]);
    expect(
      Math.max(...receiver.webhooks.map(({ value }) => (value.messages ?? value.statuses ?? []).length)),
    ).toBeGreaterThan(1);
  });

  test('ends when it is stopped, and with the emulator', async () => {
    await start();
    const traffic = emulator.startTraffic({ eventsPerSecond: 100 });
    await receiver.until(5);
    expect(traffic.isRunning).toBe(true);
    await traffic.stop();
    const made = traffic.sent.length;
    await emulator.webhooksSettled();
    expect([traffic.isRunning, receiver.webhooks.length, traffic.sent.length]).toEqual([false, made, made]);
    const other = emulator.startTraffic({ eventsPerSecond: 100 });
    await emulator.stop();
    await other.ended;
    expect(other.isRunning).toBe(false);
  });

  test('keeps as many records as were asked for', async () => {
    await start({ recordLimit: 50 });
    const sent = await run({ eventsPerSecond: 1000, maxEvents: 200, mix: { message: 1 } });
    expect(sent).toHaveLength(200);
    expect(emulator.webhookDeliveries.length).toBeLessThanOrEqual(50);
    expect(emulator.receivedMessages().length).toBeLessThanOrEqual(50);
    expect(receiver.webhooks).toHaveLength(200);
  });

  test.each<[string, TrafficOptions, RegExp]>([
    ['no events', { eventsPerSecond: 0 }, /eventsPerSecond/],
    ['more than it can', { eventsPerSecond: 1001 }, /eventsPerSecond/],
    ['a mix of nothing', { eventsPerSecond: 1, mix: { message: 0 } }, /must have a kind/],
    ['a number that is not there', { eventsPerSecond: 1, phoneNumberIds: ['12345'] }, /no phone number/],
  ])('is refused with %s', async (_what, options, message) => {
    await start();
    expect(() => emulator.startTraffic(options)).toThrow(message);
  });

  test('is refused when nobody gets it', async () => {
    await start();
    emulator.setWebhookUrl(undefined);
    expect(() => emulator.startTraffic({ eventsPerSecond: 1 })).toThrow(/nobody gets the webhooks/);
  });
});
