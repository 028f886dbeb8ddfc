/** The fault matrix, with a worker that is killed: see test/helpers/fault-matrix.ts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMatrixUntil, type EndedMatrix } from '../helpers/matrix-after.js';

/** Longer than a killed worker waits, so that its requests are under way; its attempts end by the engine's timeouts. */
const times = { delayMs: 60_000, startToCloseMs: 12_000, networkDeadlineMs: 25_000, activityDeadlineMs: 15_000 };

describe('with a worker that is killed while its requests are under way', () => {
  let matrix: EndedMatrix;
  beforeAll(async () => {
    matrix = await runMatrixUntil('killed', times, (worker) => worker.kill());
  });
  afterAll(() => matrix.stop());

  test('no request had been answered by then', () => {
    expect(matrix.answeredBefore).toEqual([]);
  });

  test.each(['workflow', 'activity'] as const)('every send by %s ends as the matrix says', async (way) => {
    await expect(matrix.seen(way)).resolves.toEqual(matrix.expected(way));
  });
});
