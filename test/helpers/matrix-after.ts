/** The fault matrix with a worker that ends while every request is under way, and another one that goes on. */
import { NativeConnection } from '@temporalio/worker';
import { startBrokenNetwork, startRepairedNetwork } from './broken-network.js';
import { eventually } from './eventually.js';
import { expectedCell, matrixRows, type Cell, type NetworkFault, type Way, type WorkerFate } from './fault-matrix.js';
import { readAttempt, startSends, type AttemptTimes, type MatrixSend, type MatrixTimes } from './matrix-sends.js';
import { startStack, startWorkers, testActivities, testWorkflowBundle, type Stack } from './stack.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

/** What the test compares, by way and name of the row. */
type MatrixColumn = Record<string, Cell>;

export interface EndedMatrix {
  seen(way: Way): Promise<MatrixColumn>;
  expected(way: Way): MatrixColumn;
  /**
   * Requests that were answered before the worker ended, and so were not under way: a test that finds some proves too
   * little.
   */
  answeredBefore: string[];
  stop(): Promise<void>;
}

/**
 * @param end Ends a worker, or begins to.
 */
export async function runMatrixUntil(
  fate: WorkerFate,
  times: MatrixTimes,
  end: (worker: WorkerProcess) => Promise<void>,
): Promise<EndedMatrix> {
  const stack = await startStack({ worker: false });
  const connection = await NativeConnection.connect({ address: stack.temporalAddress });
  const [worker, network] = await Promise.all([
    startWorkerProcess(stack),
    startBrokenNetwork(stack),
    testWorkflowBundle(),
  ]);
  const sends = await startSends(stack, matrixRows, times);
  const cutOff = sends.filter(({ row }) => !row.network);
  await eventually(
    () => cutOff.filter(({ posts }) => posts().length === 0).map(describeSend),
    ({ length }) => length === 0,
  );
  const answeredBefore = cutOff
    .filter(({ posts }) => posts().some(({ answer }) => answer !== undefined))
    .map(describeSend);
  await end(worker);
  await Promise.all([
    allAttempts(stack, sends, ['refused', 'name', 'certificate'], isBetweenTwo).then(() => end(network.unconnected)),
    allAttempts(stack, sends, ['handshake'], isUnderWay).then(() => end(network.shaking)),
  ]);
  const others = [
    await startWorkers(connection, stack.taskQueue, testActivities(stack.emulator, stack.mediaDirectory)),
    await startRepairedNetwork(stack, connection),
  ];

  const column = async (way: Way, cellOf: (send: MatrixSend) => Cell | Promise<Cell>): Promise<MatrixColumn> => {
    const ofWay = sends.filter((send) => send.way === way);
    return Object.fromEntries(await Promise.all(ofWay.map(async (send) => [send.row.name, await cellOf(send)])));
  };
  return {
    seen: (way) => column(way, (send) => send.cell()),
    expected: (way) =>
      Object.fromEntries(
        sends.filter((send) => send.way === way).map(({ row }) => [row.name, expectedCell(row, fate, way)]),
      ),
    answeredBefore,
    stop: async () => {
      await Promise.all([...others.map((other) => other.stop()), worker.kill(), network.stop()]);
      await connection.close();
      await stack.stop();
    },
  };
}

function describeSend({ row, way }: MatrixSend): string {
  return `${row.name}, by ${way}`;
}

/** Waits until the attempts of all sends with these faults are at the same point. */
async function allAttempts(
  stack: Stack,
  sends: readonly MatrixSend[],
  faults: readonly NetworkFault[],
  isThere: (attempt: AttemptTimes) => boolean,
): Promise<void> {
  const meant = sends.filter(({ row }) => row.network && faults.includes(row.network));
  await eventually(async () => (await Promise.all(meant.map((send) => readAttempt(stack, send)))).every(isThere));
}

/** What is cut off in an attempt ends in another way than what is cut off between two, so some time has to be left. */
function isBetweenTwo({ waitingMs = 0 }: AttemptTimes): boolean {
  return waitingMs > 400;
}

/** The handshake is given up after 5 seconds. */
function isUnderWay({ runningMs = Infinity }: AttemptTimes): boolean {
  return runningMs < 4_000;
}
