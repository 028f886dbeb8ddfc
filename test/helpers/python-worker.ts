/**
 * The Python program of docs/other-languages.md, where Temporal's Python SDK is there: `.tmp/python` is a virtual
 * environment with it.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const interpreter = `${root}.tmp/python/bin/python`;

/** What the program has as constants. */
export interface PythonProgramNames {
  libraryQueue: string;
  shopQueue: string;
  phoneNumberId: string;
}

/** Whether there is an interpreter with the SDK. */
export function hasPythonSdk(): boolean {
  return spawnSync(interpreter, ['-c', 'import temporalio']).status === 0;
}

/** Writes the program of the page, with the names of a test in place of those of the page. @returns its path */
export function writePythonProgram({ libraryQueue, shopQueue, phoneNumberId }: PythonProgramNames): string {
  const page = readFileSync(`${root}docs/other-languages.md`, 'utf8');
  const programs = [...page.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
  if (programs.length !== 1)
    throw new Error(`docs/other-languages.md has ${programs.length} programs in Python, not 1`);
  let [program = ''] = programs;
  const constants = { LIBRARY_QUEUE: libraryQueue, SHOP_QUEUE: shopQueue, NUMBER: phoneNumberId };
  for (const [name, value] of Object.entries(constants)) {
    const line = new RegExp(`^${name} = ".*?"`, 'm');
    if (!line.test(program)) throw new Error(`The Python program of docs/other-languages.md has no ${name}`);
    program = program.replace(line, `${name} = "${value}"`);
  }
  mkdirSync(`${root}.tmp`, { recursive: true });
  const path = `${root}.tmp/shop-${shopQueue}.py`;
  writeFileSync(path, program);
  return path;
}

/** Starts the worker of the program. @returns its end */
export async function startPythonWorker(program: string, address: string): Promise<() => Promise<void>> {
  const env = { ...process.env, TEMPORAL_ADDRESS: address };
  const child = spawn(interpreter, [program, 'worker'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'exit');
  const ready = once(createInterface(child.stdout), 'line');
  const isReady = await Promise.race([ready.then(() => true), exited.then(() => false)]);
  if (!isReady) throw new Error(`The worker in Python ended: ${errors}`);
  return async () => {
    child.kill('SIGKILL');
    await exited;
  };
}

/** Runs the program with a command that ends. @returns what it printed */
export async function runPython(program: string, address: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, TEMPORAL_ADDRESS: address };
  const { stdout } = await promisify(execFile)(interpreter, [program, ...args], { env });
  return stdout.trim();
}
