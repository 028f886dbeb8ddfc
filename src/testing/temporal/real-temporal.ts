/** A Temporal server in real time: a configured one, or a development server that is started for the test. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import type { BinaryOptions, Environment } from '../../devserver/environment.js';
import { startTemporalServer } from '../../devserver/server.js';
import type { TestTemporal } from './test-temporal.js';

/** @throws BinaryNotFoundError; Error when the server does not answer */
export async function startRealTemporal({ env, log }: BinaryOptions): Promise<TestTemporal> {
  const configured = loadClientConnectConfig({ overrideEnvVars: setVariables(env) });
  const namespace = configured.namespace ?? 'default';
  const server = await startTemporalServer({
    env,
    log,
    namespace,
    // Sends carry the number as their fairness key.
    dynamicConfig: { 'matching.enableFairness': 'true' },
  });
  const where = server.ownServer ? { address: server.address } : configured.connectionOptions;
  try {
    const connection = await Connection.connect(where);
    const nativeConnection = await NativeConnection.connect(where);
    return {
      connection,
      nativeConnection,
      namespace,
      interceptors: [],
      timeSkipping: undefined,
      nowMs: () => Date.now(),
      refresh: () => undefined,
      reportLostTasks: () => Promise.resolve([]),
      pass: async (ms) => void (await sleep(ms)),
      stop: async () => {
        await nativeConnection.close();
        await connection.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function setVariables(env: Environment): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(entries);
}
