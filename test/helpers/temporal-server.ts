/** The Temporal servers of the integration tests. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection } from '@temporalio/worker';
import { findTemporalBinary, findTestServerBinary } from '../../src/devserver/find-binary.js';
import { freePort } from '../../src/devserver/free-port.js';
import { startTemporalServer } from '../../src/devserver/server.js';
import { silenceRuntime } from './logger.js';

export interface TestServer {
  client: Client;
  nativeConnection: NativeConnection;
  address: string;
  /** Closes the connections, and stops the server when it was started for this file. */
  close(): Promise<void>;
}

const devserverOptions = { env: process.env, log: (line: string): void => console.warn(line) };

/**
 * The server that `npm test` started for all files; for a file that is run alone, one of its own.
 *
 * @param shared the address of another one, which stays up
 */
export async function connectTestServer(shared = process.env['TEST_TEMPORAL_ADDRESS']): Promise<TestServer> {
  silenceRuntime();
  const own = shared === undefined ? await startOwnServer() : undefined;
  const address = shared ?? own?.address ?? '';
  // A page of a history that a flood has filled is larger than what gRPC takes by default.
  const channelArgs = { 'grpc.max_receive_message_length': 128 * 1024 * 1024 };
  const connection = await Connection.connect({ address, channelArgs });
  const nativeConnection = await NativeConnection.connect({ address });
  return {
    client: new Client({ connection }),
    nativeConnection,
    address,
    close: async () => {
      await nativeConnection.close();
      await connection.close();
      await own?.stop();
    },
  };
}

async function startOwnServer(): ReturnType<typeof startTemporalServer> {
  return startTemporalServer({ ...devserverOptions, dynamicConfig: { 'matching.enableFairness': 'true' } });
}

/** A server that a test can stop and start again: what it had accepted is there again. */
export interface RestartableServer {
  address: string;
  stop(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Stops it for good. */
  remove(): Promise<void>;
}

/** A server that writes to a disk does not keep up on every machine. */
const memory = '/dev/shm';

/** Its database is in a folder of its own, which goes with the server. */
export async function startRestartableServer(): Promise<RestartableServer> {
  const port = await freePort('127.0.0.1');
  const folder = await mkdtemp(join(existsSync(memory) ? memory : tmpdir(), 'temporal-whatsapp-server-'));
  const databaseFile = join(folder, 'temporal.db');
  // A configured server is not ours to stop.
  const env = { ...process.env, TEMPORAL_ADDRESS: '' };
  const start = () => startTemporalServer({ ...devserverOptions, env, port, databaseFile });
  let server = await start();
  const { address } = server;
  return {
    address,
    stop: () => server.stop(),
    start: async () => {
      server = await start();
      if (server.address !== address) throw new Error(`the port of ${address} was taken meanwhile`);
    },
    remove: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The path of Temporal's command line. */
export async function temporalCli(): Promise<string> {
  return (await findTemporalBinary(devserverOptions)).path;
}

/** A server that skips waiting time; it belongs to the caller, who has to tear it down. */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  silenceRuntime();
  const path = process.env['TEST_TIME_SKIPPING_SERVER_PATH'] ?? (await findTestServerBinary(devserverOptions)).path;
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } });
}
