export interface JestFile {
  /** The path of the file. */
  name: string;
  status: 'passed' | 'failed';
  assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[];
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export class TestResults {
  constructor(root: string);
  addJest(name: string, run: { results?: { testResults: readonly JestFile[] }; exitCode: number }): void;
  addExamples(run: { counts: Partial<Counts>; exitCode: number }): void;
  addCrash(name: string): void;
  counts(): Counts;
  failedNames(): string[];
  failureLines(): string[];
  failedFiles(): string[];
}
