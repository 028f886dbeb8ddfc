/** Places an order, as the shop would: `npm run order -- 17 "+49 170 1234567"`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { WhatsAppClient } from 'temporal-whatsapp/client';
import { startOrder } from './client.js';
import { createMissingTemplates } from './create-templates.js';
import { samplePdf } from './sample-pdf.js';

// A variable that is empty counts as not set.
const address = process.env['TEMPORAL_ADDRESS'] || 'localhost:7233';
const folder = process.env['WHATSAPP_MEDIA_DIR'] || './media';
const from = process.env['WHATSAPP_PHONE_NUMBER_IDS']?.split(',')[0] || '106540352242922'; // the emulator's number
const [number, to] = process.argv.slice(2);
if (number === undefined || to === undefined)
  throw new Error('A number and a phone number are needed: 17 "+49 170 1234567"');

const path = resolve(folder, `order-${number}.pdf`); // the worker reads it from the same folder
await mkdir(folder, { recursive: true });
await writeFile(path, samplePdf);
const connection = await Connection.connect({ address });
const client = new Client({ connection });
const created = await createMissingTemplates(new WhatsAppClient({ client }), from);
if (created.length > 0) console.log(`Templates were created: ${created.join(', ')}.`);
const { workflowId } = await startOrder(client, { number, from, to, pdf: pathToFileURL(path).href });
console.log(`The workflow ${workflowId} asks ${to}.`);
await connection.close();
