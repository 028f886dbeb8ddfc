import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { CommanderError, type Command } from 'commander';
import { describe, expect, test } from '@jest/globals';
import type { CommandIo } from '../../../src/cli/io.js';
import { createProgram } from '../../../src/cli/program.js';
import { configVariables } from '../../../src/environment/variables.js';
import { runCommand } from '../../helpers/run-command.js';

describe('the help', () => {
  test('lists the commands', async () => {
    const { written, code } = await runCommand(['--help']);
    expect(code).toBe('commander.helpDisplayed');
    for (const command of ['dev', 'worker', 'webhook', 'emulator', 'rate-limits', 'search-attributes', 'doctor'])
      expect(written).toMatch(new RegExp(`^  ${command} `, 'm'));
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
    [
      'doctor',
      ['--webhook-url', '--waba-id', '--signed-post', '--json', 'WHATSAPP_VERIFY_TOKEN', 'ends with 1', 'Example'],
    ],
    ['search-attributes', ['WhatsAppOwner', 'Keyword', 'handed-over', 'TEMPORAL_ADDRESS', 'Example']],
    ['emulator', ['--port', '--host', '--any-id', '--webhook-url', 'graphUrl', 'verifyToken', '_emulator', 'Example']],
  ])('of %s says what it does, its options and its variables', async (command, words) => {
    const { written, code } = await runCommand([command, '--help']);
    expect(code).toBe('commander.helpDisplayed');
    expect(written).toMatch(new RegExp(`^Usage: temporal-whatsapp ${command}`));
    for (const word of words) expect(written).toContain(word);
  });

  test('names only variables that are read', async () => {
    const all = new Set<string>();
    for (const command of ['dev', 'worker', 'webhook', 'emulator', 'rate-limits', 'search-attributes', 'doctor']) {
      const { written } = await runCommand([command, '--help']);
      const named = [...written.matchAll(/\b(?:TEMPORAL|WHATSAPP)_[A-Z\d_]+(?:<NAME>)?(?!…)/g)].map(([name]) => name);
      expect(configVariables).toEqual(expect.arrayContaining(named.filter((name) => !name.endsWith('_'))));
      for (const name of named) all.add(name);
    }
    expect(all.size).toBeGreaterThan(10);
  });
});

test('--version prints the version of the package', async () => {
  const { written } = await runCommand(['--version']);
  expect(written).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('a wrong command line', () => {
  test.each([
    [['nosuch'], "unknown command 'nosuch'"],
    [['emulator', '--port', '99999'], 'must be a port from 0 to 65535'],
    [['emulator', '--webhook-url', 'localhost:3000'], 'must be an http(s) URL'],
    [['worker', '--port', '1'], "unknown option '--port'"],
  ])('%j is refused', async (line, message) => {
    const { written, error } = await runCommand(line);
    expect(error).toBeInstanceOf(CommanderError);
    expect(written).toContain(message);
  });

  test('a word that is no command of a command is answered with those that are', async () => {
    const commands = withCommands(await createProgram({ ...io, env: {} }));
    expect(commands.map(([name]) => name)).toEqual(['rate-limits', 'dead-letters']);
    for (const [name, known] of commands) {
      for (const line of [
        [name, 'foo'],
        [name, 'foo', 'bar'],
      ]) {
        const { written, error } = await runCommand(line);
        expect(error).toBeInstanceOf(CommanderError);
        expect(written).toContain(
          `unknown command 'foo' of 'temporal-whatsapp ${name}': expected one of ${known.join(', ')}.`,
        );
      }
    }
  });

  test.each([
    ['worker', 'WHATSAPP_ACCESS_TOKEN must be set'],
    ['webhook', 'WHATSAPP_VERIFY_TOKEN must be set'],
  ])('%s without its configuration fails before it starts anything', async (command, message) => {
    const { error } = await runCommand([command], {});
    expect(String(error)).toContain(message);
  });
});

const io: CommandIo = { env: {}, print: () => undefined, note: () => undefined, untilStopped: async () => 'SIGTERM' };

/** The commands that have commands of their own, with the names of those. */
function withCommands({ commands }: Command): [string, string[]][] {
  return commands
    .filter((command) => command.commands.length > 0)
    .map((command) => [command.name(), command.commands.map((subcommand) => subcommand.name())]);
}

describe('emulator', () => {
  test('says that its port is taken, and what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { error } = await runCommand(['emulator', '--port', String(port)]);
    taken.close();
    expect(String(error)).toBe(
      `Error: the emulator cannot listen on 127.0.0.1:${port}: another process listens there (EADDRINUSE). Choose another port; port 0 takes a free one.`,
    );
    const elsewhere = await runCommand(['emulator', '--host', '192.0.2.1']);
    expect(String(elsewhere.error)).toMatch(/cannot listen on 192\.0\.2\.1:0: .* Choose an address of this machine/);
  });

  test('prints one line of JSON with what a client needs, and ends on a signal', async () => {
    const { printed, noted, error } = await runCommand([
      'emulator',
      '--access-token',
      'mine',
      '--phone-number-id',
      '12345',
    ]);
    expect(error).toBeUndefined();
    expect(printed).toHaveLength(1);
    expect(noted[0]).toContain('Graph emulator ready at');
    expect(JSON.parse(printed[0] ?? '')).toEqual({
      graphUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      accessToken: 'mine',
      phoneNumberId: '12345',
      wabaId: expect.any(String),
      businessId: expect.any(String),
      appId: expect.any(String),
      appSecret: expect.any(String),
      verifyToken: expect.any(String),
    });
  });
});
