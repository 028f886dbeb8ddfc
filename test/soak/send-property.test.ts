import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HistoryRunner } from '../helpers/history-runner.js';
import { histories, propertySeed } from '../helpers/send-history.js';

const seed = propertySeed();
describe('sends with a thousand random histories of faults, crashes and statuses', () => {
  let runner: HistoryRunner;
  beforeAll(async () => {
    runner = await HistoryRunner.start();
  });
  afterAll(() => runner.stop());

  test('each is accepted at most once for a send key, and ends in the outcome that is true', async () => {
    const { sends, untruths } = await runner.run(histories(1_000, seed));
    expect({ SEND_PROPERTY_SEED: seed, untruths }).toEqual({ SEND_PROPERTY_SEED: seed, untruths: [] });
    expect(sends).toHaveLength(1_000);
  }, 900_000);
});
