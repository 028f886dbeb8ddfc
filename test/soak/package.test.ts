import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries = ['', '/messages', '/workflow', '/workflows', '/client', '/webhook', '/webhook/metrics', '/testing'].map(
  (path) => `temporal-whatsapp${path}`,
);
const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the packed tarball, installed into a new project,', () => {
  let folder: string;
  let project: string;
  let files: string[];
  let metricsWithoutPromClient: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-pack-'));
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
    ) as {
      filename: string;
      files: { path: string }[];
    }[];
    if (!packed) throw new Error('npm pack made nothing');
    files = packed.files.map(({ path }) => path);
    project = join(folder, 'project');
    run('node', [join(root, 'lib/cli/main.js'), 'init', project], folder);
    run(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename)],
      project,
    );
    metricsWithoutPromClient = startReceiverWithMetrics(project);
    // npm installs no optional peer. Whoever wants metrics does.
    symlinkSync(join(root, 'node_modules/prom-client'), join(project, 'node_modules/prom-client'));
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the library and no test, and no source beside compiled code', () => {
    expect(files).toContain('lib/index.js');
    expect(files).toContain('LICENSE');
    expect(files.filter((path) => /^(test|scripts|bench)\//.test(path))).toEqual([]);
    expect(files.filter((path) => path.startsWith('lib/') && path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual(
      [],
    );
  });

  test('makes the same project from the package, and tests it', () => {
    const names = (path: string): string[] => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
    const again = join(folder, 'again');
    run('npx', ['--no-install', 'temporal-whatsapp', 'init', again], project);
    const made = names(again);
    expect(made).toEqual(expect.arrayContaining(['.gitignore', '.env', join('src', 'workflows.ts'), 'README.md']));
    expect(made.filter((name) => !existsSync(join(project, name)))).toEqual([]);
    expect(run('npm', ['test'], project)).toMatch(/pass 3$/m);
  }, 120_000);

  test('holds every file that its pages link to', () => {
    const pages = files.filter((path) => path.endsWith('.md'));
    expect(pages).toContain('docs/deployment.md');
    const links = pages.flatMap((page) => relativeLinks(page).map((path) => ({ page, path })));
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ path }) => !files.includes(path))).toEqual([]);
  });

  test('has declarations that need no types besides those of Node and of what it installs', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const own = Object.keys({ ...dependencies, ...peerDependencies }).filter(
      (name) => !existsSync(join(root, 'node_modules/@types', name)),
    );
    const foreign = files.filter((path) => path.endsWith('.d.ts')).flatMap(importedPackages);
    expect(foreign).toContain('zod');
    expect(foreign.filter((name) => !own.includes(name) && name !== 'temporal-whatsapp')).toEqual([]);
  });

  test('is importable from ESM and by require, entry by entry', () => {
    const print =
      '(name, m) => console.log(name, Object.keys(m).filter((k) => k !== "__esModule" && k !== "module.exports").sort().join())';
    const each = (load: (entry: string) => string): string =>
      entries.map((entry) => `(${print})('${entry}', ${load(entry)})`).join(';\n');
    const esm = run('node', ['--input-type=module', '-e', each((entry) => `await import('${entry}')`)], project);
    const cjs = run('node', ['--input-type=commonjs', '-e', each((entry) => `require('${entry}')`)], project);
    const lines = esm.trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(entries);
    expect(lines.filter((line) => !/^\S+ \S+$/.test(line))).toEqual([]);
    expect(cjs).toBe(esm);
  });

  test('has a receiver that does not load the native worker', () => {
    const script =
      "require('temporal-whatsapp/webhook'); require('temporal-whatsapp/client');" +
      'console.log(Object.keys(require.cache).filter((f) => /@temporalio.(worker|core-bridge)/.test(f)).length)';
    expect(run('node', ['--input-type=commonjs', '-e', script], project).trim()).toBe('0');
  });

  test('has types for every entry, also for a compiler with the old resolver', () => {
    const uses = entries.map(
      (entry, index) => `import * as m${index} from '${entry}'; export type T${index} = keyof typeof m${index};`,
    );
    writeFileSync(join(project, 'use.ts'), uses.join('\n'));
    mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
    const nodeTypes = join(project, 'node_modules/@types/node');
    if (!existsSync(nodeTypes)) symlinkSync(join(root, 'node_modules/@types/node'), nodeTypes);
    const tsc = (...options: string[]) =>
      run(
        'node',
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          '--ignoreConfig', // the project's own, which is for its sources
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          '--target',
          'es2022',
          ...options,
          'use.ts',
        ],
        project,
      );
    // The newer ones are in test/soak/packed-apps.test.ts.
    const old = ['--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'];
    expect(() => tsc('--module', 'commonjs', ...old)).not.toThrow();
  });

  test('bundles a workflow of a user, written in TypeScript, that re-exports ours', () => {
    writeFileSync(
      join(project, 'workflows.ts'),
      "export * from 'temporal-whatsapp/workflows';\nimport { text } from 'temporal-whatsapp/workflow';\nexport const greet = async () => text('hi');\n",
    );
    const script =
      "require('@temporalio/worker').bundleWorkflowCode({ workflowsPath: require.resolve('./workflows.ts') }).then(({ code }) => console.log(code.includes('sendMessageWorkflow')))";
    expect(run('node', ['--input-type=commonjs', '-e', script], project)).toContain('true');
  }, 60_000);

  test('has a receiver that says what to install when metrics are wanted and prom-client is missing', () => {
    expect(metricsWithoutPromClient).toContain('WHATSAPP_METRICS_PORT is set');
    expect(metricsWithoutPromClient).toContain('npm install prom-client');
  });

  test('has a command with help', () => {
    expect(run('npx', ['--no-install', 'temporal-whatsapp', '--help'], project)).toContain('emulator');
  });
});

/** The packages that a declaration imports, besides Node's own modules. */
function importedPackages(declaration: string): string[] {
  const text = readFileSync(join(root, declaration), 'utf8');
  const names = [...text.matchAll(/(?:from |import\()['"]((?:@[\w-]+\/)?[\w-]+)(?![\w:-])/g)].map(
    ([, name = '']) => name,
  );
  return names.filter((name) => !name.startsWith('node:'));
}

/** The files of the package that a page links to, as paths in it. */
function relativeLinks(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^\w+:/.test(target)).map((target) => posix.join(posix.dirname(page), target));
}

/** @returns What the receiver of the installed package says before it ends. */
function startReceiverWithMetrics(folder: string): string {
  const env = {
    ...process.env,
    WHATSAPP_APP_SECRET: 'secret',
    WHATSAPP_VERIFY_TOKEN: 'token',
    WHATSAPP_PHONE_NUMBER_IDS: 'any',
    WHATSAPP_METRICS_PORT: '9464',
  };
  const command = join(folder, 'node_modules/.bin/temporal-whatsapp');
  return spawnSync(command, ['webhook'], { cwd: folder, env, encoding: 'utf8', timeout: 30_000 }).stderr;
}
