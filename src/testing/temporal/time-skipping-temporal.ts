/** A Temporal server that skips time: days pass in milliseconds. */
import { setTimeout as sleep } from 'node:timers/promises';
import type * as testing from '@temporalio/testing';
import { findTestServerBinary } from '../../devserver/find-binary.js';
import type { BinaryOptions } from '../../devserver/environment.js';
import { LostLocks } from './lost-locks.js';
import { LostTasks } from './lost-tasks.js';
import { repeatLostQueries } from './repeat-lost-queries.js';
import type { TestTemporal } from './test-temporal.js';

/** Less than the way to the server and back may cost is no skipped time. */
const negligibleMs = 50;

/** Skipping takes milliseconds, unless something that is under way stops the time. */
const longestSkipMs = 60_000;

/**
 * How long a skip may take before locks are looked for that stop it, and how often they are looked for. What is under
 * way meanwhile undoes its own locks: one that is undone twice would let the time run off.
 */
const lookForLocksEveryMs = 4_000;

/** @throws BinaryNotFoundError; Error when `@temporalio/testing` is not installed */
export async function startTimeSkippingTemporal(options: BinaryOptions): Promise<TestTemporal> {
  const { TestWorkflowEnvironment } = await importTesting();
  const { path } = await findTestServerBinary(options);
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  let aheadMs = 0;
  const refresh = async (): Promise<void> => {
    const nowAheadMs = (await environment.currentTimeMs()) - Date.now();
    if (Math.abs(nowAheadMs - aheadMs) > negligibleMs) aheadMs = nowAheadMs;
  };
  const { connection, nativeConnection, namespace = 'default' } = environment;
  const ending = new AbortController();
  const lostLocks = new LostLocks(connection, namespace);
  const lostTasks = new LostTasks(connection, namespace, ending.signal);
  return {
    connection,
    nativeConnection,
    namespace,
    interceptors: [lostTasks.interceptor, repeatLostQueries(connection, ending.signal)],
    timeSkipping: environment,
    nowMs: () => Date.now() + aheadMs,
    refresh,
    reportLostTasks: () => lostTasks.report().catch(() => []),
    pass: async (ms) => {
      await skip({ environment, lostLocks, lostTasks, ending: ending.signal }, ms);
      await refresh();
    },
    stop: async () => {
      ending.abort();
      await environment.teardown();
    },
  };
}

interface Skipping {
  environment: testing.TestWorkflowEnvironment;
  lostLocks: LostLocks;
  lostTasks: LostTasks;
  ending: AbortSignal;
}

/** @throws Error when the time stands still, and when the kit is closed meanwhile */
async function skip({ environment, lostLocks, lostTasks, ending }: Skipping, ms: number): Promise<void> {
  const tooLong = AbortSignal.timeout(longestSkipMs);
  const signal = AbortSignal.any([ending, tooLong]);
  try {
    await environment.connection.withAbortSignal(signal, async () => {
      const skipping = environment.sleep(ms).then(() => true);
      const isOver = (): Promise<boolean> =>
        Promise.race([skipping, sleep(lookForLocksEveryMs, false, { ref: false })]);
      while (!(await isOver())) await lostLocks.undo();
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    const [lost] = ending.aborted ? [kitIsClosed] : await lostTasks.report();
    throw new Error(lost ?? timeStandsStill, { cause: error });
  }
}

const timeStandsStill =
  `The time has not passed within ${longestSkipMs / 1000} s. The server skips no time while an activity runs, or a task ` +
  'of a workflow: look for an activity that does not end, and in the log of the worker for tasks that fail';
const kitIsClosed = 'The kit was closed while it waited for time to pass';

async function importTesting(): Promise<typeof testing> {
  try {
    return await import('@temporalio/testing');
  } catch (cause) {
    throw new Error(
      "createWhatsAppTest needs the package @temporalio/testing to skip time: install it, or set server to 'real'",
      { cause },
    );
  }
}
