/** The fault matrix, with a worker that lives: see test/helpers/fault-matrix.ts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { errorCodes, findErrorCode } from '../../src/common/error-codes.js';
import { startBrokenNetwork, type BrokenNetwork } from '../helpers/broken-network.js';
import { matrixRows } from '../helpers/fault-matrix.js';
import { deviations, runSends, type MatrixSend } from '../helpers/matrix-sends.js';
import { startStack, type Stack } from '../helpers/stack.js';

describe('the fault matrix', () => {
  test('has a row for every class of the error table', () => {
    const className = ({ type, retry }: { type: string; retry: string }): string => `${type} ${retry}`;
    const known = matrixRows.map(({ fault }) => findErrorCode(fault?.code)).filter((entry) => entry !== undefined);
    const classes = new Set(known.map(className));
    expect(errorCodes.map(({ entry }) => className(entry)).filter((name) => !classes.has(name))).toEqual([]);
  });

  test('expects two messages only where a resend was asked for', () => {
    const twice = matrixRows.filter(({ cells }) => Object.values(cells).some((cell) => Number(cell.split(' ')[2]) > 1));
    expect(twice.map(({ options }) => options?.onUnknown)).toEqual(['resend']);
  });
});

describe('with a worker that lives', () => {
  let stack: Stack;
  let network: BrokenNetwork;
  let sends: MatrixSend[];
  beforeAll(async () => {
    stack = await startStack();
    network = await startBrokenNetwork(stack);
    const times = {
      // On a busy machine an answer may take seconds.
      startToCloseMs: 12_000,
      networkDeadlineMs: 15_000,
      activityDeadlineMs: 60_000,
      hangDeadlineMs: 30_000,
    };
    sends = await runSends(stack, matrixRows, times);
  });
  afterAll(async () => {
    await network.stop();
    await stack.stop();
  });

  test.each(['workflow', 'activity'] as const)(
    'every send by %s ends as the matrix says',
    async (way) => {
      const ofWay = sends.filter((send) => send.way === way);
      expect(ofWay.length).toBeGreaterThan(40);
      expect(await deviations(ofWay, 'alive')).toEqual({});
    },
    120_000,
  );
});
