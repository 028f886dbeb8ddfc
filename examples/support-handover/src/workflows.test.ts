/** Users, and a person at the help desk, talk to the bot, on a server that skips time: `npm test`. */
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { createWhatsAppTest, type Phone } from 'temporal-whatsapp/testing';
import type * as activities from './activities.js';
import { enterConversation } from './client.js';

const tickets: activities.Ticket[] = [];
const desk: typeof activities = {
  openTicket: async (ticket) => {
    tickets.push(ticket);
  },
};

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.ts', import.meta.url),
  conversation: 'support',
  within: '15 seconds', // a busy machine takes longer than the default
  activities: desk,
});
afterEach(() => void tickets.splice(0));
after(() => kit.close());

const enter = (user: Phone) => enterConversation(kit.whatsapp, kit.phoneNumberId, user.user);

test('the bot answers what it can', async () => {
  const ann = kit.phone('+49 170 1111111');
  await ann.says('hi');
  await ann.sees('How can we help?');
  await ann.picks('Delivery');
  await ann.sees('We deliver within two working days.');
  assert.deepEqual(tickets, []);
});

test('a person answers, and gives the conversation back', async () => {
  const bob = kit.phone('+49 170 2222222');
  await bob.says('My parcel is broken');
  await bob.sees('How can we help?');
  await bob.says('person');
  await bob.sees(/A person will answer/);
  await bob.says('It is the blue one');
  await bob.seesNothing('10 minutes');
  assert.deepEqual(
    tickets.map(({ reason }) => reason),
    ['asked for a person'],
  );

  const person = enter(bob);
  await person.takeOver('Ada');
  const said = (await person.read()).map(({ content }) => content);
  assert.ok(said.includes('My parcel is broken'));
  assert.ok(said.includes('It is the blue one'));
  await person.answer('This is Ada. A new one is on its way.');
  await bob.sees(/This is Ada/);
  await person.finish();
  await bob.says('Thank you');
  await bob.sees('How can we help?');
});

test('who is not understood gets a person, too', async () => {
  const cem = kit.phone('+49 170 3333333');
  await cem.says('hi');
  await cem.sees('How can we help?');
  await cem.says('blue');
  await cem.sees(/Please pick a topic/);
  await cem.says('bluer');
  await cem.sees(/A person will answer/);
});

test('the bot answers again when nobody has given the conversation back for eight hours', async () => {
  const dan = kit.phone('+49 170 4444444');
  await dan.says('agent');
  await dan.sees(/A person will answer/);
  await dan.says('Anybody there?');
  await dan.seesNothing('7 hours');
  await kit.waits('2 hours');
  await dan.says('Hello?');
  await dan.sees('How can we help?');
});

test('a person takes over in the middle of a question', async () => {
  const eva = kit.phone('+49 170 5555555');
  await eva.says('hi');
  const menu = await eva.sees('How can we help?');
  const person = enter(eva);
  await person.takeOver('Ada');
  await eva.picks('Delivery', { on: menu });
  await eva.seesNothing('10 minutes');
  await person.answer('This is Ada. What can I do?');
  await eva.sees(/This is Ada/);
});
