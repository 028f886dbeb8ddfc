/** The code of an application, as a command takes it: TypeScript, what fails in it, and variables of files. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadActivities } from '../../../../src/cli/code/load-activities.js';
import { importFresh } from '../../../../src/cli/code/load-module.js';
import { loadRoutes } from '../../../../src/cli/code/load-routes.js';
import { environmentFrom } from '../../../../src/cli/variables.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-code-'));
  await mkdir(join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('a module in TypeScript', () => {
  test('is imported with its own files, knows where it is, and leaves nothing behind', async () => {
    await write('sizes.ts', 'export enum Size { small = 3 }\n');
    const file = await write(
      'activities.ts',
      "import { Size } from './sizes.js';\nexport const price = (): number => Size.small;\nexport const url = (): string => import.meta.url;\n",
    );
    const { price, url } = (await loadActivities(file)) as unknown as { price(): number; url(): string };
    expect([price(), url()]).toEqual([3, `file://${file}`]);
    expect(await readdir(join(folder, 'node_modules/.temporal-whatsapp'))).toEqual([]);
  });

  test('may be a script, which begins with the name of its interpreter', async () => {
    const text = '#!/usr/bin/env tsx\nexport const url = (): string => import.meta.url;\n';
    const file = await write('script.ts', text);
    const { url } = (await loadActivities(file)) as unknown as { url(): string };
    expect(url()).toBe(`file://${file}`);
    const plain = await write('plain.ts', '#!/usr/bin/env tsx\nexport const price = (): number => 3;\n');
    expect(await loadActivities(plain)).toHaveProperty('price');
  });

  test('is imported as it is now, and says what it is made of', async () => {
    const [file, part] = [
      await write('a.ts', "export { n } from './b.js';\n"),
      await write('b.ts', 'export const n = 1;\n'),
    ];
    const first = await importFresh('--routes', file);
    await write('b.ts', 'export const n = 2;\n');
    const second = await importFresh('--routes', file);
    expect([first, second]).toMatchObject([{ value: { n: 1 } }, { value: { n: 2 } }]);
    expect(second.watched.files).toEqual([file, part]);
  });

  test('with a mistake is an error with its place, and what may repair it is watched', async () => {
    const wrong = await importFresh('--routes', await write('wrong.ts', 'export const a = 1;\nexport const = 2;\n'));
    expect(wrong).toMatchObject({
      error: { message: expect.stringMatching(/--routes .*wrong\.ts:2:14: Expected identifier/) },
    });
    const absent = await importFresh('--routes', await write('absent.ts', "import './texts.js';\n"));
    expect(absent).toMatchObject({ error: { message: expect.stringContaining('Could not resolve "./texts.js"') } });
    expect(absent.watched.missing).toContain(join(folder, 'texts.ts'));
  });

  test('that fails while it is imported says why, in the names of its own files', async () => {
    const throws = await write('throws.ts', "throw new Error('no database');\nexport const routes = [];\n");
    await expect(loadRoutes(throws)).rejects.toThrow(`--routes ${throws}: cannot be imported: no database`);
    const lacks = await write('lacks.ts', "import 'no-such-package';\nexport const routes = [];\n");
    await expect(loadRoutes(lacks)).rejects.toThrow(/no-such-package/);
    expect(await readdir(join(folder, 'node_modules/.temporal-whatsapp'))).toEqual([]);
  });
});

describe('activities', () => {
  test('are functions, and members of objects of functions', async () => {
    const file = await write(
      'activities.ts',
      'export class Shop {}\nexport const limit = 3;\nexport async function price() {}\nexport const desk = { open: async () => 1 };\n',
    );
    expect(Object.keys(await loadActivities(file)).sort()).toEqual(['open', 'price']);
  });

  test('are missing, or there twice', async () => {
    const none = await write('none.ts', 'export const limit = 3;\n');
    await expect(loadActivities(none)).rejects.toThrow(/must export functions, or an object of functions/);
    const twice = await write('twice.ts', 'export const open = () => 1;\nexport const desk = { open: () => 2 };\n');
    await expect(loadActivities(twice)).rejects.toThrow(/exports two activities named open/);
  });
});

test('the environment wins over files, an earlier file over a later one, and --conversation over all', async () => {
  const first = await write('.env', 'A=file\nB=file\nC="with # inside"\n');
  const second = await write('.env.more', 'B=second\nD=second\n');
  const env = environmentFrom(
    { A: 'environment', B: '', E: '', WHATSAPP_CONVERSATION_WORKFLOW: 'shop' },
    { envFile: [first, second], conversation: 'orderBot' },
  );
  expect(env).toEqual({
    A: 'environment',
    B: 'file',
    C: 'with # inside',
    D: 'second',
    E: '',
    WHATSAPP_CONVERSATION_WORKFLOW: 'orderBot',
  });
});
