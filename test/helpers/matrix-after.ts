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
 * Sends the matrix until all requests are under way, ends their workers, and lets others go on.
 *
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
  const answeredBefore = await allPosted(sends.filter(({ row }) => !row.network));
  await end(worker);
  await Promise.all([
    allAttempts(stack, sends, ['refused', 'name', 'certificate'], isBetweenTwo).then(() => end(network.unconnected)),
    allAttempts(stack, sends, ['handshake'], isUnderWay).then(() => end(network.shaking)),
  ]);
  const others = [
    await startWorkers(connection, stack.taskQueue, testActivities(stack.emulator, stack.mediaDirectory)),
    await startRepairedNetwork(stack, connection),
  ];
  const stop = async (): Promise<void> => {
    await Promise.all([...others.map((other) => other.stop()), worker.kill(), network.stop()]);
    await connection.close();
    await stack.stop();
  };
  return { ...columns(sends, fate), answeredBefore, stop };
}

/** Waits until every send has posted. @returns those that were answered already */
async function allPosted(sends: readonly MatrixSend[]): Promise<string[]> {
  await eventually(
    () => sends.filter(({ posts }) => posts().length === 0).map(describeSend),
    ({ length }) => length === 0,
  );
  return sends.filter(({ posts }) => posts().some(({ answer }) => answer !== undefined)).map(describeSend);
}

function columns(sends: readonly MatrixSend[], fate: WorkerFate): Pick<EndedMatrix, 'seen' | 'expected'> {
  const by = (way: Way): MatrixSend[] => sends.filter((send) => send.way === way);
  return {
    seen: async (way) => {
      const cells = by(way).map(async (send) => [send.row.name, await send.cell()] as const);
      return Object.fromEntries(await Promise.all(cells));
    },
    expected: (way) => Object.fromEntries(by(way).map(({ row }) => [row.name, expectedCell(row, fate, way)])),
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
