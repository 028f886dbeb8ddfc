/** One Temporal server, and on it two pairs of workers with equal limits: the library's, and a bare one. */
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { WhatsAppClient } from '../lib/client.js';
import { startTemporalServer } from '../lib/devserver/server.js';
import { createMediaStore, createWhatsAppActivities, EnvironmentCredentialProvider } from '../lib/index.js';
import { createWhatsAppWorker } from '../lib/worker.js';
import { post } from './bare-post.mjs';
import { startGraphServer } from './graph-server.mjs';
import { accessToken } from './sends.mjs';

export const bareQueue = 'bench-bare';
export const bareSendQueue = 'bench-bare-send';
const ownQueue = 'bench-own';

/** Runs `measure` with a client of each kind while all workers run. */
export async function withTemporal(note, measure) {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), shutdownSignals: [] });
  const graph = await startGraphServer();
  const dynamicConfig = { 'matching.enableFairness': 'true' };
  const server = await startTemporalServer({ env: process.env, log: note, dynamicConfig });
  const { address, namespace } = server;
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const workers = [...(await bareWorkers(native, namespace, graph.url)), await ownWorker(native, namespace, graph.url)];
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    const client = new Client({ connection, namespace });
    return await measure({ client, whatsapp: new WhatsAppClient({ client, taskQueue: ownQueue }), server });
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
    await native.close();
    await connection.close();
    await server.stop();
    graph.stop();
  }
}

function bareWorkers(connection, namespace, graphUrl) {
  const activities = { postMessage: (body) => post(graphUrl, body) };
  const workflowsPath = fileURLToPath(new URL('bare-workflow.mjs', import.meta.url));
  return Promise.all([
    Worker.create({ connection, namespace, taskQueue: bareQueue, workflowsPath, activities }),
    Worker.create({ connection, namespace, taskQueue: bareSendQueue, activities }),
  ]);
}

/** It runs a second worker for the task queue of sends by itself. */
function ownWorker(connection, namespace, graphUrl) {
  const credentials = new EnvironmentCredentialProvider({ WHATSAPP_ACCESS_TOKEN: accessToken });
  const media = createMediaStore({ directory: '.' });
  const activities = createWhatsAppActivities({
    credentials,
    secrets: credentials,
    media,
    graph: { baseUrl: graphUrl },
  });
  return createWhatsAppWorker({ connection, namespace, taskQueue: ownQueue, activities });
}
