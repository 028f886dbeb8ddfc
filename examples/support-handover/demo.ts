/** All of it on this machine, without a Meta account: the user is a phone of the test kit. */
import { createWhatsAppTest } from 'temporal-whatsapp/testing';
import { terminalDesk } from './activities.js';
import { enterConversation } from './client.js';

const kit = await createWhatsAppTest({
  workflowsPath: new URL('./workflows.js', import.meta.url),
  conversation: 'support',
  activities: terminalDesk,
  server: 'real',
});
try {
  const ann = kit.phone('+49 170 1234567');
  await ann.says('My parcel is broken');
  await ann.sees('How can we help?');
  await ann.picks('Talk to a person');
  await ann.sees(/A person will answer/);
  const desk = enterConversation(kit.whatsapp, kit.phoneNumberId, ann.user);
  await desk.takeOver('Ada');
  await desk.answer('This is Ada. I am sorry! A new one is on its way.');
  await ann.sees(/This is Ada/);
  await desk.finish();
  await ann.says('Thank you');
  await ann.sees('How can we help?');
  console.log(`\n${ann.transcript()}`);
} finally {
  await kit.close();
}
