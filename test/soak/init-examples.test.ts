/** Each example, made by the packed package and installed by each package manager: its test, and its types. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examples } from '../../src/cli/init/examples.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** TypeScript at both ends of what projects may have. The newest is what they install. */
const oldestTypeScript = '5.9';
const newestTypeScript = /^Version 7\./;

const tools = ['pnpm@12', '@yarnpkg/cli-dist@4', `typescript@${oldestTypeScript}`];

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-examples-'));
  const packed = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  tarball = join(folder, filename);
  run('npm', ['install', '--prefix', join(folder, 'tools'), '--prefer-offline', ...tools], folder);
  run('npm', ['install', '--prefix', join(folder, 'package'), '--prefer-offline', tarball], folder);
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program of {@link tools}. */
const tool = (path: string): string => join(folder, 'tools/node_modules', path);

/** How each package manager adds the package that was packed, which no registry has. */
const managers: Record<string, () => { command: string; add: string[]; env?: Record<string, string> }> = {
  npm: () => ({ command: 'npm', add: ['install', '--prefer-offline', tarball] }),
  pnpm: () => ({ command: tool('.bin/pnpm'), add: ['add', '--prefer-offline', tarball] }),
  yarn: () => ({
    command: tool('.bin/yarn'),
    add: ['add', `temporal-whatsapp@file:${tarball}`],
    // It refuses to write its first lockfile where CI is set.
    env: { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
  }),
};

describe.each(Object.keys(managers))('with %s', (name) => {
  /** The project that has the installed packages. All examples need the same ones, so they are installed once. */
  let installed: string | undefined;

  // One is enough to see that yarn's packages are found.
  const tested = name === 'yarn' ? examples.slice(0, 1) : examples;

  test.each(tested.map((example) => example.name))(
    '%s is tested, and its types are right for TypeScript 5.9 and 7',
    (example) => {
      const project = join(folder, `${name}-${example}`);
      run(join(folder, 'package/node_modules/.bin/temporal-whatsapp'), ['init', project, '--example', example], folder);
      const { command, add, env } = managers[name]?.() ?? { command: '', add: [] };
      if (installed === undefined) run(command, add, project, env);
      else takeInstalled(installed, project);
      installed = project;
      expect(run('node', [join(project, 'node_modules/typescript/bin/tsc'), '--version'], project)).toMatch(
        newestTypeScript,
      );
      run('npm', ['run', 'typecheck'], project);
      run('node', [tool('typescript/bin/tsc'), '--noEmit'], project);
      expect(run('npm', ['test'], project)).toMatch(/fail 0$/m);
      expect(existsSync(join(project, 'node_modules/temporal-whatsapp/lib/index.js'))).toBe(true);
    },
    600_000,
  );
});

/** Moves the packages from one project into another that wants the same ones. */
function takeInstalled(from: string, to: string): void {
  const wanted = (project: string): unknown => {
    const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Record<string, object>;
    const dependencies = { ...manifest['dependencies'], 'temporal-whatsapp': undefined };
    return { dependencies, devDependencies: manifest['devDependencies'] };
  };
  expect(wanted(to)).toEqual(wanted(from));
  renameSync(join(from, 'node_modules'), join(to, 'node_modules'));
}

/** @returns what it wrote @throws Error with what it wrote */
function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): string {
  try {
    // The options of Jest's own process are not those of a user.
    const given = { ...process.env, ...env, NODE_OPTIONS: '' };
    return execFileSync(command, args, { cwd, env: given, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} in ${cwd} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}
