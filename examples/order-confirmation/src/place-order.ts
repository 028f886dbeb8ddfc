/** Places an order, as the shop would: `npm run order -- 17 "+49 170 1234567"`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { startOrder } from './client.js';
import { samplePdf } from './sample-pdf.js';

const { TEMPORAL_ADDRESS = 'localhost:7233', WHATSAPP_MEDIA_DIR = './media' } = process.env;
const from = process.env['WHATSAPP_PHONE_NUMBER_IDS']?.split(',')[0] || '106540352242922'; // the emulator's number
const [number, to] = process.argv.slice(2);
if (number === undefined || to === undefined)
  throw new Error('A number and a phone number are needed: 17 "+49 170 1234567"');

const path = resolve(WHATSAPP_MEDIA_DIR, `order-${number}.pdf`); // the worker reads it from the same folder
await mkdir(WHATSAPP_MEDIA_DIR, { recursive: true });
await writeFile(path, samplePdf);
const connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
const { workflowId } = await startOrder(new Client({ connection }), {
  number,
  from,
  to,
  pdf: pathToFileURL(path).href,
});
console.log(`The workflow ${workflowId} asks ${to}.`);
await connection.close();
