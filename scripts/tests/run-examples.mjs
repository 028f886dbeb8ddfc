/**
 * Runs the tests of the examples as those who copied one run them: by Node's own runner, with the library as it was
 * built.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Lists the folders of the examples. */
export function exampleFolders() {
  return readdirSync(join(root, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(root, 'examples', name));
}

/** Lists the tests of the examples whose paths contain one of these. Without a file Node would look for some itself. */
function testFiles(paths) {
  const files = exampleFolders()
    .flatMap((folder) => readdirSync(join(folder, 'src')).map((name) => join(folder, 'src', name)))
    .filter((path) => path.endsWith('.test.ts') && paths.some((wanted) => path.includes(wanted)));
  if (files.length === 0) throw new Error(`no example has a test in ${paths.join(' or ')}`);
  return files;
}

/**
 * Starts the tests, one file after the other. `ended` resolves with the counts, which a crash does not leave, and what
 * was written.
 */
export function startExamples(paths, { env, report }) {
  rmSync(report, { force: true });
  const reporters = [
    ['spec', 'stdout'],
    ['./scripts/tests/count-tests.mjs', report],
  ].flatMap(([reporter, destination]) => [`--test-reporter=${reporter}`, `--test-reporter-destination=${destination}`]);
  const args = ['--import', 'tsx', '--test', '--test-concurrency=1', ...reporters, ...testFiles(paths)];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => written.push(chunk));
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1))).then((exitCode) => ({
    counts: existsSync(report) ? JSON.parse(readFileSync(report, 'utf8') || '{}') : {},
    exitCode,
    output: Buffer.concat(written).toString(),
  }));
  return { ended, kill: (signal) => child.kill(signal) };
}
