/** A Temporal server for development and tests: the one that is configured, or one that is started here. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { findTemporalBinary, type FindBinaryOptions } from './find-binary.js';
import { freePort } from './free-port.js';
import { startGuarded, type GuardedProcess } from './guarded-process.js';
import { failureReason, readVariable, type Environment } from './environment.js';

const host = '127.0.0.1';
const startTimeoutMs = 60_000;
const connectTimeoutMs = 3_000;
const pollMs = 50;
const portAttempts = 3;

export interface TemporalServerOptions extends FindBinaryOptions {
  /** @default 'default' */
  namespace?: string;
  /** Serves Temporal UI; a number is the preferred port. @default false */
  ui?: boolean | number;
  /** The preferred port: another one is taken when it is not free. @default any */
  port?: number;
  /**
   * The file in which a server that is started here keeps its state, so that a later one finds it again.
   *
   * @default in memory only
   */
  databaseFile?: string;
  /** Dynamic configuration of a server that is started here; values are JSON. */
  dynamicConfig?: Readonly<Record<string, string>>;
  /** Custom search attributes of a server that is started here: name to type, such as `Keyword`. */
  searchAttributes?: Readonly<Record<string, string>>;
}

/** A Temporal server that can be used. */
export interface TemporalServer {
  address: string;
  version: string;
  /** The place that the server came from, in words. */
  source: string;
  namespace: string;
  /** The address of Temporal UI. Absent when the server has no UI, or was not started here. */
  uiUrl?: string;
  /** Whether it was started here, so that `stop` ends it. */
  ownServer: boolean;
  stop(): Promise<void>;
}

/**
 * Uses the server at `TEMPORAL_ADDRESS` when that is set. Else finds the Temporal CLI and starts its development
 * server; it ends with `stop()`, and when this process ends in any way.
 *
 * @throws BinaryNotFoundError when there is no CLI; Error when a server does not answer
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const address = readVariable(options.env, 'TEMPORAL_ADDRESS');
  if (address !== undefined) return useServer(address, options);
  options.log('Temporal server: TEMPORAL_ADDRESS is not set, starting a development server');
  const binary = await findTemporalBinary(options);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startServer(binary.path, binary.source, options);
    } catch (error) {
      // Somebody else may have taken the port after it was found free.
      if (attempt === portAttempts || !/address already in use/i.test(failureReason(error))) throw error;
    }
  }
}

async function useServer(address: string, options: TemporalServerOptions): Promise<TemporalServer> {
  const { env, log, namespace = 'default' } = options;
  try {
    const { connectionOptions } = loadClientConnectConfig({ overrideEnvVars: definedOnly(env) });
    const { tls = false, apiKey, metadata } = connectionOptions;
    const version = await askServer(
      {
        address,
        tls,
        ...(apiKey !== undefined && { apiKey }),
        ...(metadata !== undefined && { metadata }),
      },
      namespace,
    );
    log(`Temporal server: version ${version} at ${address}, from TEMPORAL_ADDRESS`);
    return { address, version, namespace, source: 'TEMPORAL_ADDRESS', ownServer: false, stop: async () => undefined };
  } catch (error) {
    throw new Error(
      `The Temporal server at TEMPORAL_ADDRESS=${address} cannot be used with namespace "${namespace}": ${failureReason(error)}. ` +
        'Start it or correct the address, create the namespace, or unset TEMPORAL_ADDRESS to have a development server started.',
      { cause: error },
    );
  }
}

async function startServer(path: string, source: string, options: TemporalServerOptions): Promise<TemporalServer> {
  const { log, namespace = 'default' } = options;
  const port = await freePort(host, options.port);
  const uiPort = await findUiPort(options.ui, port);
  const startedMs = Date.now();
  const child = startGuarded(path, serverArguments(port, uiPort, namespace, options), withoutTemporal(options.env));
  const address = `${host}:${port}`;
  try {
    const version = await waitUntilReady(child, address, namespace);
    const ui = uiPort === undefined ? {} : { uiUrl: `http://${host}:${uiPort}` };
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    log(`Temporal server: version ${version} at ${address}, ready after ${seconds} s`);
    return { address, version, namespace, source, ...ui, ownServer: true, stop: () => child.stop() };
  } catch (error) {
    await child.stop();
    const lines = child.lastLines().map((line) => `  ${line}\n`);
    throw new Error(
      `${path} (${source}) was started as a Temporal development server, but ${failureReason(error)}. Its last lines:\n` +
        `${lines.join('') || '  (none)\n'}` +
        'Set TEMPORAL_CLI_PATH to use another Temporal CLI, or TEMPORAL_ADDRESS to use a server that runs already.',
      { cause: error },
    );
  }
}

/** @param taken the port of the server itself, which does not listen on it yet */
async function findUiPort(ui: boolean | number | undefined, taken: number): Promise<number | undefined> {
  if (ui === undefined || ui === false) return undefined;
  const port = await freePort(host, ui === true ? undefined : ui);
  return port === taken ? findUiPort(true, taken) : port;
}

function serverArguments(
  port: number,
  uiPort: number | undefined,
  namespace: string,
  { databaseFile, dynamicConfig = {}, searchAttributes = {} }: TemporalServerOptions,
): string[] {
  const values = { 'frontend.enableServerVersionCheck': 'false', ...dynamicConfig };
  return [
    'server',
    'start-dev',
    '--ip',
    host,
    '--port',
    String(port),
    '--namespace',
    namespace,
    '--log-format',
    'json',
    '--log-level',
    'error',
    ...(databaseFile === undefined ? [] : ['--db-filename', databaseFile]),
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...Object.entries(values).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
    ...Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

async function waitUntilReady(child: GuardedProcess, address: string, namespace: string): Promise<string> {
  const ended = child.exited.then((code) => {
    throw new Error(`it ended with exit code ${code}`);
  });
  return Promise.race([pollUntilReady(child, address, namespace), ended]);
}

async function pollUntilReady(child: GuardedProcess, address: string, namespace: string): Promise<string> {
  const deadlineMs = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      return await askServer({ address }, namespace);
    } catch (error) {
      if (child.hasExited() || Date.now() > deadlineMs) {
        throw new Error(`it did not answer within ${startTimeoutMs / 1000} s (${failureReason(error)})`, {
          cause: error,
        });
      }
      await sleep(pollMs);
    }
  }
}

/**
 * Asks a Temporal server who it is.
 *
 * @returns the server's version
 * @throws when it does not answer, or does not have the namespace
 */
async function askServer(options: ConnectionOptions, namespace: string): Promise<string> {
  const connection = await Connection.connect({ ...options, connectTimeout: connectTimeoutMs });
  try {
    return await connection.withDeadline(Date.now() + connectTimeoutMs, async () => {
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace });
      return serverVersion;
    });
  } finally {
    await connection.close();
  }
}

/** The CLI takes defaults of its options from TEMPORAL_ variables, meant for the user's other servers. */
function withoutTemporal(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

function definedOnly(env: Environment): Record<string, string> {
  const entries = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
