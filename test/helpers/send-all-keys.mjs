/**
 * One of two processes that send the same messages. It prints the message id of every key, as JSON.
 *
 *   node send-all-keys.mjs <address> <task queue> <number> <via> <name> <count>
 */
import { Client, Connection } from '@temporalio/client';
import { WhatsAppClient } from '../../lib/client.js';
import { text } from '../../lib/messages.js';

const [address, taskQueue, phoneNumberId, via, name, count] = process.argv.slice(2);
const connection = await Connection.connect({ address });
const whatsapp = new WhatsAppClient({ client: new Client({ connection }), taskQueue });
const ids = {};

async function send(index) {
  const sendKey = `${name}-${index}`;
  const to = `+1555${String(index).padStart(7, '0')}`;
  const handle = await whatsapp.sendMessage({ phoneNumberId, to, message: text('Once'), sendKey }, { via });
  const outcome = await handle.result();
  ids[sendKey] = outcome.kind === 'accepted' ? outcome.messageId : JSON.stringify(outcome);
}

const indexes = Array.from({ length: Number(count) }, (_, index) => index);
while (indexes.length > 0) await Promise.all(indexes.splice(0, 20).map(send));
await connection.close();
console.log(JSON.stringify(ids, Object.keys(ids).sort()));
