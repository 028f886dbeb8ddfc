import { expect, test } from '@jest/globals';
import { TestResults, type JestFile } from '../../../scripts/tests/results.mjs';

function file(name: string, tests: Record<string, string>): JestFile {
  const assertionResults = Object.entries(tests).map(([fullName, status]) => ({
    fullName,
    status,
    failureMessages: status === 'failed' ? ['\u001b[31mnot\n  equal\u001b[39m'] : [],
  }));
  const status = Object.values(tests).includes('failed') ? 'failed' : 'passed';
  return { name: `/root/${name}`, status, assertionResults };
}

function jest(exitCode: number, ...testResults: JestFile[]) {
  return { exitCode, results: { testResults } };
}

test('a file that runs once more replaces what came of it before', () => {
  const results = new TestResults('/root');
  results.addJest(
    'jest',
    jest(1, file('a.test.ts', { one: 'failed', two: 'passed' }), file('b.test.ts', { x: 'passed' })),
  );
  expect(results.failureLines()).toEqual(['a.test.ts › one: not equal']);
  expect(results.failedFiles()).toEqual(['a.test.ts']);
  expect(results.counts()).toEqual({ passed: 2, failed: 1, skipped: 0 });
  results.addJest('alone', jest(0, file('a.test.ts', { one: 'passed', two: 'passed' })));
  expect(results.failedNames()).toEqual([]);
  expect(results.counts()).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test('a file that could not be loaded has failed', () => {
  const results = new TestResults('/root');
  results.addJest('jest', jest(1, { ...file('a.test.ts', {}), status: 'failed' }));
  expect(results.failureLines()).toEqual(['a.test.ts: could not run']);
});

test('a jest that ends with an error and no failed test has failed, and one that ran nothing', () => {
  const crashed = new TestResults('/root');
  crashed.addJest('jest of test/unit', { exitCode: 1 });
  expect(crashed.failureLines()).toEqual(['jest of test/unit: ended without a result']);
  expect(new TestResults('/root').counts().failed).toBe(1);
});

test('a crash stays one when other files are run once more', () => {
  const results = new TestResults('/root');
  results.addJest('jest', { exitCode: 1 });
  results.addJest('alone', jest(0, file('a.test.ts', { one: 'passed' })));
  expect(results.counts()).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('skipped tests and those of the examples count', () => {
  const results = new TestResults('/root');
  results.addJest('jest', jest(0, file('a.test.ts', { one: 'pending', two: 'todo', three: 'passed' })));
  results.addExamples({ counts: { passed: 2, failed: 1, skipped: 1 }, exitCode: 1 });
  expect(results.counts()).toEqual({ passed: 3, failed: 1, skipped: 3 });
});
