/** A child process that does not outlive this one. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { guard } from './guard.js';
import type { Environment } from './environment.js';

const keptLines = 20;

export interface GuardedProcess {
  /** Resolves with the exit code when the command has ended, for whatever reason. */
  readonly exited: Promise<number>;
  hasExited(): boolean;
  /** The last lines that it printed, oldest first; at most 20. */
  lastLines(): string[];
  /** Ends it: politely, and after 5 seconds by force. Resolves when it is gone. Can be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a command behind a {@link guard}. Both have a process group of their own: Ctrl-C in the terminal must not end
 * the server before its workers have finished.
 */
export function startGuarded(command: string, args: readonly string[], env: Environment): GuardedProcess {
  // Options for the owner's Node, such as --inspect, would make the guard take the same port.
  const { NODE_OPTIONS: _, ...childEnv } = env;
  const child = spawn(process.execPath, ['-e', `(${guard.toString()})()`, '--', command, ...args], {
    env: childEnv,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) collectLines(stream, lines);
  // Writing to a guard that has ended must not be an unhandled error.
  child.stdin.on('error', () => undefined);

  let ended = false;
  const exited = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve(127);
    });
    child.once('exit', () => {
      ended = true;
      killRemains(child.pid);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await exited;
  };
  return { exited, hasExited: () => ended, lastLines: () => [...lines], stop };
}

function collectLines(stream: Readable, lines: string[]): void {
  createInterface({ input: stream }).on('line', (line) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
  });
}

/** Kills what is left of the guard's group, which is nothing unless the guard itself was killed. */
function killRemains(group: number | undefined): void {
  if (group === undefined || process.platform === 'win32') return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // Nobody was left, as it should be.
  }
}
