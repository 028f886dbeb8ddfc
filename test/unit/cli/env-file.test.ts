/** Every command that reads variables reads them from files, too. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createProgram } from '../../../src/cli/program.js';
import { runCommand } from '../../helpers/run-command.js';

/** What a line of each command needs beside its name. */
const readers: Readonly<Record<string, readonly string[]>> = {
  dev: ['--once'],
  worker: [],
  webhook: [],
  'upload-and-send': ['menu.pdf', '--from', '106540352242922', '--to', '+491701234567'],
  'rate-limits': [],
  'rate-limits set': ['--default', '80'],
  'search-attributes': [],
  'dead-letters list': [],
  'dead-letters show': ['6f1f5b1f0c4e5d0e8d4f3a2b1c0d9e8f'],
  'dead-letters redrive': ['--all'],
  'dead-letters discard': ['6f1f5b1f0c4e5d0e8d4f3a2b1c0d9e8f'],
  doctor: [],
};

/** They are configured by options alone. */
const others: readonly string[] = ['init', 'chat', 'emulator'];

const problem = 'WHATSAPP_LOG_LEVEL must be one of';
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-env-file-'));
  file = join(folder, 'shop.env');
  await writeFile(file, 'WHATSAPP_LOG_LEVEL=loud\n');
});
afterAll(() => rm(folder, { recursive: true }));

test('each command is in one of the two lists', async () => {
  const io = { env: {}, print: () => undefined, note: () => undefined, untilStopped: async () => 'SIGTERM' };
  const program = await createProgram(io);
  const names = runnable(program).map((words) => words.join(' '));
  expect(names.sort()).toEqual([...Object.keys(readers), ...others].sort());
});

describe.each(Object.entries(readers))('%s', (name, rest) => {
  const words = name.split(' ');

  test('takes variables of --env-file', async () => {
    const { printed, error, written } = await runCommand([...words, ...rest, '--env-file', file]);
    expect([...printed, String(error), written].join('\n')).toContain(problem);
  });

  test('refuses a file that is not there', async () => {
    const { written } = await runCommand([...words, ...rest, '--env-file', join(folder, 'none.env')]);
    expect(written).toContain('there is no such file');
  });

  test('has --env-file in its help', async () => {
    const { written } = await runCommand([...words, '--help']);
    expect(written).toContain('--env-file <file>');
  });
});

test.each(['rate-limits', 'dead-letters'])('%s takes it before the name of its command', async (name) => {
  const [command = '', rest = []] = Object.entries(readers).find(([each]) => each.startsWith(`${name} `)) ?? [];
  const { error } = await runCommand([name, '--env-file', file, command.slice(name.length + 1), ...rest]);
  expect(String(error)).toContain(problem);
});

test.each(others)('%s names no variable in its help, and takes no file of them', async (name) => {
  const { written } = await runCommand([name, '--help']);
  expect(written).not.toMatch(/\b(TEMPORAL|WHATSAPP)_[A-Z]|--env-file/);
});

/** The words of every command that does something. */
function runnable({ commands }: Command): string[][] {
  return commands.flatMap((command) => {
    const inner = runnable(command).map((words) => [command.name(), ...words]);
    const isGroup = command.name() === 'dead-letters';
    return isGroup ? inner : [[command.name()], ...inner];
  });
}
