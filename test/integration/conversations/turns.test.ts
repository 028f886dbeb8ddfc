/** What makes a turn, and which question a tap is for. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Phone, WhatsAppTest } from '../../../src/testing/index.js';
import { newUser, startConversationKit } from '../../helpers/conversation-kit.js';
import { eventually } from '../../helpers/eventually.js';

let kit: WhatsAppTest;

afterEach(() => kit.close());

async function start(conversation: string, activities: object = {}): Promise<void> {
  kit = await startConversationKit(conversation, { activities });
}

/** Five messages in three seconds. */
async function writesFive(user: Phone): Promise<void> {
  for (let index = 1; index <= 5; index += 1) {
    await user.says(`message ${index}`);
    await kit.waits('600 ms');
  }
}

describe('a burst', () => {
  test('of five messages in three seconds and a tap is one turn, and the tap is the answer', async () => {
    await start('burst');
    const user = newUser(kit);
    await user.says('hi');
    await kit.waits('6 seconds');
    await user.sees('Which fruit?');
    await writesFive(user);
    await user.taps('Banana');
    await user.sees('b with 6');
    await user.seesNothing('1 minute');
  });

  test('with supersede: the late send of the first turn does not leave', async () => {
    const thoughts: string[] = [];
    const released: (() => void)[] = [];
    await start('hasty', {
      think: async (words: string) => {
        thoughts.push(words);
        if (thoughts.length === 1) await new Promise<void>((resolve) => void released.push(resolve));
        return words;
      },
    });
    const user = newUser(kit);
    const { user: from } = user;
    await user.says('message 0');
    await eventually(() => thoughts.length === 1);
    for (let index = 1; index <= 5; index += 1) await user.says(`message ${index}`);
    await kit.emulator.receiveMessage({ from, buttonReply: { id: 'a', title: 'Apple' } });
    released.forEach((release) => release());
    const all = [0, 1, 2, 3, 4, 5].map((index) => `message ${index}`).join(',');
    await user.sees(`Thought of ${all},Apple, tapped Apple`);
    await user.seesNothing('1 minute');
  });
});

describe('a tap', () => {
  test('on step 1 in step 4, and after the end, is late, and no answer to another step', async () => {
    await start('steps');
    const user = newUser(kit);
    await user.says('hi');
    const first = await user.sees('Step 1?');
    for (const number of [1, 2, 3]) {
      await user.taps(`Yes ${number}`);
      await user.sees(`Step ${number + 1}?`);
    }
    await user.taps('No 1', { on: first });
    await user.sees('Too late for No 1');
    await user.taps('Yes 4');
    await user.sees('All done');
    await kit.waits('3 days');
    await user.taps('Yes 1', { on: first });
    await user.sees('Too late for Yes 1');
    const { dialogues } = await conversationWith(user).state();
    expect(dialogues?.state).toEqual({ late: ['No 1', 'Yes 1'] });
  });
});

const conversationWith = ({ user }: Phone) => kit.whatsapp.conversation({ phoneNumberId: kit.phoneNumberId, user });
