/** A person at the help desk, on the terminal: `npm run desk -- "+49 170 1234567"`, beside `npm run dev`. */
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { WhatsAppClient } from 'temporal-whatsapp/client';
import { enterConversation } from './client.js';

// A variable that is empty counts as not set.
for (const [name, value] of Object.entries(process.env)) if (!value) delete process.env[name];
const { WHATSAPP_ID_KEY: idKey } = process.env;
const [from = '106540352242922'] = process.env['WHATSAPP_PHONE_NUMBER_IDS']?.split(',') ?? []; // the emulator's number
const [user] = process.argv.slice(2);
if (user === undefined) throw new Error('The phone number of a user is needed: "+49 170 1234567"');

const { connectionOptions, namespace = 'default' } = loadClientConnectConfig(); // the variables of .env
const connection = await Connection.connect(connectionOptions);
const client = new Client({ connection, namespace });
const desk = enterConversation(new WhatsAppClient({ client, ...(idKey && { idKey }) }), from, user);
console.log('/take takes the conversation, /read shows it, /done gives it back. All else is sent to the user.');
for await (const line of createInterface({ input: process.stdin })) {
  try {
    if (line === '/done') break;
    if (line === '/take') await desk.takeOver('The terminal');
    else if (line === '/read') for (const { role, content } of await desk.read()) console.log(`${role}: ${content}`);
    else if (line !== '') await desk.answer(line);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }
}
await desk.finish();
console.log('The bot answers again.');
await connection.close();
