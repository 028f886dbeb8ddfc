/**
 * Runs the tests: starts one Temporal server for all of them and runs jest, beside the tests of the examples, which
 * Node runs. The tests of test/after come last, on the histories that the others left.
 *
 *   node scripts/test.mjs [--no-server] [tier or path …]
 *
 * Tiers: unit, boundary, replay, integration, browser, examples (all of them by default), types, soak. A path is one
 * that jest takes, or one of an example.
 * One or two files that failed beside others, with a server or a browser, are run once more alone, with the seeds that
 * they had. Both results are said; the second one counts. `TEST_SEED` gives the seeds of another run again.
 *
 * The last line is "N passed, N failed" with the counts of all runs. A suite that could not run counts as failed. What
 * failed is listed above it.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TestResults } from './tests/results.mjs';
import { startExamples } from './tests/run-examples.mjs';
import { startJest } from './tests/run-jest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}.tmp`;
const defaultTiers = ['unit', 'boundary', 'replay', 'integration', 'browser', 'examples'];
const tierNames = [...defaultTiers, 'types', 'soak'];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'no-server': { type: 'boolean' } } });

/**
 * Modules of finished files stay in memory; from a gigabyte on, the collector takes a third of the time. Unit tests
 * load no native code, so that their processes can be ended at any time. They compute, beside tests that mostly wait.
 */
const unitArguments = ['--maxWorkers=2', '--workerIdleMemoryLimit=500MB'];

const seed = process.env['TEST_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31));
const results = new TestResults(root);
const cleanUps = [];
const running = new Set();
let interrupted = false;

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    for (const run of running) run.kill(signal);
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  results.addCrash('the run of the tests');
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}
const { passed, failed, skipped } = results.counts();
for (const line of results.failureLines()) console.log(`FAILED: ${line}`);
if (failed > 0) console.log(`TEST_SEED=${seed}`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = interrupted ? 130 : failed > 0 ? 1 : 0;

async function main() {
  const wanted =
    positionals.length > 0 ? positionals : defaultTiers.filter((tier) => existsSync(`${root}${toPath(tier)}`));
  const environment = values['no-server'] ? {} : await startServers();
  const isExample = (path) => path.startsWith('examples');
  const isUnit = (path) => /^(test\/)?unit/.test(path);
  const [examples, units] = [wanted.filter(isExample), wanted.filter(isUnit).map(toPath)];
  const others = wanted.filter((path) => !isExample(path) && !isUnit(path)).map(toPath);
  await Promise.all([
    examples.length > 0 && runExamples(examples),
    others.length > 0 && runJest('main', others, environment),
    units.length > 0 && runJest('unit', units, environment, unitArguments),
  ]);
  await repeatAlone(environment);
  // The histories of all workflows are there only after the whole of the integration tests.
  if (wanted.includes('integration') && !values['no-server'] && existsSync(`${root}test/after`)) {
    await runJest('after', ['test/after/'], environment);
  }
}

function toPath(tierOrPath) {
  if (tierOrPath === 'examples') return 'examples/';
  return tierNames.includes(tierOrPath) ? `test/${tierOrPath}/` : tierOrPath;
}

async function startServers() {
  const { findTestServerBinary } = await import('../lib/devserver/find-binary.js');
  const { startTemporalServer } = await import('../lib/devserver/server.js');
  const options = { env: process.env, log: (line) => console.error(line) };
  const dynamicConfig = { 'matching.enableFairness': 'true' };
  const [server, testServer] = await Promise.allSettled([
    startTemporalServer({ ...options, dynamicConfig }),
    findTestServerBinary(options),
  ]);
  if (server.status === 'fulfilled') cleanUps.push(() => server.value.stop());
  const failed = [server, testServer].filter(({ status }) => status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map(({ reason }) => reason.message).join('\n'));
  return {
    TEST_TEMPORAL_ADDRESS: server.value.address,
    TEST_TIME_SKIPPING_SERVER_PATH: testServer.value.path,
    TEST_WORKFLOW_BUNDLE: await bundleWorkflows(),
  };
}

/** One bundle for all files: bundling takes longer than most tests. */
async function bundleWorkflows() {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const logger = { trace() {}, debug() {}, info() {}, warn: console.error, error: console.error };
  // As in the worker of the library; a file that is run alone has a bundle without it.
  const preloadModules = [`${root}src/workflows/preload.ts`];
  const workflowsPath = `${root}test/helpers/workflows.ts`;
  const { code } = await bundleWorkflowCode({ workflowsPath, preloadModules, logger });
  const path = `${folder}/workflows-${process.pid}.cjs`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, code);
  cleanUps.push(() => rmSync(path, { force: true }));
  return path;
}

/**
 * A test that waits for an engine or a browser may miss a limit because the machine was busy with others. More than two
 * files fail for a reason of their own.
 */
async function repeatAlone(environment) {
  const files = results.failedFiles();
  const mayBeLate = files.every((file) => /^test\/(integration|browser|soak)\//.test(file));
  if (files.length === 0 || files.length > 2 || !mayBeLate) return;
  const before = results.failedNames();
  await runJest('alone', files, environment, ['--runInBand']);
  const after = results.failedNames();
  for (const name of before.filter((failure) => !after.includes(failure))) console.log(`PASSED ONLY ALONE: ${name}`);
}

async function runJest(name, paths, environment, more = []) {
  if (interrupted) return;
  const report = `${folder}/jest-${name}-${process.pid}.json`;
  mkdirSync(folder, { recursive: true });
  cleanUps.push(() => rmSync(report, { force: true }));
  const nodeOptions = `${process.env['NODE_OPTIONS'] ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`;
  // Soak tests start and kill processes of their own: side by side they would starve each other.
  const inBand = paths.includes(toPath('soak')) ? ['--runInBand'] : [];
  const env = { ...process.env, ...environment, TEST_SEED: seed, NODE_OPTIONS: nodeOptions.trim() };
  const run = await untilEnded(startJest([...inBand, ...more, ...paths], { cwd: root, env, report }));
  results.addJest(`jest of ${paths.join(' ')}`, run);
}

/** What the examples write comes at their end, as jest writes meanwhile. */
async function runExamples(paths) {
  const report = `${folder}/examples-${process.pid}.json`;
  mkdirSync(folder, { recursive: true });
  cleanUps.push(() => rmSync(report, { force: true }));
  const run = await untilEnded(startExamples(paths, { env: process.env, report }));
  console.error(run.output);
  results.addExamples(run);
}

async function untilEnded(run) {
  running.add(run);
  const result = await run.ended;
  running.delete(run);
  return result;
}
