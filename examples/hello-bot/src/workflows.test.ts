/** A user talks to the bot, on a server that skips time: `npm test`. */
import { after, test } from 'node:test';
import { createWhatsAppTest } from 'temporal-whatsapp/testing';

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.ts', import.meta.url),
  conversation: 'helloBot',
  within: '15 seconds', // a busy machine takes longer than the default
});
after(() => kit.close());

test('a user taps twice, and is served', async () => {
  const ann = kit.phone('+49 170 1111111');
  await ann.says('hi');
  await ann.sees('Hi! What may we bring you?');
  await ann.taps('Coffee');
  await ann.sees('Which size?');
  await ann.taps('Large');
  await ann.sees('Large coffee is on its way.');
});

test('a user who writes instead of tapping is understood, or asked again', async () => {
  const bob = kit.phone('+49 170 2222222');
  await bob.says('hello');
  await bob.sees(/What may we bring you/);
  await bob.says('beer');
  await bob.sees('Please tap a button.');
  await bob.says('tea');
  await bob.sees('Which size?');
});

test('a question is closed after 20 hours', async () => {
  const cem = kit.phone('+49 170 3333333');
  await cem.says('hi');
  const question = await cem.sees(/What may we bring you/);
  await cem.seesNothing('21 hours');
  await cem.taps('Tea', { on: question });
  await cem.sees('"Tea" is closed. Write "hi" to start again.');
});
