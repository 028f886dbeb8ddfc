import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../src/devserver/free-port.js';
import { startReceiverProcess } from '../helpers/receiver-process.js';
import { startStack, type Stack } from '../helpers/stack.js';
import type { WorkerProcess } from '../helpers/worker-process.js';
import { terminateAll } from '../helpers/webhook-effects.js';
import { expectEveryEventOnce, quickRedelivery, startWebhookTraffic } from '../helpers/webhook-traffic.js';

const eventsPerSecond = 50;
const kills = 10;

describe(`the receiver killed ${kills} times at random moments while ${eventsPerSecond} events come every second`, () => {
  let stack: Stack;
  let port: number;
  let receiver: WorkerProcess;
  beforeAll(async () => {
    stack = await startStack({
      emulator: quickRedelivery,
    });
    port = await freePort('127.0.0.1');
    receiver = await startReceiverProcess(stack, port);
    stack.emulator.setWebhookUrl(`http://127.0.0.1:${port}/webhook`);
  });
  afterAll(async () => {
    await receiver.kill();
    await terminateAll(stack);
    await stack.stop();
  });

  test('everything is delivered again, nothing is lost, and nothing happens twice', async () => {
    const traffic = await startWebhookTraffic(stack, eventsPerSecond);
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(1_000 + Math.random() * 3_000);
      await receiver.kill();
      receiver = await startReceiverProcess(stack, port);
    }
    await traffic.stop();
    const attempts = stack.emulator.webhookDeliveries.flatMap(({ attempts: all }) => all);
    const cutOff = attempts.filter(({ status }) => status === undefined);
    // Else nothing was proved.
    expect(cutOff.length).toBeGreaterThanOrEqual(kills);
    await expectEveryEventOnce(stack, traffic);
    console.warn(
      `${traffic.sent.length} events, ${kills} kills, ${cutOff.length} of ${attempts.length} posts were not answered`,
    );
  }, 600_000);
});
