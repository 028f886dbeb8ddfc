/**
 * Workers for the task queues of sends whose network is broken: a process of its own, which a test can kill. It loads
 * no workflows, so that it starts at once.
 */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const { library, address, accessToken, queues } = JSON.parse(process.env['NETWORK_WORKERS']);
const { createMediaStore, createWhatsAppActivities } = await import(library);

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: ['SIGTERM'] });
const connection = await NativeConnection.connect({ address });
const workers = await Promise.all(
  queues.map(({ taskQueue, baseUrl }) =>
    Worker.create({
      connection,
      taskQueue,
      shutdownGraceTime: '45s',
      activities: createWhatsAppActivities({
        credentials: { getCredential: () => Promise.resolve({ accessToken }) },
        secrets: { getSecret: () => Promise.reject(new Error('no secrets here')) },
        media: createMediaStore({ directory: '.' }),
        graph: { baseUrl },
      }),
    }),
  ),
);
const running = Promise.all(workers.map((worker) => worker.run()));
console.log('worker ready');
await running;
await connection.close();
