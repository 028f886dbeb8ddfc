/** The receiver: what Meta posts goes to the conversations, and is answered 200 only after Temporal has it. */
import { Client, Connection } from '@temporalio/client';
import { fromEnvironment, startWebhookServer } from 'temporal-whatsapp/webhook';

// The variables of .env. WHATSAPP_CONVERSATION_WORKFLOW names the conversation.
const { connectionOptions, namespace, receiverOptions, serverOptions } = fromEnvironment(process.env);
const connection = await Connection.connect(connectionOptions);
const client = new Client({ connection, namespace });
const server = await startWebhookServer({ ...receiverOptions, ...serverOptions, client });
console.log(`Meta's webhooks go to ${server.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => connection.close()));
}
