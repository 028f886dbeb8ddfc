/** The worker as an operator runs it: a process of its own, which a test can kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testWorkflowBundle, type Stack } from './stack.js';
import { testPin } from './secrets.js';

/** The compiled library; another one than that of this folder for whoever must not build here. */
export const library = process.env['TEST_LIB_DIR'] ?? fileURLToPath(new URL('../../lib', import.meta.url));

export interface WorkerProcess {
  /** SIGKILL: no chance to finish anything. */
  kill(): Promise<void>;
  /** SIGTERM: drains, then exits. Resolves with the exit code. */
  shutDown(): Promise<number | null>;
  /** SIGSTOP: does nothing until it goes on, and does not know that time has passed. */
  pause(): void;
  /** SIGCONT. */
  goOn(): void;
}

/** Environment of a process of ours for a stack of the tests. */
export function processEnvironment(stack: Stack): NodeJS.ProcessEnv {
  const { graphUrl, accessToken, appSecret, verifyToken } = stack.emulator.info;
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    TEMPORAL_ADDRESS: stack.temporalAddress,
    WHATSAPP_TASK_QUEUE: stack.taskQueue,
    WHATSAPP_GRAPH_URL: graphUrl,
    WHATSAPP_ACCESS_TOKEN: accessToken,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: verifyToken,
    WHATSAPP_SECRET_TEST_PIN: testPin,
    WHATSAPP_MEDIA_DIR: stack.mediaDirectory,
  };
}

/** Starts a worker and waits until it polls. */
export function startWorkerProcess(stack: Stack): Promise<WorkerProcess> {
  return startProcess([join(library, 'cli', 'main.js'), 'worker'], processEnvironment(stack));
}

/** The same with the workflows of the tests, which are bundled already: it starts several times as fast. */
export async function startBundledWorker(
  stack: Stack,
  bundlePath?: string,
  more: NodeJS.ProcessEnv = {},
): Promise<WorkerProcess> {
  const TEST_WORKFLOW_BUNDLE = bundlePath ?? (await bundleFile(stack));
  const environment = { ...processEnvironment(stack), TEST_LIB_DIR: library, TEST_WORKFLOW_BUNDLE, ...more };
  return startProcess([bundledWorker], environment);
}

/** The file of the bundle that the tests have; a test that is run alone writes one. */
async function bundleFile({ mediaDirectory }: Stack): Promise<string> {
  const bundle = await testWorkflowBundle();
  if ('codePath' in bundle) return bundle.codePath;
  const path = join(mediaDirectory, 'bundle', 'workflows.cjs');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bundle.code);
  return path;
}

const bundledWorker = fileURLToPath(new URL('./bundled-worker.mjs', import.meta.url));

/** Starts a program of Node's that says when it is ready. */
export async function startProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  whenReady = 'worker ready',
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  await ready(child, whenReady);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    shutDown: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
  };
}

async function ready(child: ChildProcess, whenReady: string): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (data: Buffer): void => {
      output += data.toString();
      if (output.includes(whenReady)) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the process exited with ${code}:\n${output}`)));
  });
}
