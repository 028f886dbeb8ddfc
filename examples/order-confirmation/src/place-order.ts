/** Places an order, as the shop would: `npm run order -- 17 "+49 170 1234567"`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { WhatsAppClient } from 'temporal-whatsapp/client';
import { startOrder } from './client.js';
import { createMissingTemplates } from './create-templates.js';
import { samplePdf } from './sample-pdf.js';

// A variable that is empty counts as not set.
for (const [name, value] of Object.entries(process.env)) if (!value) delete process.env[name];
const { WHATSAPP_MEDIA_DIR: folder = './media', WHATSAPP_TASK_QUEUE: taskQueue = 'whatsapp' } = process.env;
const [from = '106540352242922'] = process.env['WHATSAPP_PHONE_NUMBER_IDS']?.split(',') ?? []; // the emulator's number
const [number, to] = process.argv.slice(2);
if (number === undefined || to === undefined)
  throw new Error('A number and a phone number are needed: 17 "+49 170 1234567"');

const path = resolve(folder, `order-${number}.pdf`); // the worker reads it from the same folder
await mkdir(folder, { recursive: true });
await writeFile(path, samplePdf);
const { connectionOptions, namespace = 'default' } = loadClientConnectConfig(); // the variables of .env
const connection = await Connection.connect(connectionOptions);
const client = new Client({ connection, namespace });
const created = await createMissingTemplates(new WhatsAppClient({ client, taskQueue }), from);
if (created.length > 0) console.log(`Templates were created: ${created.join(', ')}.`);
const { workflowId } = await startOrder(client, { number, from, to, pdf: pathToFileURL(path).href }, taskQueue);
console.log(`The workflow ${workflowId} asks ${to}.`);
await connection.close();
