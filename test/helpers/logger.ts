import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Swallows what bundler and worker say; their failures surface as exceptions. */
export const silentWorkerLogger = new DefaultLogger('ERROR', () => undefined);

let installed = false;

/** Failing activities and workflows are what many tests are about: their warnings would hide the tests' own output. */
export function silenceRuntime(): void {
  if (installed) return;
  installed = true;
  Runtime.install({ logger: silentWorkerLogger, shutdownSignals: [] });
}

/** A receiver's log for a test whose receiver has to refuse thousands of times. */
export const silentReceiverLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
