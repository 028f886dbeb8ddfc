/** Sends in every way, by one caller or several, while workers are killed and paused and the server is restarted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HistoryRunner } from '../helpers/history-runner.js';
import { startKilling, type KilledWorkers } from '../helpers/killed-workers.js';
import { historiesOfMany, propertySeed } from '../helpers/send-history.js';
import { startRestartableServer, type RestartableServer } from '../helpers/temporal-server.js';

const seed = propertySeed();
const sends = Number(process.env['SENDS_UNDER_KILLS'] ?? 1_000);
const kills = Math.max(4, Math.round(sends / 25));
const restarts = Math.max(1, Math.round(sends / 250));
const everyMs = 100;

describe(`${sends} random sends while ${kills} workers are killed, others paused, and the server restarted`, () => {
  let server: RestartableServer;
  let runner: HistoryRunner;
  let workers: KilledWorkers;
  beforeAll(async () => {
    server = await startRestartableServer();
    const settings = { worker: false, deadlineMs: 30_000, concurrency: 400, everyMs };
    runner = await HistoryRunner.start({ ...settings, temporalAddress: server.address });
    workers = await startKilling(runner.stack, 2_000, kills);
  });
  afterAll(async () => {
    await workers.stop();
    await runner.stop();
    await server.remove();
  });

  test('no key has two messages, and no outcome contradicts what the emulator knows', async () => {
    // Requests that are under way for a while, so that kills hit them.
    const { emulator } = runner.stack;
    emulator.addFault({ match: { path: '/media' }, times: null, delayMs: 200 });
    const startedAt = performance.now();
    const restarting = restartServer();
    const results = await runner.run(historiesOfMany(sends, seed));
    await restarting;
    await workers.spared;
    const { untruths } = results;
    expect({ SEND_PROPERTY_SEED: seed, untruths }).toEqual({ SEND_PROPERTY_SEED: seed, untruths: [] });
    expect(results.sends).toHaveLength(sends);
    expect(workers.kills).toBe(kills);
    const endings = results.sends.flatMap(({ calls }) => calls.map(({ ending }) => ending.kind));
    const count = (kind: string): number => endings.filter((each) => each === kind).length;
    console.warn(
      `${sends} sends of ${endings.length} callers: ${count('accepted')} accepted, ${count('refused')} refused, ` +
        `${count('unknown')} unknown, ${count('failed')} failed; ${emulator.messages().length} messages; ` +
        `${workers.kills} kills, ${workers.pauses} pauses, ${restarts} restarts; ` +
        `${Math.round((performance.now() - startedAt) / 1_000)} s`,
    );
  }, 600_000);

  async function restartServer(): Promise<void> {
    for (let restart = 0; restart < restarts; restart += 1) {
      await sleep((sends * everyMs) / (restarts + 1));
      await server.stop();
      await sleep(1_000);
      await server.start();
    }
  }
});
