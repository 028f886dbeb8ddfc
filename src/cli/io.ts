/** What a command has of its surroundings; tests hand over their own. */
import type { Environment } from '../environment/config-error.js';
import { processEnvironment } from '../environment/process-environment.js';

export interface CommandIo {
  env: Environment;
  /** Whether somebody reads along in a terminal. @default false */
  isTerminal?: boolean;
  /** The result of the command, for people or programs. One line, without its end. */
  print(line: string): void;
  /** What happens meanwhile. One line, without its end. */
  note(line: string): void;
  /** Shows how far something is, in place of what it showed before. Absent where nobody reads along in a terminal. */
  showProgress?(line: string): void;
  /** Resolves with the signal's name when somebody wants the command to end. */
  untilStopped(): Promise<string>;
}

/** The process's own. A second signal ends the process at once. */
export function processIo(): CommandIo {
  return {
    env: processEnvironment(),
    isTerminal: process.stdout.isTTY === true,
    ...(process.stderr.isTTY === true && { showProgress: showInPlace }),
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    untilStopped: () => {
      const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
      return new Promise((resolve) => {
        for (const signal of signals) {
          process.once(signal, () => {
            process.once(signal, () => process.exit(130));
            resolve(signal);
          });
        }
      });
    },
  };
}

/** Goes to the beginning of the line and clears it first. */
function showInPlace(line: string): void {
  process.stderr.write(`\r\x1b[K${line}`);
}
