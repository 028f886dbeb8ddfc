/** What came of the tests, by file. A file that runs once more replaces what came of it before. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export class TestResults {
  #root;
  /** Name of the file or run: how many passed and were skipped, and those that failed, each with its name and why. */
  #ofFiles = new Map();

  /** @param root The folder to which the names of files are relative. */
  constructor(root) {
    this.#root = root;
  }

  /** Adds the files of jest's report; without one, and without a failure that explains the exit code, jest crashed. */
  addJest(name, { results, exitCode }) {
    const files = results?.testResults ?? [];
    for (const { name: path, status, assertionResults } of files)
      this.#add(relative(this.#root, path), status, assertionResults);
    if (exitCode !== 0 && files.every(({ status }) => status !== 'failed')) this.addCrash(name);
  }

  addExamples({ counts: { passed = 0, failed = 0, skipped = 0 }, exitCode }) {
    const failures = Array.from({ length: failed }, (_, index) => ({
      name: `test ${index + 1} of ${failed} that failed`,
      why: 'its output says why',
    }));
    this.#ofFiles.set('examples', { passed, skipped, failures });
    if (failed === 0 && exitCode !== 0) this.addCrash('the run of the examples');
  }

  addCrash(name) {
    this.#ofFiles.set(name, { passed: 0, skipped: 0, failures: [{ name, why: 'ended without a result' }] });
  }

  /** Nothing that ran at all is a failure. */
  counts() {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const { passed, skipped, failures } of this.#ofFiles.values()) {
      counts.passed += passed;
      counts.failed += failures.length;
      counts.skipped += skipped;
    }
    return counts.passed + counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  }

  /** Lists the names of all that failed: the file, and its test. */
  failedNames() {
    return this.#failures().map(({ name }) => name);
  }

  /** A line for each failure: its name, and why. */
  failureLines() {
    return this.#failures().map(({ name, why }) => `${name}: ${why}`);
  }

  failedFiles() {
    return [...this.#ofFiles].filter(([, { failures }]) => failures.length > 0).map(([file]) => file);
  }

  #failures() {
    return [...this.#ofFiles.values()].flatMap(({ failures }) => failures);
  }

  #add(file, fileStatus, tests) {
    const count = (wanted) => tests.filter(({ status }) => status === wanted).length;
    const failures = tests
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ name: `${file} › ${fullName}`, why: inOneLine(failureMessages) }));
    // Neither a test that failed, nor one that passed: the file could not be loaded.
    if (fileStatus === 'failed' && failures.length === 0) failures.push({ name: file, why: 'could not run' });
    this.#ofFiles.set(file, { passed: count('passed'), skipped: count('pending') + count('todo'), failures });
  }
}

/** The beginning of the first message, so that the end of a long log says enough. */
function inOneLine([message = '']) {
  const text = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim();
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
