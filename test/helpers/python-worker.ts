/** A worker in Python, where Temporal's Python SDK is there: `.tmp/python` is a virtual environment with it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const interpreter = fileURLToPath(new URL('../../.tmp/python/bin/python', import.meta.url));
const program = fileURLToPath(new URL('../fixtures/python/worker.py', import.meta.url));

/** Whether there is an interpreter with the SDK. */
export function hasPythonSdk(): boolean {
  return spawnSync(interpreter, ['-c', 'import temporalio']).status === 0;
}

/** Starts the worker. @returns its end */
export async function startPythonWorker(address: string, taskQueue: string): Promise<() => Promise<void>> {
  const child = spawn(interpreter, [program, address, taskQueue], { stdio: ['ignore', 'pipe', 'pipe'] });
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
