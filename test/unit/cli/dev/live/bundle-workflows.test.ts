import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { bundleWorkflows } from '../../../../../src/cli/dev/live/bundle-workflows.js';

const log = pino({ enabled: false });
const timeoutMs = 60_000;

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'temporal-whatsapp-bundle-')));
  await mkdir(join(folder, 'project/node_modules'), { recursive: true });
  const packages = fileURLToPath(new URL('../../../../../node_modules/@temporalio', import.meta.url));
  await symlink(packages, join(folder, 'project/node_modules/@temporalio'));
  await writeFile(join(folder, 'project/workflows.ts'), 'export async function shopWorkflow(): Promise<void> {}\n');
  await symlink(join(folder, 'project'), join(folder, 'link'));
  await symlink('workflows.ts', join(folder, 'project/also.ts'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(['project/workflows.ts', 'project/also.ts', 'link/workflows.ts', 'link/also.ts'])(
  'a file of workflows is found where it is, also behind a link: %s',
  async (name) => {
    const made = await bundleWorkflows(join(folder, name), log);
    expect(made).toMatchObject({ value: { exports: ['shopWorkflow'] } });
    expect(made.watched.files).toEqual(
      expect.arrayContaining([join(folder, name), join(folder, 'project/workflows.ts')]),
    );
  },
  timeoutMs,
);

test('a file that has vanished is named, and watched', async () => {
  const file = join(folder, 'project/gone.ts');
  const made = await bundleWorkflows(file, log);
  expect(made).toMatchObject({ error: { message: expect.stringMatching(/^--workflows .*gone\.ts: .*ENOENT/) } });
  expect(made.watched.files).toEqual([file]);
});

test(
  'a mistake names its file and its line, and nothing of the bundler’s own',
  async () => {
    const file = join(folder, 'project/mistake.ts');
    await writeFile(file, 'export const a = 1;\nexport async function shop(: void {}\n');
    const made = await bundleWorkflows(file, log);
    const message = 'error' in made ? made.error.message : '';
    expect(message).toMatch(/mistake\.ts:2:\d+/);
    expect(message).toContain('Unexpected token');
    expect(message).not.toMatch(/backtrace|unknown|Caused by|NonErrorEmitted|Module build failed/);
  },
  timeoutMs,
);
