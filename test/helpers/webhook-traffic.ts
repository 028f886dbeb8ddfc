/** Steady webhooks of every fate, and the proof that each had its effect once. */
import { expect } from '@jest/globals';
import { encodeCallbackData } from '../../src/common/sending/callback-data.js';
import type { GraphEmulatorOptions, TrafficHandle } from '../../src/emulator/index.js';
import { eventually } from './eventually.js';
import type { Stack } from './stack.js';
import { deadLetterPlace, findPlaces, recorderPlace, webhookEffects, type WebhookEffects } from './webhook-effects.js';

const recorderId = 'webhook-traffic-statuses';

/**
 * Redeliveries that get rarer, as Meta's do, but sixty times as fast: the first after two seconds, and later none
 * after more than ten.
 */
export const quickRedelivery: GraphEmulatorOptions = {
  timeScale: 1 / 60,
  webhookRetryDelayMs: 120_000,
  webhookRetryMaxDelayMs: 600_000,
};

/** So many users that each has no more messages than a conversation keeps. */
const users = 200;

/**
 * Starts events at this rate: messages, statuses that a workflow waits for, fields that nobody knows, and items that
 * are none.
 */
export async function startWebhookTraffic(stack: Stack, eventsPerSecond: number): Promise<TrafficHandle> {
  const { client, taskQueue, emulator } = stack;
  await client.workflow.start('recorderWorkflow', { workflowId: recorderId, taskQueue });
  return emulator.startTraffic({
    eventsPerSecond,
    users,
    mix: { message: 20, status: 5, unknown: 1, malformed: 1 },
    callbackData: encodeCallbackData({ workflowId: recorderId, sendKey: 'traffic', wanted: ['delivered'] }),
  });
}

/** Waits until every webhook was accepted, and compares what was made with what came of it. */
export async function expectEveryEventOnce(stack: Stack, { sent, counts }: TrafficHandle): Promise<void> {
  await stack.emulator.webhooksSettled();
  expect(stack.emulator.webhookDeliveries.filter(({ state }) => state !== 'accepted')).toEqual([]);
  const ids = new Set(sent);
  const { places, messagesReceived } = await eventually(
    async () => readPlaces(await webhookEffects(stack, recorderId), ids),
    (seen) => [...seen.places.values()].every(({ length }) => length > 0),
    120_000,
  );
  expect([...places].filter(([, all]) => all.length !== 1)).toEqual([]);
  const all = [...places.values()].flat();
  const count = (place: string): number => all.filter((each) => each === place).length;
  expect(count(recorderPlace)).toBe(counts.status);
  expect(count(deadLetterPlace)).toBe(counts.unknown + counts.malformed);
  expect(messagesReceived).toBe(counts.message);
}

function readPlaces(
  effects: WebhookEffects,
  ids: ReadonlySet<string>,
): { places: Map<string, string[]>; messagesReceived: number } {
  const states = [...effects.conversations.values()];
  const messagesReceived = states.reduce((sum, state) => sum + state.messagesReceived, 0);
  return { places: findPlaces(effects, ids), messagesReceived };
}
