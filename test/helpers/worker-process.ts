/** The worker as an operator runs it: a process of its own, which a test can kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stack } from './stack.js';
import { testPin } from './secrets.js';

const main = fileURLToPath(new URL('../../lib/cli/main.js', import.meta.url));

export interface WorkerProcess {
  /** SIGKILL: no chance to finish anything. */
  kill(): Promise<void>;
  /** SIGTERM: drains, then exits. Resolves with the exit code. */
  shutDown(): Promise<number | null>;
}

/** Environment of a process of ours for a stack of the tests. */
function processEnvironment(stack: Stack): NodeJS.ProcessEnv {
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
export async function startWorkerProcess(stack: Stack): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [main, 'worker'], {
    env: processEnvironment(stack),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await ready(child);
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
  };
}

async function ready(child: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (data: Buffer): void => {
      output += data.toString();
      if (output.includes('worker ready')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`the worker exited with ${code}:\n${output}`)));
  });
}
