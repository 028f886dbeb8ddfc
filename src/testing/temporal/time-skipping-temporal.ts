/** A Temporal server that skips time: days pass in milliseconds. */
import type * as testing from '@temporalio/testing';
import { findTestServerBinary } from '../../devserver/find-binary.js';
import type { BinaryOptions } from '../../devserver/environment.js';
import type { TestTemporal } from './test-temporal.js';

/** Less than the way to the server and back may cost is no skipped time. */
const negligibleMs = 50;

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
  return {
    connection,
    nativeConnection,
    namespace,
    timeSkipping: environment,
    nowMs: () => Date.now() + aheadMs,
    refresh,
    pass: async (ms) => {
      await environment.sleep(ms);
      await refresh();
    },
    stop: () => environment.teardown(),
  };
}

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
