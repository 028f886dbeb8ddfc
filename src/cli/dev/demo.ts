/** `dev` without code of the user's: three workflows of the library, before the user's eyes. */
import { randomInt } from 'node:crypto';
import { NativeConnection } from '@temporalio/worker';
import { WhatsAppClient } from '../../client.js';
import { sendTaskQueue } from '../../common/ids/task-queues.js';
import { chainSecrets, secretsFrom } from '../../graph/credential-functions.js';
import { configuredProviders } from '../../worker-configuration.js';
import { createWhatsAppWorker } from '../../worker.js';
import { installRuntime } from '../../worker-process.js';
import { devActivities } from './activities.js';
import { demoConversationIds, demoPinSecret, runMainJob, type PartResult } from './main-job.js';
import { startReceiver } from './receiver.js';
import { describe, writeAskedEnvironment, type DevSession } from './session.js';
import type { DevStack } from './stack.js';

export async function runDemo(session: DevSession): Promise<void> {
  const { stack } = session;
  const { fallback, conversation } = stack.config.webhook;
  const webhookUrl = await startReceiver(stack, { fallback, ...(conversation && { conversation }) });
  const workerEnd = await startDemoWorker(stack);
  /** A name that no other run has. */
  const runName = Date.now().toString(36);
  stack.beforeStop(() => endConversations(stack, runName));
  await Promise.race([showAndStay(session, webhookUrl, runName), failIfWorkerEnds(workerEnd)]);
}

/** @returns what rejects when the worker fails, and resolves when it was stopped */
async function startDemoWorker(stack: DevStack): Promise<Promise<void>[]> {
  const { log, server, temporal, taskQueue, config } = stack;
  const pin = String(randomInt(1_000_000)).padStart(6, '0');
  const demoSecrets = secretsFrom((name) => (name === demoPinSecret ? pin : undefined));
  const activities = devActivities(stack, chainSecrets(demoSecrets, configuredProviders(config).secrets));
  // Right before the connection: a runtime without one keeps the process from ending.
  installRuntime({ log, shutdownOnSignals: false });
  const connection = await NativeConnection.connect(server);
  stack.beforeStop(() => connection.close());
  const worker = await createWhatsAppWorker({ connection, namespace: temporal.namespace, taskQueue, activities });
  const workerEnd = worker.run();
  stack.beforeStop(async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await workerEnd.catch(() => undefined);
  });
  return [workerEnd];
}

async function showAndStay(session: DevSession, webhookUrl: string, runName: string): Promise<void> {
  const { io, flags, stack, stopped } = session;
  const { taskQueue } = stack;
  const queues = `task queues ${taskQueue} and ${sendTaskQueue(taskQueue)}`;
  describe(session, webhookUrl, { Worker: queues, 'Media files': stack.mediaDirectory });
  await writeAskedEnvironment(session, webhookUrl);
  const results = await Promise.race([runParts(session, runName), stopped]);
  if (typeof results === 'string') throw new Error(`${results}: ended before the three workflows had`);
  const failures = results.filter(({ failure }) => failure !== undefined);
  io.print(`\n${results.length - failures.length} of ${results.length} passed`);
  if (flags.once !== true) {
    io.print('\nAll of it stays up. Press Ctrl-C to stop.');
    await stopped;
  }
  if (failures.length > 0) throw new Error(failures.map(({ title, failure }) => `${title}: ${failure}`).join('\n'));
}

/** Ends the conversations on a server that goes on: they would wait forever for a worker that is gone. */
async function endConversations({ temporal, client, emulator }: DevStack, runName: string): Promise<void> {
  if (temporal.ownServer) return;
  for (const workflowId of demoConversationIds(emulator.info.phoneNumberId, runName)) {
    // It was not started when the part before it failed.
    await client.workflow
      .getHandle(workflowId)
      .terminate('the demo has ended')
      .catch(() => undefined);
  }
}

async function failIfWorkerEnds([workerEnd]: Promise<void>[]): Promise<never> {
  await workerEnd;
  throw new Error('the worker ended by itself');
}

async function runParts({ io, stack }: DevSession, runName: string): Promise<PartResult[]> {
  const { client, taskQueue, emulator, mediaDirectory } = stack;
  return runMainJob({
    client: new WhatsAppClient({ client, taskQueue }),
    emulator,
    mediaDirectory,
    runName,
    say: io.print,
    linkTo: (workflowId) => linkTo(stack, workflowId),
  });
}

function linkTo({ temporal: { uiUrl, namespace } }: DevStack, workflowId: string): string | undefined {
  if (uiUrl === undefined) return undefined;
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
