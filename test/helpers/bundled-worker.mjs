/** A worker of an application with the plugin, as a process of its own that a test can kill or pause. */
import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const environment = process.env;
const { WhatsAppPlugin, fromEnvironment } = await import(join(environment.TEST_LIB_DIR, 'index.js'));

Runtime.install({ logger: new DefaultLogger('ERROR') });
const accessToken = environment.WHATSAPP_ACCESS_TOKEN;
const connection = await NativeConnection.connect({ address: environment.TEMPORAL_ADDRESS });
const worker = await Worker.create({
  connection,
  taskQueue: environment.WHATSAPP_TASK_QUEUE,
  workflowBundle: { codePath: environment.TEST_WORKFLOW_BUNDLE },
  plugins: [
    new WhatsAppPlugin({
      credentials: { getCredential: () => Promise.resolve({ accessToken }) },
      secrets: { getSecret: () => Promise.resolve(environment.WHATSAPP_SECRET_TEST_PIN) },
      media: fromEnvironment(environment).pluginOptions.media,
      graph: { baseUrl: environment.WHATSAPP_GRAPH_URL },
    }),
  ],
});
const running = worker.run();
console.log('worker ready');
await running;
await connection.close();
