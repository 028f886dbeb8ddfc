/** All of it on this machine, without a Meta account: the customer is a phone of the test kit. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWhatsAppTest } from 'temporal-whatsapp/testing';
import { startOrder } from './client.js';
import { samplePdf } from './sample-pdf.js';
import { templateDefinitions } from './templates.js';

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.js', import.meta.url),
  conversation: 'customerChat',
  templates: templateDefinitions,
  server: 'real',
});
try {
  const path = join(kit.mediaDirectory, 'order-17.pdf');
  await writeFile(path, samplePdf);
  const ann = kit.phone('+49 170 1234567');
  const order = { number: '17', from: kit.phoneNumberId, to: ann.user, pdf: pathToFileURL(path).href };
  const workflow = await startOrder(kit.client, order, kit.taskQueue);
  await ann.sees('order_waits');
  await ann.taps('Show it');
  await ann.sees('Is order 17 right?');
  await ann.taps('Confirm');
  await ann.sees(/Thank you/);
  console.log(`${ann.transcript()}\n\nThe order is ${await workflow.result()}.`);
} finally {
  await kit.close();
}
