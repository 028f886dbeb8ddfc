/** Steady webhooks of every fate, and the proof that each had its effect once. */
import { expect } from '@jest/globals';
import { encodeCallbackData } from '../../src/common/sending/callback-data.js';
import type { GraphEmulatorOptions, TrafficHandle } from '../../src/emulator/index.js';
import { eventually } from './eventually.js';
import type { Stack } from './stack.js';
import { webhookEffects, type WebhookEffects } from './webhook-effects.js';

const recorderId = 'webhook-traffic-statuses';

/** Redeliveries that get rarer, as Meta's do, but sixty times as fast, and never later than ten seconds. */
export const quickRedelivery: GraphEmulatorOptions = { timeScale: 1 / 60, webhookRetryMaxDelayMs: 600_000 };

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
  const kept = counts.unknown + counts.malformed;
  const effects = await eventually(
    () => webhookEffects(stack, recorderId),
    ({ messages, statuses, deadLetters }) => messages.length + statuses.length + deadLetters.length >= sent.length,
    120_000,
  );
  expect(missing(sent, effects)).toEqual([]);
  expect(effects.messages).toHaveLength(counts.message);
  expect(effects.messagesReceived).toBe(counts.message);
  expect(new Set(effects.messages).size).toBe(counts.message);
  expect(effects.statuses).toHaveLength(counts.status);
  expect(new Set(effects.statuses).size).toBe(counts.status);
  expect(effects.deadLetters).toHaveLength(kept);
}

function missing(sent: readonly string[], { messages, statuses, deadLetters }: WebhookEffects): string[] {
  const found = new Set([...messages, ...statuses]);
  const letters = deadLetters.join('\n');
  return sent.filter((id) => !found.has(id) && !letters.includes(id));
}
