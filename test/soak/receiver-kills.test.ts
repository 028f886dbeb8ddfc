import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../src/devserver/free-port.js';
import { findContradictions, mixedWebhooks, postSteadily, startRecorder } from '../helpers/mixed-webhooks.js';
import { startReceiverProcess } from '../helpers/receiver-process.js';
import { readSeed } from '../helpers/seed.js';
import { startStack, type Stack } from '../helpers/stack.js';
import { terminateAll } from '../helpers/webhook-effects.js';
import { quickRedelivery } from '../helpers/webhook-traffic.js';
import type { WorkerProcess } from '../helpers/worker-process.js';

const seed = readSeed('WEBHOOK_SEED');
const count = 5_000;
const perSecond = 50;
const kills = 20;
const disorder = { webhookDuplicates: { copies: 0.2, delayMs: 700, seed }, webhookReorder: { windowMs: 300, seed } };

describe(`${count} webhooks of every fate, repeated and out of order, while the receiver is killed ${kills} times`, () => {
  let stack: Stack;
  let port: number;
  let receiver: WorkerProcess;
  beforeAll(async () => {
    stack = await startStack({ emulator: { ...quickRedelivery, ...disorder } });
    port = await freePort('127.0.0.1');
    receiver = await startReceiverProcess(stack, port);
    stack.emulator.setWebhookUrl(`http://127.0.0.1:${port}/webhook`);
    await startRecorder(stack);
  });
  afterAll(async () => {
    await receiver.kill();
    await terminateAll(stack);
    await stack.stop();
  });

  test('each item has its effect once, and nothing is lost', async () => {
    const webhooks = mixedWebhooks(stack, count, seed);
    const posting = postSteadily(stack, webhooks, perSecond);
    for (let kill = 0; kill < kills; kill += 1) {
      await sleep(500 + Math.random() * 4_000);
      await receiver.kill();
      receiver = await startReceiverProcess(stack, port);
    }
    await posting;
    const postedAt = performance.now();
    const contradictions = await findContradictions(stack, webhooks);
    expect({ WEBHOOK_SEED: seed, contradictions }).toEqual({ WEBHOOK_SEED: seed, contradictions: [] });
    const deliveries = stack.emulator.webhookDeliveries;
    expect(deliveries.filter(({ state }) => state !== 'accepted')).toEqual([]);
    const attempts = deliveries.flatMap(({ attempts: all }) => all);
    // Those that found nobody prove little.
    const cutOff = attempts.filter(({ error }) => error !== undefined && !error.includes('ECONNREFUSED'));
    expect(cutOff.length).toBeGreaterThanOrEqual(kills);
    const [refused, copies] = [attempts.filter(({ status }) => status === 503), deliveries.length - count];
    console.warn(
      `${count} webhooks and ${copies} copies with ${webhooks.flat().length} items, ${kills} kills: ` +
        `${attempts.length} posts, ${cutOff.length} cut off, ${refused.length} answered 503; ` +
        `${Math.round((performance.now() - postedAt) / 1_000)} s until all was compared`,
    );
  }, 600_000);
});
