import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startJest } from '../../../scripts/tests/run-jest.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-jest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one file of tests in one process, as the soak tests run. */
async function run(code: string, patienceMs: number) {
  writeFileSync(join(folder, 'one.test.js'), code);
  writeFileSync(join(folder, 'package.json'), '{ "jest": { "cacheDirectory": "cache" } }');
  const log: string[] = [];
  const report = join(folder, 'report.json');
  const own = { cwd: folder, env: process.env, report, output: 'ignore' } as const;
  const options = { ...own, patienceMs, log: (line: string) => void log.push(line) };
  const { exitCode, results } = await startJest(['--runInBand', '--silent'], options).ended;
  return { exitCode, passed: results?.numPassedTests, log: log.join('\n') };
}

const child = "require('node:child_process').spawn('sleep', ['1234'])";

test('a jest that stays because of a timer and a process is ended with both, and its counts are there', async () => {
  const ended = await run(`test('leaves', () => { setInterval(() => undefined, 1000); ${child}; });`, 500);
  expect(ended).toMatchObject({ exitCode: 0, passed: 1 });
  expect(ended.log).toMatch(/JEST DID NOT EXIT[^]*\d+ sleep 1234/);
});

test('failed tests of a jest that had to be ended are a failure', async () => {
  const code = "test('fails', () => { setInterval(() => undefined, 1000); throw new Error('as it has to'); });";
  expect(await run(code, 500)).toMatchObject({ exitCode: 1, passed: 0 });
});

test('a jest that ends by itself is left alone', async () => {
  expect(await run("test('passes', () => undefined);", 60_000)).toEqual({ exitCode: 0, passed: 1, log: '' });
});
