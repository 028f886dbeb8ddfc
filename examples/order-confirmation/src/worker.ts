/** The worker: runs the orders, the conversation, and the calls to Meta. Any number of them can run. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { WhatsAppPlugin, fromEnvironment } from 'temporal-whatsapp';

const { connectionOptions, workerOptions, pluginOptions } = fromEnvironment(process.env); // the variables of .env
const connection = await NativeConnection.connect(connectionOptions);
const worker = await Worker.create({
  ...workerOptions,
  connection,
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  plugins: [new WhatsAppPlugin(pluginOptions)],
});
await worker.run();
await connection.close();
