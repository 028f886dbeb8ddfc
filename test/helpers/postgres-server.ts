/** A PostgreSQL server of a test's own, on loopback, with its data in a temporary folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../src/devserver/free-port.js';
import { startGuarded } from '../../src/devserver/guarded-process.js';
import { eventually } from './eventually.js';

export interface PostgresServer {
  connectionString: string;
  /** Stops it, and starts it again with what it had. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it, and removes its data. */
  remove(): Promise<void>;
}

const installed = '/usr/lib/postgresql';

/** The programs of the newest PostgreSQL. @returns undefined where none is installed */
export function findPostgres(): string | undefined {
  const versions = existsSync(installed) ? readdirSync(installed) : [];
  const folders = versions
    .sort((one, other) => Number(other) - Number(one))
    .map((name) => join(installed, name, 'bin'));
  return folders.find((folder) => ['initdb', 'postgres'].every((program) => existsSync(join(folder, program))));
}

export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-postgres-'));
  // PostgreSQL refuses to run as root.
  const asOwner = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  if (asOwner.length > 0) execFileSync('chown', ['postgres', folder]);
  const run = (program: string, ...args: string[]): [string, ...string[]] =>
    [...asOwner, join(programs, program), ...args] as [string, ...string[]];
  const data = join(folder, 'data');
  const [command, ...args] = run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync');
  execFileSync(command, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort('127.0.0.1');
  const connectionString = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const [server, ...options] = run('postgres', '-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', '', '-F');
  let running = startGuarded(server, options, process.env);
  const stop = async (): Promise<void> => {
    // Its own way to stop would wait for all clients to leave.
    const [control, ...how] = run('pg_ctl', 'stop', '-D', data, '-m', 'fast', '-w');
    if (!running.hasExited()) execFileSync(control, how, { cwd: '/', stdio: 'ignore' });
    await running.stop();
  };
  await untilReady(connectionString);
  return {
    connectionString,
    stop,
    start: async () => {
      running = startGuarded(server, options, process.env);
      await untilReady(connectionString);
    },
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(connectionString: string): Promise<void> {
  await eventually(async () => {
    const client = new pg.Client({ connectionString });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}
