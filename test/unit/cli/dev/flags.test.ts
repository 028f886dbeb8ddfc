/** Arguments of `dev` that cannot be meant, and the ports that are chosen. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { receiverPort } from '../../../../src/cli/dev/bare.js';
import { chooseMode, choosePorts, localPort } from '../../../../src/cli/dev/flags.js';
import { emulatorOptions } from '../../../../src/cli/dev/emulator-options.js';
import type { TemporalServer } from '../../../../src/devserver/server.js';
import type { GraphEmulator } from '../../../../src/emulator/index.js';
import { loadConfig } from '../../../../src/environment/config.js';
import { runCommand } from '../../../helpers/run-command.js';

let folder: string;
let workflows: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-dev-flags-'));
  workflows = join(folder, 'workflows.ts');
  await writeFile(workflows, 'export {};\n');
});
afterAll(() => rm(folder, { recursive: true }));

describe('contradictions are refused before anything is started', () => {
  test.each([
    [['--workflows', 'no-such-file.ts'], /--workflows <file>' argument 'no-such-file.ts' is invalid. there is no such/],
    [['--conversation', 'orderBot'], /--conversation needs --workflows/],
    [['--conversation', 'a b'], /must be the name of a workflow/],
    [['--bare', '--once'], /--once runs the workflows of the library, and --bare has no worker/],
    [['--env-file', 'no-such.env'], /there is no such file/],
    [['--temporal-port', '70000'], /must be a port/],
  ])('%j', async (args, problem) => {
    const { written, code } = await runCommand(['dev', ...args]);
    expect(written).toMatch(problem);
    expect(code).toMatch(/^commander\./);
  });

  test('the code of an application is not for --bare, and --once is not for the code', async () => {
    expect((await runCommand(['dev', '--bare', '--workflows', workflows])).written).toContain(
      '--workflows needs the worker and the receiver that --bare leaves to you',
    );
    expect((await runCommand(['dev', '--once', '--workflows', workflows])).written).toContain('without --workflows');
  });

  test('--bare takes the name of the conversation, which the receiver of somebody else has to know', () => {
    const refuse = (message: string): never => {
      throw new Error(message);
    };
    expect(chooseMode({ open: true, bare: true, conversation: 'shop' }, refuse)).toBe('bare');
    expect(() => chooseMode({ open: true, bare: true, conversation: 'shop', routes: 'r.ts' }, refuse)).toThrow(
      '--routes needs the worker',
    );
  });

  test('--db is for a server that is started here', async () => {
    const { written } = await runCommand(['dev', '--bare', '--db', join(folder, 'x.db')], {
      TEMPORAL_ADDRESS: 'temporal.example.com:7233',
    });
    expect(written).toContain('TEMPORAL_ADDRESS is temporal.example.com:7233');
  });

  test('a variable that is malformed is named', async () => {
    const { error } = await runCommand(['dev', '--bare'], { WHATSAPP_PHONE_NUMBER_IDS: '+49 170 1' });
    expect(String(error)).toContain('WHATSAPP_PHONE_NUMBER_IDS must be');
  });
});

test('ports are those of the options, then of the variables, then the usual ones; with --once any', () => {
  const flags = { open: true };
  expect(choosePorts(flags, {})).toEqual({ temporal: 7233, ui: 8233, emulator: 4010, webhook: 3000 });
  const env = { WHATSAPP_GRAPH_URL: 'http://localhost:5010', WHATSAPP_WEBHOOK_PORT: '3100' };
  expect(choosePorts(flags, env)).toMatchObject({ emulator: 5010, webhook: 3100 });
  expect(choosePorts({ ...flags, emulatorPort: 1, webhookPort: 0 }, env)).toMatchObject({ emulator: 1, webhook: 0 });
  expect(choosePorts({ ...flags, once: true }, {})).toEqual({ temporal: 0, ui: 0, emulator: 0, webhook: 0 });
  expect(['https://graph.facebook.com', '127.0.0.1:7233', 'localhost', undefined].map(localPort)).toEqual([
    undefined,
    7233,
    undefined,
    undefined,
  ]);
});

test('tokens, ids and secrets that are set are those of the emulator', () => {
  expect(emulatorOptions(loadConfig({}))).toEqual({});
  const config = loadConfig({
    WHATSAPP_ACCESS_TOKEN: 'token',
    WHATSAPP_APP_SECRET: 'secret,older',
    WHATSAPP_VERIFY_TOKEN: 'verify',
    WHATSAPP_PHONE_NUMBER_IDS: '111111,222222',
  });
  const made = { accessToken: 'token', appSecret: 'secret', verifyToken: 'verify', phoneNumberId: '111111' };
  expect(emulatorOptions(config)).toEqual(made);
});

test('a receiver of one’s own is expected on no port of the session', async () => {
  const emulator = { info: { graphUrl: 'http://127.0.0.1:3000' } } as GraphEmulator;
  const temporal = { address: '127.0.0.1:7233', uiUrl: 'http://127.0.0.1:8233' } as TemporalServer;
  for (const port of [3000, 7233, 8233]) expect(await receiverPort(port, { temporal, emulator })).not.toBe(port);
  expect(await receiverPort(3001, { temporal, emulator })).toBe(3001);
  const free = await receiverPort(0, { temporal, emulator });
  expect(free).toBeGreaterThan(0);
  expect(free).not.toBe(3000);
});
