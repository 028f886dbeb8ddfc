/** Customers confirm, cancel, and let three days pass, on a server that skips time: `npm test`. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { WhatsAppClient } from 'temporal-whatsapp/client';
import { createWhatsAppTest, type Phone } from 'temporal-whatsapp/testing';
import { startOrder } from './client.js';
import { createMissingTemplates } from './create-templates.js';
import { samplePdf } from './sample-pdf.js';
import { templateDefinitions } from './templates.js';

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.ts', import.meta.url),
  conversation: 'customerChat',
  within: '15 seconds', // a busy machine takes longer than the default
  templates: templateDefinitions,
});
after(() => kit.close());

async function placeOrder(number: string, customer: Phone) {
  const path = join(kit.mediaDirectory, `order-${number}.pdf`);
  await writeFile(path, samplePdf);
  const order = { number, from: kit.phoneNumberId, to: customer.user, pdf: pathToFileURL(path).href };
  return startOrder(kit.client, order, kit.taskQueue);
}

test('a customer who has not written gets templates, and confirms', async () => {
  const ann = kit.phone('+49 170 1111111');
  const order = await placeOrder('17', ann);
  await ann.sees('order_document');
  await ann.sees('order_waits');
  await ann.taps('Show it');
  await ann.sees('Is order 17 right?');
  await ann.says('what?');
  await ann.sees(/Please tap a button/);
  await ann.taps('Confirm');
  await ann.sees('Thank you. Order 17 is on its way.');
  assert.equal(await order.result(), 'confirmed');
});

test('a customer who has just written gets the PDF itself, is reminded, and cancels by a word', async () => {
  const bob = kit.phone('+49 170 2222222');
  await bob.says('Hello');
  await bob.sees(/We write to you here/);
  const order = await placeOrder('18', bob);
  const pdf = await bob.sees('Your order 18');
  assert.equal(pdf.type, 'document');
  const question = await bob.sees('Is order 18 right?');
  await kit.waits('21 hours');
  await bob.sees('Your order 18 waits for your word.');
  await bob.says('cancel');
  await bob.sees('Order 18 is canceled.');
  assert.equal(await order.result(), 'canceled');
  await bob.taps('Confirm', { on: question });
  await bob.sees('"Confirm" comes too late: that order is closed.');
});

test('a customer who never answers is reminded by templates, and the order ends', async () => {
  const cem = kit.phone('+49 170 3333333');
  const order = await placeOrder('19', cem);
  await cem.sees('order_document');
  await cem.sees('order_waits');
  await kit.waits('21 hours');
  await cem.sees('order_waits');
  await kit.waits('28 hours');
  await cem.sees('order_waits');
  await kit.waits('1 day');
  assert.equal(await order.result(), 'unanswered');
});

test('one order asks once', async () => {
  const dan = kit.phone('+49 170 4444444');
  await placeOrder('20', dan);
  await dan.sees('order_waits');
  await assert.rejects(placeOrder('20', dan), /already started/);
});

test('templates are created where the account does not have them', async () => {
  const whatsapp = new WhatsAppClient({ client: kit.client, taskQueue: kit.taskQueue });
  assert.deepEqual(await createMissingTemplates(whatsapp, kit.phoneNumberId), []);
  const more = [...templateDefinitions, { name: 'order_late', components: [{ type: 'BODY', text: 'It is late.' }] }];
  assert.deepEqual(await createMissingTemplates(whatsapp, kit.phoneNumberId, more), ['order_late']);
  assert.deepEqual(await createMissingTemplates(whatsapp, kit.phoneNumberId, more), []);
});
