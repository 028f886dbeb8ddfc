/** The receiver as an operator runs it: a process of its own, which a test can kill. */
import { join } from 'node:path';
import type { Stack } from './stack.js';
import { library, processEnvironment, startProcess, type WorkerProcess } from './worker-process.js';

/** Starts a receiver on a port and waits until it listens. */
export function startReceiverProcess(stack: Stack, port: number, more: NodeJS.ProcessEnv = {}): Promise<WorkerProcess> {
  const environment = {
    ...processEnvironment(stack),
    WHATSAPP_PHONE_NUMBER_IDS: 'any',
    WHATSAPP_WEBHOOK_HOST: '127.0.0.1',
    WHATSAPP_WEBHOOK_PORT: String(port),
    ...more,
  };
  return startProcess([join(library, 'cli', 'main.js'), 'webhook'], environment, 'webhook ready');
}
