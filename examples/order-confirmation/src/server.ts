/** The receiver: what Meta posts goes to the conversations, and is answered 200 only after Temporal has it. */
import { Client, Connection } from '@temporalio/client';
import { startWebhookServer } from 'temporal-whatsapp/webhook';

const { TEMPORAL_ADDRESS, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN, WHATSAPP_PHONE_NUMBER_IDS } = process.env;
if (!WHATSAPP_APP_SECRET || !WHATSAPP_VERIFY_TOKEN || !WHATSAPP_PHONE_NUMBER_IDS) {
  throw new Error('WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN and WHATSAPP_PHONE_NUMBER_IDS must be set: see .env');
}
const connection = await Connection.connect({ address: TEMPORAL_ADDRESS ?? 'localhost:7233' });
const server = await startWebhookServer({
  client: new Client({ connection }),
  taskQueue: 'whatsapp',
  conversation: 'customerChat',
  appSecrets: [WHATSAPP_APP_SECRET],
  verifyTokens: [WHATSAPP_VERIFY_TOKEN],
  phoneNumberIds: WHATSAPP_PHONE_NUMBER_IDS.split(','),
  fallback: 'dead-letter', // what has no workflow to go to, such as account and template events, is kept
  port: 3000,
});
console.log(`Meta's webhooks go to ${server.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.close().then(() => connection.close()));
}
