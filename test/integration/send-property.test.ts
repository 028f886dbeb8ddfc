/** A few random histories for each run of the tests; test/soak/send-property.test.ts has the thousand. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HistoryRunner } from '../helpers/history-runner.js';
import { histories, propertySeed } from '../helpers/send-history.js';

describe('a send with any history of faults, crashes and statuses', () => {
  let runner: HistoryRunner;
  beforeAll(async () => {
    runner = await HistoryRunner.start();
  });
  afterAll(() => runner.stop());

  test('is accepted at most once for a send key, and ends in the outcome that is true', async () => {
    const seed = propertySeed();
    const { sends, untruths } = await runner.run(histories(100, seed));
    expect({ SEND_PROPERTY_SEED: seed, untruths }).toEqual({ SEND_PROPERTY_SEED: seed, untruths: [] });
    const outcomes = new Set(sends.flatMap(({ calls }) => calls.map(({ ending }) => ending.kind)));
    expect([...outcomes].sort()).toEqual(['accepted', 'failed', 'refused', 'unknown']);
  });
});
