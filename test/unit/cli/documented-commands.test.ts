/** What the pages say of the command line, against the command line. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, test } from '@jest/globals';
import { createProgram } from '../../../src/cli/program.js';
import { configVariables } from '../../../src/environment/variables.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const paths = [
  'README.md',
  'CONTRIBUTING.md',
  'skills/temporal-whatsapp/SKILL.md',
  ...docs.map((name) => `docs/${name}`),
];
// What 0.1 had is named in the page about it.
const pages = paths
  .filter((path) => path !== 'docs/upgrading.md')
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const io = { env: {}, print: () => undefined, note: () => undefined, untilStopped: async () => 'SIGTERM' };

/** The words of each call of ours in blocks of shell, without comments. */
function documentedCalls(): { path: string; words: string[] }[] {
  return pages.flatMap(({ path, text }) =>
    [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
      .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
      .map((line) => /^\s*(?:npx )?temporal-whatsapp (.*)$/.exec(line.replace(/ # .*$/, '')))
      .flatMap((match) =>
        match ? [{ path, words: (match[1] ?? '').split(/\s+/).filter((word) => word !== '') }] : [],
      ),
  );
}

/** @returns what is wrong with a call, if anything */
function callProblem([name = '', ...rest]: string[], parent: Command): string | undefined {
  const command = parent.commands.find((known) => known.name() === name);
  if (command === undefined) return `no command ${name}`;
  const [next = ''] = rest;
  if (command.commands.some((known) => known.name() === next)) return callProblem(rest, command);
  const known = command.options.map(({ long }) => long);
  const unknown = rest.filter((word) => word.startsWith('--')).filter((word) => !known.includes(word.split('=')[0]));
  return unknown.length > 0 ? `${name} has no ${unknown.join(', ')}` : undefined;
}

test('every documented call of temporal-whatsapp has a command and options that exist', async () => {
  const calls = documentedCalls();
  expect(calls.length).toBeGreaterThan(10);
  const program = await createProgram(io);
  const wrong = calls.map(({ path, words }) => ({ path, words, problem: callProblem(words, program) }));
  expect(wrong.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(callProblem(['dead-letters', 'list', '--no-such-option'], program)).toBe('list has no --no-such-option');
});

test('every documented variable is read', () => {
  const patterns = configVariables.map((name) => new RegExp(`^${name.replace('<NAME>', '[A-Z0-9_]+')}$`));
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:WHATSAPP|TEMPORAL)_[A-Z0-9_]+(?:<NAME>)?/g)].map(([name]) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(40);
  const isRead = (name: string): boolean => patterns.some((pattern) => pattern.test(name.replace('<NAME>', 'X')));
  expect(named.filter(({ name }) => !isRead(name))).toEqual([]);
});

test('every documented script of npm is there, in this package or in a project of init', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const [, inProjects = ''] =
    /^ {4}scripts: \{\n([\s\S]*?)^ {4}\}/m.exec(readFileSync(join(root, 'src/cli/init/project-files.ts'), 'utf8')) ??
    [];
  const ofProjects = [...inProjects.matchAll(/^ {6}'?([\w:]+)'?: /gm)].map(([, name = '']) => name);
  expect(ofProjects).toContain('dev');
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(5);
  const known = [...Object.keys(scripts), ...ofProjects];
  expect(named.filter(({ name }) => !known.includes(name))).toEqual([]);
});
