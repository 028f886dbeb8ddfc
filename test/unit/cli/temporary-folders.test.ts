import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMediaFolder, removeLeftoverFolders } from '../../../src/cli/temporary-folders.js';
import { createSandbox, type Sandbox } from '../../helpers/temporal-fakes.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.remove());

test('the folders of processes that have ended go, and nothing else', async () => {
  const parent = sandbox.bin;
  const { pid: ended } = spawnSync(process.execPath, ['--eval', '']);
  const host = hostname();
  const leftovers = [`temporal-whatsapp-dev-media-${host}-${ended}-aB3dEf`, `graph-emulator-${host}-${ended}-aB3dEf`];
  const others = [
    `graph-emulator-${host}-${process.pid}-aB3dEf`,
    `graph-emulator-${host}-1-aB3dEf`,
    `graph-emulator-another-host-${ended}-aB3dEf`,
    `graph-emulator-${host}-${ended}`,
    'graph-emulator-aB3dEf',
    `my-graph-emulator-${host}-${ended}-aB3dEf`,
  ];
  for (const name of [...leftovers, ...others]) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'file'), 'content');
  }
  const own = basename(await createMediaFolder(parent));
  await removeLeftoverFolders(parent);
  expect((await readdir(parent)).sort()).toEqual([...others, own].sort());
});
