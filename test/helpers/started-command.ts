/** The command line as a real process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../lib/cli/main.js', import.meta.url));

export interface StartedCommand {
  child: ChildProcess;
  /** What it has printed so far, to either output. */
  lines: string[];
  /**
   * Resolves with the first line that matches.
   *
   * @param from how many lines are passed over
   */
  line(pattern: RegExp, from?: number): Promise<string>;
  exitCode: Promise<number | null>;
}

const running: ChildProcess[] = [];

/** Starts the bin with an environment of its own. */
export function startCommand(args: string[], env: Record<string, string>, cwd = process.cwd()): StartedCommand {
  const { PATH = '', HOME = '', XDG_CACHE_HOME = '' } = process.env;
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { PATH, HOME, XDG_CACHE_HOME, ...env } });
  running.push(child);
  const exitCode = once(child, 'exit').then(([code]) => code as number | null);
  const lines: string[] = [];
  const outputs = [child.stdout, child.stderr].map((input) => createInterface({ input }));
  for (const output of outputs) output.on('line', (line) => lines.push(line));
  const line = async (pattern: RegExp, from = 0): Promise<string> => {
    for (;;) {
      const found = lines.slice(from).find((candidate) => pattern.test(candidate));
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended without ${pattern}:\n${lines.join('\n')}`);
      await Promise.race([...outputs.map((output) => once(output, 'line')), exitCode]);
    }
  };
  return { child, lines, line, exitCode };
}

/** Lets it end by itself. @returns its exit code */
export async function stopCommand({ child, exitCode }: StartedCommand): Promise<number | null> {
  child.kill('SIGTERM');
  return exitCode;
}

/** Ends whatever was started here and is still there. */
export function killStarted(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL');
}

/** @throws Error when the library was not compiled */
export function requireBuild(): void {
  if (!existsSync(main)) throw new Error(`${main} is missing: run "npm run build" before this test`);
}
