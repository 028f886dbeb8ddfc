/** A worker with a bundle of the tests: a process of its own, which a test can kill. */
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const { library, address, taskQueue, codePath, accessToken, graphUrl } = JSON.parse(process.env['CONVERSATION_WORKER']);
const { WhatsAppPlugin } = await import(library);

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: ['SIGTERM'] });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: { codePath },
  plugins: [
    new WhatsAppPlugin({
      credentials: { getCredential: () => Promise.resolve({ accessToken }) },
      graph: { baseUrl: graphUrl },
    }),
  ],
});
const running = worker.run();
console.log('worker ready');
await running;
await connection.close();
