/** A user talks with a conversation, in skipped time. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { newUser, startConversationKit } from '../../helpers/conversation-kit.js';
import { eventually } from '../../helpers/eventually.js';

let kit: WhatsAppTest;

beforeAll(async () => {
  kit = await startConversationKit('shop', { templates: ['basket_kept'] });
});
afterAll(() => kit.close());

test('an order by a tap, and one by a word', async () => {
  const user = newUser(kit);
  await user.says('hi');
  await user.sees('Which size?');
  await user.taps('Small');
  await user.sees('One Small, coming up. That makes 1.');
  await user.says('hi again');
  await user.sees('Which size?');
  await user.says('LARGE!');
  await user.sees('One Large, coming up. That makes 2.');
});

test('commands, otherwise, late taps', async () => {
  const user = newUser(kit);
  await user.says('hi');
  const question = await user.sees('Which size?');
  await user.says('help');
  await user.sees('We sell one thing.');
  await user.sees('Which size?');
  await user.says('what?');
  await user.sees('Please tap a size.');
  await user.says('cancel');
  await user.taps('Small', { on: question });
  await user.sees('"Small" is closed. Say "order" to start again.');
});

test('other workflows ask, one after the other', async () => {
  const user = newUser(kit);
  kit.emulator.openWindow(user.user);
  const start = (name: string) =>
    kit.client.workflow.start(name, {
      workflowId: randomUUID(),
      taskQueue: kit.taskQueue,
      args: [kit.phoneNumberId, user.user],
    });
  const first = await start('confirmWorkflow');
  await user.sees('Confirm?');
  const second = await start('confirmWorkflow');
  await user.taps('Yes');
  await user.sees('Confirm?');
  await user.says('no');
  expect([await first.result(), await second.result()]).toEqual(['y', 'n']);
  await start('greetWorkflow');
  await user.sees('Hello Ada');
});

test('a reminder, the closed window, and a template', async () => {
  const user = newUser(kit);
  await user.says('hi');
  await user.sees('Which size?');
  await kit.waits('21 hours');
  await user.sees('Still hungry?');
  await kit.waits('30 hours');
  const sent = await user.sees('basket_kept');
  // Meta has accepted the template, and finds out later that the user wants no marketing.
  await kit.emulator.sendStatus(sent.id, 'failed', { errors: [{ code: 131050 }] });
  const conversation = kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user: user.user });
  const { dialogues } = await eventually(
    () => conversation.state(),
    (state) => state.dialogues?.consent.marketingStoppedAtMs !== undefined,
  );
  expect(dialogues?.consent.stoppedAtMs).toBeUndefined();
});

test('an error ends the dialogue, and not the conversation', async () => {
  const user = newUser(kit);
  await user.says('boom');
  await user.says('hi');
  await user.sees('Which size?');
  await user.taps('Large');
  await user.sees(/One Large/);
});
