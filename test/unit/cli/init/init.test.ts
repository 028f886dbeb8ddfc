import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examples, findExample, exampleFolder } from '../../../../src/cli/init/examples.js';
import { nextSteps } from '../../../../src/cli/init/init.js';
import { packageName } from '../../../../src/cli/init/project-files.js';
import { chooseFolder } from '../../../../src/cli/init/target-folder.js';
import { runCommand } from '../../../helpers/run-command.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const ownPackage = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  peerDependencies: Record<string, string>;
};

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-init-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  name: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const readManifest = (project: string): Manifest =>
  JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as Manifest;

/** The files below a folder, as paths in it. */
const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

test('every folder of examples is an example, with a conversation that its workflows export', () => {
  const folders = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(examples.map(({ name }) => name).sort()).toEqual(folders.map(({ name }) => name).sort());
  for (const example of examples) {
    const workflows = readFileSync(join(exampleFolder(example), 'src/workflows.ts'), 'utf8');
    expect(workflows).toContain(`export const ${example.conversation} = defineConversation({`);
  }
});

describe.each(examples.map((example) => [example.name, example] as const))('%s', (name, example) => {
  test('is copied whole, with what a project needs beside it', async () => {
    const project = join(folder, `My ${name}`);
    const { error, printed } = await runCommand(['init', project, '--example', name]);
    expect(error).toBeUndefined();
    const made = ['.env', '.env.example', '.gitignore', '.yarnrc.yml', 'package.json', 'pnpm-workspace.yaml'];
    expect(filesIn(project)).toEqual([...made, ...filesIn(exampleFolder(example))].sort());
    expect(readFileSync(join(project, '.gitignore'), 'utf8').split('\n')).toEqual(
      expect.arrayContaining(['node_modules/', '.env']),
    );
    expect(printed.join('\n')).toContain(project);

    const manifest = readManifest(project);
    expect(manifest.name).toBe(`my-${name}`);
    expect(manifest.dependencies['temporal-whatsapp']).toBe(`^${ownPackage.version}`);
    const given = { ...manifest.dependencies, ...manifest.devDependencies };
    for (const [peer, range] of Object.entries(ownPackage.peerDependencies)) {
      if (peer.startsWith('@temporalio/')) expect(given[peer]).toBe(range);
    }
    const files = Object.values(manifest.scripts).flatMap((script) => script.match(/(?:\.\/)?src\/[\w.-]+/g) ?? []);
    expect(files.length).toBeGreaterThanOrEqual(4);
    expect(files.filter((path) => !existsSync(join(project, path)))).toEqual([]);
    // Whoever renames the bot does it in its file and here.
    expect(manifest.scripts['dev']).not.toContain('--conversation');
    const named = `WHATSAPP_CONVERSATION_WORKFLOW=${example.conversation}\n`;
    expect(readFileSync(join(project, '.env'), 'utf8')).toContain(named);
  });
});

test('code of the application is given to dev: activities, where an example has them', async () => {
  const scripts = async (name: string) => {
    const project = join(folder, `scripts-of-${name}`);
    await runCommand(['init', project, '--example', name]);
    return readManifest(project).scripts;
  };
  expect((await scripts('support-handover'))['dev']).toContain('--activities ./src/activities.ts');
  expect((await scripts('hello-bot'))['dev']).not.toContain('--activities');
});

test('an unknown example is answered with those that there are, and leaves nothing', async () => {
  const project = join(folder, 'unknown');
  const { error } = await runCommand(['init', project, '--example', 'nosuch']);
  expect(String(error)).toContain('There is no example "nosuch"');
  for (const { name } of examples) expect(String(error)).toContain(name);
  expect(existsSync(project)).toBe(false);
});

test('a folder that is not empty stays as it is, and the error names its files', async () => {
  const project = join(folder, 'full');
  mkdirSync(project);
  for (const name of ['b.txt', 'a.txt']) writeFileSync(join(project, name), 'mine');
  const { error } = await runCommand(['init', project]);
  expect(String(error)).toContain(`${project} is not empty: it has a.txt, b.txt.`);
  expect(filesIn(project)).toEqual(['a.txt', 'b.txt']);
});

describe('the folder', () => {
  test('may have a repository, and may be a new one several levels down', async () => {
    mkdirSync(join(folder, 'cloned/.git'), { recursive: true });
    expect(await chooseFolder('cloned', 'hello-bot', folder)).toBe(join(folder, 'cloned'));
    expect(await chooseFolder('new/bots/one', 'hello-bot', folder)).toBe(join(folder, 'new/bots/one'));
  });

  test('is the current one if it is empty, else a new one in it', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await chooseFolder(undefined, 'hello-bot', empty)).toBe(empty);
    writeFileSync(join(empty, 'notes.txt'), '');
    expect(await chooseFolder(undefined, 'hello-bot', empty)).toBe(join(empty, 'hello-bot'));
  });

  test('cannot be a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(chooseFolder('file', 'hello-bot', folder)).rejects.toThrow('file is a file');
    await expect(chooseFolder('file/below', 'hello-bot', folder)).rejects.toThrow('file/below is a file');
  });

  test('may be a link to an empty folder, and not one to nowhere', async () => {
    const real = join(folder, 'linked-to');
    mkdirSync(real);
    symlinkSync(real, join(folder, 'link'));
    expect((await runCommand(['init', join(folder, 'link')])).error).toBeUndefined();
    expect(existsSync(join(real, 'package.json'))).toBe(true);

    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    const { error } = await runCommand(['init', join(folder, 'dangling')]);
    expect(String(error)).toMatch(/The project cannot be written to .*dangling: .*ENOENT.*Name another folder/);
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
  });

  test.each(['/proc/bot', '/sys/bot', `/tmp/${'a'.repeat(300)}`, '/dev/null/bot'])(
    'cannot be where the system takes none: %s',
    async (place) => {
      const { error } = await runCommand(['init', place]);
      expect(String(error)).toContain(place.slice(0, 8));
      expect(String(error)).toMatch(/Name (another|a) folder/);
    },
  );
});

test.each([
  ['shop', 'shop'],
  ['My Shop', 'my-shop'],
  ['.hidden_one', 'hidden_one'],
  ['Café №1', 'cafe-no1'],
  ['日本', 'whatsapp-bot'],
  ['temporal-whatsapp', 'whatsapp-bot'],
])('the folder %j makes the name %s', (name, expected) => {
  expect(packageName(join(folder, name))).toBe(expected);
});

test('the next steps are those of the package manager, from the current folder', () => {
  const [example] = examples;
  const agent = { npm_config_user_agent: 'pnpm/10.1.0 npm/? node/v22.0.0 linux x64' };
  expect(nextSteps('/work/my shop', example, agent, '/work').join('\n')).toMatch(/cd "my shop"\n {2}pnpm install\n/);
  expect(nextSteps('/work', example, {}, '/work').join('\n')).toMatch(/Next:\n\n {2}npm install\n/);
});

test('the next steps name what an example has beside dev, and each is one of its scripts', () => {
  const steps = (name: string): string => nextSteps('/work', findExample(name), {}, '/work').join('\n');
  expect(steps('order-confirmation')).toContain('\n  npm run order -- 17 "+49 170 1234567"  ');
  for (const { name, scripts = {}, beside = [] } of examples) {
    expect(beside.map(([command]) => command.split(' ')[0])).toEqual(Object.keys(scripts));
    for (const script of Object.keys(scripts)) expect(steps(name)).toContain(`npm run ${script}`);
  }
});

test.each([
  ['-dash', './-dash'],
  ['a $HOME', `'a $HOME'`],
  ['a"b', `'a"b'`],
  ["it's `x`", `'it'\\''s \`x\`'`],
  ["it's", `"it's"`],
])('the folder %s is one word of a shell', (name, word) => {
  const [example] = examples;
  expect(nextSteps(join('/work', name), example, {}, '/work')).toContain(`  cd ${word}`);
});
