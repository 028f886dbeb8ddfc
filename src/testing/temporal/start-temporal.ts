/** The Temporal server that a test wants. */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { processEnvironment } from '../../environment/process-environment.js';
import type { TestServer } from '../options.js';
import { startRealTemporal } from './real-temporal.js';
import type { TestTemporal } from './test-temporal.js';
import { startTimeSkippingTemporal } from './time-skipping-temporal.js';

/** Warnings that every kit would earn: of the server that skips time, and of the worker that only sends. */
const expectedWarnings = /activity_failure_include_heartbeat|^No workflows registered/;

export async function startTemporal(server: TestServer, log: (line: string) => void): Promise<TestTemporal> {
  logOnlyWarnings();
  const env = processEnvironment();
  if (server === 'time-skipping') return startTimeSkippingTemporal({ env, log });
  if (server === 'real') return startRealTemporal({ env, log });
  return startRealTemporal({ env: { ...env, TEMPORAL_ADDRESS: server.address }, log });
}

/** What worker and bundler report of their work would hide the output of the tests. */
function logOnlyWarnings(): void {
  const warnings = new DefaultLogger('WARN');
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    if (!expectedWarnings.test(message)) warnings.log(level, message, meta);
  });
  try {
    Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'WARN' } } });
  } catch {
    // The process has a runtime already, of the test's own or of another kit.
  }
}
