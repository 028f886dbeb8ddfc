import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HistoryRunner, type HistoryResults } from '../helpers/history-runner.js';
import { startKilling, type KilledWorkers } from '../helpers/killed-workers.js';
import { histories, propertySeed } from '../helpers/send-history.js';

const seed = propertySeed();
/** Then the workers that are left finish what was cut off. */
const killedForMs = 60_000;

function expectTruth({ sends, untruths }: HistoryResults, count: number): void {
  expect({ SEND_PROPERTY_SEED: seed, untruths }).toEqual({ SEND_PROPERTY_SEED: seed, untruths: [] });
  expect(sends).toHaveLength(count);
}

describe('sends with a thousand random histories of faults, crashes and statuses', () => {
  let runner: HistoryRunner;
  beforeAll(async () => {
    runner = await HistoryRunner.start();
  });
  afterAll(() => runner.stop());

  test('each is accepted at most once for a send key, and ends in the outcome that is true', async () => {
    expectTruth(await runner.run(histories(1_000, seed)), 1_000);
  }, 900_000);
});

describe('sends with a hundred random histories, while their workers are killed', () => {
  let runner: HistoryRunner;
  let workers: KilledWorkers;
  beforeAll(async () => {
    runner = await HistoryRunner.start({ worker: false, deadlineMs: 30_000, concurrency: 20 });
    workers = startKilling(runner.stack, 2_000);
  });
  afterAll(async () => {
    await workers.stop();
    await runner.stop();
  });

  test('each is accepted at most once for a send key, and ends in the outcome that is true', async () => {
    // Here a crash is a real one.
    const withoutCrashes = histories(100, seed).map((history) => ({
      ...history,
      steps: history.steps.map(({ crash: _, ...step }) => step),
    }));
    const sparing = sleep(killedForMs).then(() => workers.spare());
    expectTruth(await runner.run(withoutCrashes), 100);
    await sparing;
    expect(workers.kills).toBeGreaterThan(2);
  }, 900_000);
});
