/** What people do with a conversation from outside. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { text } from '../../../src/messages.js';
import type { Phone, WhatsAppTest } from '../../../src/testing/index.js';
import { newUser, startConversationKit } from '../../helpers/conversation-kit.js';

let kit: WhatsAppTest;

beforeAll(async () => {
  kit = await startConversationKit('shop', { templates: ['basket_kept'] });
});
afterAll(() => kit.close());

const conversationWith = ({ user }: Phone) =>
  kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user, workflow: 'shop' });

test('a person takes over, writes, and hands back', async () => {
  const user = newUser(kit);
  const conversation = conversationWith(user);
  await user.says('hi');
  await user.sees('Which size?');
  expect((await conversation.state()).dialogues).toMatchObject({ name: 'shop', dialogue: 'onMessage' });
  expect(await conversation.takeOver({ for: '1 hour', note: 'angry' })).toMatchObject({
    owner: 'human',
    note: 'angry',
  });
  await user.says('are you a human?');
  expect(await conversation.send(text('I am.'))).toMatchObject({ kind: 'accepted' });
  await user.sees('I am.');
  await conversation.handBack();
  await user.says('hi');
  await user.sees('Which size?');
  await conversation.skip();
  await conversation.start('greet', 'Bo');
  await user.sees('Hello Bo');
  expect((await conversation.transcript()).map(({ role, content }) => `${role}: ${content.split('\n')[0]}`)).toEqual([
    'user: hi',
    'assistant: Which size?',
    'user: are you a human?',
    'assistant: I am.',
    'user: hi',
    'assistant: Which size?',
    'assistant: Hello Bo',
  ]);
});

test('a conversation that does not run is started by the call', async () => {
  const user = newUser(kit);
  kit.emulator.openWindow(user.user);
  const conversation = conversationWith(user);
  await conversation.start('greet', 'Cy');
  await user.sees('Hello Cy');
  for (const none of ['nothing', 'constructor']) {
    await expect(conversation.start(none)).rejects.toThrow('Workflow Update failed');
  }
  await user.says('hi');
  await user.sees('Which size?');
  await user.taps('Small');
  await user.sees(/One Small/);
});

test('its state can be read at any moment, also while a run ends', async () => {
  const user = newUser(kit);
  const conversation = conversationWith(user);
  let isOver = false;
  const readAgainAndAgain = async (): Promise<void> => {
    while (!isOver) expect((await conversation.state()).dialogues?.name).toBe('shop');
  };
  await user.says('hi');
  await user.sees('Which size?');
  const readers = Promise.all(Array.from({ length: 3 }, readAgainAndAgain));
  for (let orders = 1; orders <= 10; orders += 1) {
    await user.taps('Small');
    await user.sees(`One Small, coming up. That makes ${orders}.`, { within: '20 seconds' });
    await user.says('hi again');
    await user.sees('Which size?');
  }
  isOver = true;
  await readers;
});
