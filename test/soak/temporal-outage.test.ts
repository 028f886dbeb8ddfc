import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { silentReceiverLog } from '../helpers/logger.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { startRestartableServer, type RestartableServer } from '../helpers/temporal-server.js';
import { expectEveryEventOnce, quickRedelivery, startWebhookTraffic } from '../helpers/webhook-traffic.js';

const eventsPerSecond = 50;
const outageMs = 30_000;

describe(`Temporal stopped for ${outageMs / 1000} seconds while ${eventsPerSecond} events come every second`, () => {
  let server: RestartableServer;
  let stack: Stack;
  beforeAll(async () => {
    server = await startRestartableServer();
    stack = await startStack({
      temporalAddress: server.address,
      emulator: { ...quickRedelivery, webhookBatch: { maxItems: 20, windowMs: 100 } },
      receiver: { fallback: 'dead-letter', deadlineMs: 2_000, log: silentReceiverLog },
    });
  });
  afterAll(async () => {
    await stack.stop();
    await server.remove();
  });

  test('everything is delivered again, nothing is lost, and nothing happens twice', async () => {
    const traffic = await startWebhookTraffic(stack, eventsPerSecond);
    await sleep(10_000);
    await server.stop();
    await sleep(outageMs);
    await server.start();
    await sleep(10_000);
    await traffic.stop();
    const statuses = stack.emulator.webhookDeliveries.flatMap(({ attempts }) => attempts.map(({ status }) => status));
    const refused = statuses.filter((status) => status === 503);
    expect(refused.length).toBeGreaterThan(outageMs / 1_000);
    // A busy machine may leave one without an answer.
    expect(statuses.filter((status) => ![200, 503, undefined].includes(status))).toEqual([]);
    await expectEveryEventOnce(stack, traffic);
    console.warn(
      `${traffic.sent.length} events in ${stack.emulator.webhookDeliveries.length} webhooks, ${refused.length} answers were 503`,
    );
  }, 600_000);
});
