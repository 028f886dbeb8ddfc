/** What `temporal-whatsapp emulator` loads: it starts in an instant, for tests of any language. */
import { beforeAll, expect, test } from '@jest/globals';
import { build, type Metafile } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const entries = ['src/cli/main.ts', 'src/cli/emulator/emulator.ts'];

let inputs: Metafile['inputs'];
beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries, 'src/cli/worker.ts'],
    outdir: '.tmp/emulator-modules',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
  });
  inputs = metafile.inputs;
});

/** What a module loads at once, and what that loads: files of ours and names of packages. */
function loadedBy(names: readonly string[]): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...names];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (kind === 'dynamic-import') continue;
      if (external !== true) waiting.push(path);
      else if (!path.startsWith('node:')) packages.add(path);
    }
  }
  return { files: [...files], packages: [...packages] };
}

test('it loads four packages, and nothing of Temporal', () => {
  expect(loadedBy(entries).packages.sort()).toEqual(['busboy', 'commander', 'express', 'zod']);
  expect(loadedBy(['src/cli/worker.ts']).packages).toContain('@temporalio/envconfig');
});

test('of ours it loads the emulator, and what that shares with the rest', () => {
  const folders = new Set(loadedBy(entries).files.map((file) => file.split('/').slice(0, 2).join('/')));
  expect([...folders].sort()).toEqual(['src/cli', 'src/common', 'src/emulator', 'src/environment']);
  const commands = loadedBy(entries).files.filter((file) =>
    /^src\/cli\/(?!dev\/phone-page|emulator\/)[^/]+\//.test(file),
  );
  expect(commands).toEqual([]);
});
