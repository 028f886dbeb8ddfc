/** The worker: runs the bot, the help desk's activity, and the library's activities. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { EnvironmentCredentialProvider, WhatsAppPlugin } from 'temporal-whatsapp';
import { terminalDesk } from './activities.js';

const credentials = new EnvironmentCredentialProvider(process.env); // WHATSAPP_ACCESS_TOKEN
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233' });
const worker = await Worker.create({
  connection,
  taskQueue: 'whatsapp',
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  activities: terminalDesk,
  plugins: [new WhatsAppPlugin({ credentials })],
  shutdownGraceTime: '45s',
});
await worker.run();
await connection.close();
