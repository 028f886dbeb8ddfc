/** The worker: runs the workflows of this example, and the library's activities. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { EnvironmentCredentialProvider, WhatsAppPlugin, createMediaStore } from 'temporal-whatsapp';

const environment = new EnvironmentCredentialProvider(process.env); // WHATSAPP_ACCESS_TOKEN
const media = createMediaStore({ directory: process.env['WHATSAPP_MEDIA_DIR'] ?? './media' });
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233' });
const worker = await Worker.create({
  connection,
  taskQueue: 'whatsapp',
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  plugins: [new WhatsAppPlugin({ credentials: environment, media })],
  shutdownGraceTime: '45s',
});
await worker.run();
await connection.close();
