/** The worker: runs the agent, its model, and the library's activities. */
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { EnvironmentCredentialProvider, WhatsAppPlugin } from 'temporal-whatsapp';
import { createAgentActivities } from './activities.js';
import { chatCompletionsModel } from './model.js';

const { MODEL_URL = 'https://api.openai.com/v1', MODEL_API_KEY = '', MODEL = 'gpt-5' } = process.env;
const credentials = new EnvironmentCredentialProvider(process.env); // WHATSAPP_ACCESS_TOKEN
const connection = await NativeConnection.connect({ address: process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233' });
const worker = await Worker.create({
  connection,
  taskQueue: 'whatsapp',
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  activities: createAgentActivities(chatCompletionsModel({ url: MODEL_URL, apiKey: MODEL_API_KEY, model: MODEL })),
  plugins: [new WhatsAppPlugin({ credentials })],
  shutdownGraceTime: '45s',
});
await worker.run();
await connection.close();
