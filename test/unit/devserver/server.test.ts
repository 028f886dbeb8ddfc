import { join } from 'node:path';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort } from '../../../src/devserver/free-port.js';
import { startTemporalServer } from '../../../src/devserver/server.js';
import { createSandbox, fakeTemporal, type Sandbox } from '../../helpers/temporal-fakes.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.remove());

describe('starting a server', () => {
  test("fails with the server's last lines and other ways when it ends at once", async () => {
    const text = `[ "$1" = "--version" ] && { ${fakeTemporal}; exit 0; }\necho "$@"\necho "cannot bind" >&2\nexit 5`;
    const path = await sandbox.program(join(sandbox.bin, 'temporal'), text);
    const dynamicConfig = { 'matching.enableFairness': 'true' };
    const searchAttributes = { Customer: 'Keyword' };
    const starting = startTemporalServer({
      env: sandbox.env,
      log: sandbox.log,
      namespace: 'mine',
      dynamicConfig,
      searchAttributes,
      databaseFile: '/somewhere/temporal.db',
    });
    const { message } = (await starting.catch((reason: unknown) => reason)) as Error;
    expect(message).toContain(
      `${path} (the PATH) was started as a Temporal development server, but it ended with exit code 5`,
    );
    expect(message).toContain('cannot bind');
    expect(message).toMatch(/server start-dev --ip 127\.0\.0\.1 --port \d+ --namespace mine .*--headless/);
    expect(message).toContain('--dynamic-config-value matching.enableFairness=true');
    expect(message).toContain('--search-attribute Customer=Keyword');
    expect(message).toContain('--db-filename /somewhere/temporal.db');
    expect(message).toContain('Set TEMPORAL_CLI_PATH to use another Temporal CLI, or TEMPORAL_ADDRESS');
  });

  test('has a port for its UI that is not its own, whatever is preferred', async () => {
    await sandbox.program(
      join(sandbox.bin, 'temporal'),
      `[ "$1" = "--version" ] && { ${fakeTemporal}; exit 0; }\necho "$@"\nexit 5`,
    );
    const port = await freePort('127.0.0.1');
    const starting = startTemporalServer({ env: sandbox.env, log: sandbox.log, port, ui: port });
    const { message } = (await starting.catch((reason: unknown) => reason)) as Error;
    expect(message).toContain(`--port ${port} `);
    expect(message).toMatch(/--ui-port \d+/);
    expect(message).not.toContain(`--ui-port ${port} `);
  });

  test('uses TEMPORAL_ADDRESS alone, and says what to do when nothing answers there', async () => {
    await sandbox.program(join(sandbox.bin, 'temporal'), 'exit 1');
    const address = `127.0.0.1:${await freePort('127.0.0.1')}`;
    const starting = startTemporalServer({ env: { ...sandbox.env, TEMPORAL_ADDRESS: address }, log: sandbox.log });
    await expect(starting).rejects.toThrow(`TEMPORAL_ADDRESS=${address} cannot be used with namespace "default"`);
    await expect(starting).rejects.toThrow('unset TEMPORAL_ADDRESS to have a development server started');
    expect(sandbox.lines).toEqual([]);
  });
});

describe('a free port', () => {
  test('is the preferred one when nobody has it, else another', async () => {
    const preferred = await freePort('127.0.0.1');
    expect(await freePort('127.0.0.1', preferred)).toBe(preferred);
    const blocker = createServer().listen(preferred, '127.0.0.1');
    await once(blocker, 'listening');
    expect(await freePort('127.0.0.1', preferred)).not.toBe(preferred);
    blocker.close();
  });
});
