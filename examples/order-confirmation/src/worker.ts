/** The worker: runs the orders, the conversation, and the calls to Meta. Any number of them can run. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { EnvironmentCredentialProvider, WhatsAppPlugin, createMediaStore } from 'temporal-whatsapp';

const { TEMPORAL_ADDRESS = 'localhost:7233', WHATSAPP_GRAPH_URL, WHATSAPP_MEDIA_DIR = './media' } = process.env;
const credentials = new EnvironmentCredentialProvider(process.env); // WHATSAPP_ACCESS_TOKEN: it never reaches a history
const media = createMediaStore({ directory: WHATSAPP_MEDIA_DIR });
const graph = WHATSAPP_GRAPH_URL ? { baseUrl: WHATSAPP_GRAPH_URL } : {}; // an emulator in place of Meta
const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS });
const worker = await Worker.create({
  connection,
  taskQueue: 'whatsapp',
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  plugins: [new WhatsAppPlugin({ credentials, media, graph })],
  shutdownGraceTime: '45s',
});
await worker.run();
await connection.close();
