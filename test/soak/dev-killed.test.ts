/** What a `dev` that was killed has left, and the next one clears away. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { killStarted, requireBuild, startCommand as start } from '../helpers/started-command.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

let server: TestServer;
beforeAll(async () => {
  requireBuild();
  server = await connectTestServer();
});
afterAll(() => server.close());
afterEach(killStarted);

test('dev removes the temporary folders that a killed one left', async () => {
  const TMPDIR = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-test-'));
  const env = { TEMPORAL_ADDRESS: server.address, TMPDIR };
  const killed = start(['dev', '--once'], env);
  await killed.line(/uploaded hello-/);
  killed.child.kill('SIGKILL');
  await killed.exitCode;
  expect((await readdir(TMPDIR)).sort()).toEqual([
    expect.stringMatching(/^graph-emulator-/),
    expect.stringMatching(/^temporal-whatsapp-dev-media-/),
  ]);
  expect(await start(['dev', '--once'], env).exitCode).toBe(0);
  expect(await readdir(TMPDIR)).toEqual([]);
  await rm(TMPDIR, { recursive: true });
});
