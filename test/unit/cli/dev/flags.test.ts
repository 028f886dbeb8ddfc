/** Arguments of `dev` that cannot be meant, and the ports that are chosen. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { choosePorts, localPort } from '../../../../src/cli/dev/flags.js';
import { emulatorOptions } from '../../../../src/cli/dev/emulator-options.js';
import { environmentText, writeEnvironment } from '../../../../src/cli/dev/write-env.js';
import { readEnvFile } from '../../../../src/cli/code/env-file.js';
import { loadConfig } from '../../../../src/environment/config.js';
import { fromEnvironment as worker } from '../../../../src/from-environment.js';
import { fromEnvironment as receiver } from '../../../../src/webhook/from-environment.js';
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

describe('the .env for a worker and a receiver of one’s own', () => {
  const info = {
    graphUrl: 'http://127.0.0.1:4010',
    accessToken: 'EAA',
    phoneNumberId: '106540352242922',
    wabaId: '1',
    businessId: '3',
    appId: '2',
    appSecret: 'a # "secret"',
    verifyToken: 'verify',
  };
  const text = environmentText({
    info,
    temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    taskQueue: 'whatsapp',
    webhookUrl: 'http://127.0.0.1:3000/webhook',
    env: { WHATSAPP_ID_KEY: 'a key of sixteen characters' },
  });

  test('has all that both need, and leads to the emulator', async () => {
    const file = join(folder, 'whole.env');
    await writeEnvironment(file, text);
    const env = readEnvFile(file);
    expect(worker(env).pluginOptions).toMatchObject({
      graph: { baseUrl: 'http://127.0.0.1:4010' },
      idKey: 'a key of sixteen characters',
    });
    const { receiverOptions, serverOptions } = receiver(env);
    expect(receiverOptions.appSecrets).toEqual(['a # "secret"']);
    expect(serverOptions).toEqual({ host: '127.0.0.1', port: 3000, path: '/webhook' });
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('takes the place of an earlier one, and of nobody else’s', async () => {
    const file = join(folder, 'twice.env');
    await writeEnvironment(file, text);
    await writeEnvironment(file, text.replace('EAA', 'EAB'));
    expect(await readFile(file, 'utf8')).toContain('EAB');
    await writeFile(file, 'WHATSAPP_ACCESS_TOKEN=real\n');
    await expect(writeEnvironment(file, text)).rejects.toThrow(/twice.env: the file is there, and not made by "dev"/);
    expect(await readFile(file, 'utf8')).toBe('WHATSAPP_ACCESS_TOKEN=real\n');
  });
});
