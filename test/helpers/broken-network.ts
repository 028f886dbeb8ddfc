/** Workers from which Meta cannot be reached, each in its own way. */
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { sendTaskQueue } from '../../src/common/ids/task-queues.js';
import { selfSigned } from './self-signed.js';
import { networkFaults, type NetworkFault } from './fault-matrix.js';
import { testActivities, type Stack } from './stack.js';
import { library, startProcess, type WorkerProcess } from './worker-process.js';

/** The task queue that stands in for the library's, so that its sends go to a worker with this fault. */
export function faultyTaskQueue({ taskQueue }: Stack, fault: NetworkFault): string {
  return `${taskQueue}-${fault}`;
}

export interface BrokenNetwork {
  /** The workers of the sends that cannot connect: their attempts end at once. */
  unconnected: WorkerProcess;
  /** The worker of the sends whose attempts are under way for seconds. */
  shaking: WorkerProcess;
  stop(): Promise<void>;
}

/** Two processes, with a worker for each fault. */
export async function startBrokenNetwork(stack: Stack): Promise<BrokenNetwork> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => void sockets.add(socket.on('error', () => undefined));
  const untrusted = createTlsServer(selfSigned).on('connection', keep);
  const silent = createTcpServer(keep);
  const urls: Record<NetworkFault, string> = {
    // Reserved for a service that nobody runs.
    refused: 'http://127.0.0.1:1',
    name: 'http://graph.invalid',
    certificate: await listen(untrusted),
    handshake: await listen(silent),
  };
  const quickFaults = networkFaults.filter((fault) => fault !== 'handshake');
  const [unconnected, shaking] = await Promise.all([
    startFaulty(stack, quickFaults, urls),
    startFaulty(stack, ['handshake'], urls),
  ]);
  return {
    unconnected,
    shaking,
    stop: async () => {
      await Promise.all([unconnected.kill(), shaking.kill()]);
      for (const socket of sockets) socket.destroy();
      await Promise.all([untrusted, silent].map((server) => once(server.close(), 'close')));
    },
  };
}

function startFaulty(
  stack: Stack,
  faults: readonly NetworkFault[],
  urls: Record<NetworkFault, string>,
): Promise<WorkerProcess> {
  const queues = faults.map((fault) => ({
    taskQueue: sendTaskQueue(faultyTaskQueue(stack, fault)),
    baseUrl: urls[fault],
  }));
  const { accessToken } = stack.emulator.info;
  const settings = { library: libraryUrl, address: stack.temporalAddress, accessToken, queues };
  return startProcess([main], { ...process.env, NETWORK_WORKERS: JSON.stringify(settings) });
}

const main = fileURLToPath(new URL('./network-workers.mjs', import.meta.url));
const libraryUrl = pathToFileURL(join(library, 'index.js')).href;

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Workers of this process for the same task queues, which reach the emulator. */
export async function startRepairedNetwork(
  stack: Stack,
  connection: NativeConnection,
): Promise<{ stop(): Promise<void> }> {
  const activities = testActivities(stack.emulator, stack.mediaDirectory);
  const queues = networkFaults.map((fault) => sendTaskQueue(faultyTaskQueue(stack, fault)));
  const workers = await Promise.all(queues.map((taskQueue) => Worker.create({ connection, taskQueue, activities })));
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await running;
    },
  };
}
