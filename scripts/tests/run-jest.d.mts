export interface JestRun {
  /** Resolves when jest is gone. */
  ended: Promise<{ results?: { success: boolean; numPassedTests: number }; exitCode: number }>;
  kill(signal: NodeJS.Signals): boolean;
}

export interface JestOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The path of the file to which jest writes its report. */
  report: string;
  /** How long jest may stay when its report is written, in milliseconds. @default 30000 */
  patienceMs?: number;
  log?(line: string): void;
  /** Where jest writes. @default 'inherit' */
  output?: 'inherit' | 'ignore';
}

export function startJest(args: readonly string[], options: JestOptions): JestRun;
