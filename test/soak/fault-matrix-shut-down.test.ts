/** The fault matrix, with a worker that is shut down: see test/helpers/fault-matrix.ts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runMatrixUntil, type EndedMatrix } from '../helpers/matrix-after.js';

/** Requests end while the worker drains. */
const times = { delayMs: 6_000, startToCloseMs: 14_000, networkDeadlineMs: 30_000, activityDeadlineMs: 28_000 };

describe('with a worker that is shut down while its requests are under way', () => {
  let matrix: EndedMatrix;
  const exitCodes: Promise<number | null>[] = [];
  beforeAll(async () => {
    matrix = await runMatrixUntil('shutDown', times, (worker) => {
      exitCodes.push(worker.shutDown());
      return Promise.resolve();
    });
  });
  afterAll(() => matrix.stop());

  test('no request had been answered when the shutdown began', () => {
    expect(matrix.answeredBefore).toEqual([]);
  });

  test.each(['workflow', 'activity'] as const)('every send by %s ends as the matrix says', async (way) => {
    await expect(matrix.seen(way)).resolves.toEqual(matrix.expected(way));
  });

  test('the workers end by themselves, without an error', async () => {
    await expect(Promise.all(exitCodes)).resolves.toEqual([0, 0, 0]);
  });
});
