/** Programs on this machine: finding them on the PATH and seeing whether they run. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { BinarySpec } from './binaries.js';
import { readVariable, type Environment } from './environment.js';

const checkTimeoutMs = 30_000;

/** The name of a program's file on this platform. */
export function executableName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** The first executable file of that name in the folders of the PATH. */
export async function findOnPath(name: string, env: Environment): Promise<string | undefined> {
  for (const folder of (readVariable(env, 'PATH') ?? '').split(delimiter)) {
    const file = join(folder, executableName(name));
    if (folder !== '' && (await isExecutable(file))) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Runs the file as the program that it should be.
 *
 * @throws Error that says why it is not that program
 */
export async function checkBinary(spec: BinarySpec, file: string, env: Environment): Promise<void> {
  const output = await run(file, spec.check.args, env);
  if (!spec.check.prints.test(output)) throw new Error(`it runs, but does not print what the ${spec.title} prints`);
}

/** What the program printed on both streams. @throws Error with its last line when it fails */
export async function run(file: string, args: readonly string[], env: Environment): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { env: { ...env }, timeout: checkTimeoutMs, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout + stderr);
        const lastLine = stderr.trim().split('\n').at(-1);
        reject(new Error(lastLine === undefined || lastLine === '' ? withoutArguments(error) : lastLine));
      },
    );
  });
}

/** Node repeats the whole command in the message of a failed one. */
function withoutArguments(error: Error & { code?: string | number | null; killed?: boolean }): string {
  if (error.killed === true) return `no answer within ${checkTimeoutMs / 1000} s`;
  return typeof error.code === 'string' ? `${error.code}` : `exit code ${error.code ?? 'unknown'}`;
}
