import { CommanderError } from 'commander';
import { describe, expect, test } from '@jest/globals';
import type { CommandIo } from '../../../src/cli/io.js';
import { createProgram } from '../../../src/cli/program.js';
import { configVariables } from '../../../src/config.js';

interface Outcome {
  output: string;
  code: string | undefined;
  error: unknown;
}

/** Runs a command line in this process, with an environment of its own. */
async function run(line: string[], env: Record<string, string> = {}): Promise<Outcome> {
  let output = '';
  const write = (text: string): void => void (output += text);
  const io: CommandIo = { env, print: write, note: write, untilStopped: async () => 'SIGTERM' };
  const program = createProgram(io);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 200 });
  }
  const error = await program.parseAsync(line, { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { output, code: error instanceof CommanderError ? error.code : undefined, error };
}

describe('the help', () => {
  test('lists the commands', async () => {
    const { output, code } = await run(['--help']);
    expect(code).toBe('commander.helpDisplayed');
    for (const command of ['dev', 'worker', 'webhook', 'emulator'])
      expect(output).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  test.each([
    [
      'dev',
      [
        '--once',
        '--temporal-port',
        '--ui-port',
        '--emulator-port',
        '--webhook-port',
        'TEMPORAL_ADDRESS',
        'TEMPORAL_CLI_PATH',
      ],
    ],
    [
      'worker',
      ['TEMPORAL_ADDRESS', 'WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_CREDENTIALS_FILE', 'WHATSAPP_MEDIA_DIR', '45 seconds'],
    ],
    ['webhook', ['--port', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN', 'WHATSAPP_WEBHOOK_PATH', '/readyz']],
    ['emulator', ['--port', '--host', '--any-id', '--webhook-url', 'graphUrl', 'verifyToken', '_emulator', 'Example']],
  ])('of %s says what it does, its options and its variables', async (command, words) => {
    const { output, code } = await run([command, '--help']);
    expect(code).toBe('commander.helpDisplayed');
    expect(output).toMatch(new RegExp(`^Usage: temporal-whatsapp ${command}`));
    for (const word of words) expect(output).toContain(word);
  });

  test('names only variables that are read', async () => {
    for (const command of ['dev', 'worker', 'webhook', 'emulator']) {
      const { output } = await run([command, '--help']);
      const named = [...output.matchAll(/\b(?:TEMPORAL|WHATSAPP)_[A-Z_]+(?:<NAME>)?(?!…)/g)].map(([name]) => name);
      expect(configVariables).toEqual(expect.arrayContaining(named.filter((name) => !name.endsWith('_'))));
    }
  });
});

test('--version prints the version of the package', async () => {
  const { output } = await run(['--version']);
  expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('a wrong command line', () => {
  test.each([
    [['nosuch'], "unknown command 'nosuch'"],
    [['emulator', '--port', '99999'], 'must be a port from 0 to 65535'],
    [['emulator', '--webhook-url', 'localhost:3000'], 'must be an http(s) URL'],
    [['worker', '--port', '1'], "unknown option '--port'"],
  ])('%j is refused', async (line, message) => {
    const { output, error } = await run(line);
    expect(error).toBeInstanceOf(CommanderError);
    expect(output).toContain(message);
  });

  test.each([
    ['worker', 'WHATSAPP_ACCESS_TOKEN must be set'],
    ['webhook', 'WHATSAPP_VERIFY_TOKEN must be set'],
  ])('%s without its configuration fails before it starts anything', async (command, message) => {
    const { error } = await run([command], {});
    expect(String(error)).toContain(message);
  });
});

describe('emulator', () => {
  test('prints one line of JSON with what a client needs, and ends on a signal', async () => {
    const { output, error } = await run(['emulator', '--access-token', 'mine', '--phone-number-id', '12345']);
    expect(error).toBeUndefined();
    const [, json = ''] = /^(\{.*\})Graph emulator ready at/.exec(output) ?? [];
    expect(JSON.parse(json)).toEqual({
      graphUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      accessToken: 'mine',
      phoneNumberId: '12345',
      wabaId: expect.any(String),
      appId: expect.any(String),
      appSecret: expect.any(String),
      verifyToken: expect.any(String),
    });
  });
});
