/** What the chat of a dialogue does otherwise in a group. */
import { describe, expect, test } from '@jest/globals';
import { buttons, text } from '../../../../src/messages.js';
import { DialogueChat } from '../../../../src/workflows/dialogues/dialogue-chat.js';
import { Bot } from '../../../../src/workflows/dialogues/memory/bot.js';
import { toBotSettings } from '../../../../src/workflows/dialogues/bot-settings.js';
import { toTurn } from '../../../../src/workflows/questions/turn.js';

const participant = { waId: '1', name: 'Ada' };
const turn = toTurn([{ type: 'text', text: 'Hi', timestampMs: 0, participant }]);

function makeChat(groupId: string | undefined, said = turn) {
  const calls: string[] = [];
  const host = {
    bot: new Bot(toBotSettings({ name: 'x' })),
    user: { waId: '9' },
    groupId,
    whileTyping: (work: () => unknown) => {
      calls.push('typing');
      return work();
    },
    markRead: async () => void calls.push('read'),
  };
  return { chat: new DialogueChat(host as never, said), calls };
}

describe('in a group', () => {
  test('the user is who wrote the turn, and nobody where no message began the dialogue', () => {
    expect(makeChat('group').chat.user).toEqual(participant);
    expect(makeChat('group', toTurn([])).chat.user).toEqual({});
    expect(makeChat(undefined).chat.user).toEqual({ waId: '9' });
  });

  test('nothing is marked as read or shown as being typed', async () => {
    const { chat, calls } = makeChat('group');
    expect(await chat.typing(async () => 7)).toBe(7);
    await expect(chat.markRead()).rejects.toThrow('markRead does not work in a group');
    expect(calls).toEqual([]);
    const alone = makeChat(undefined);
    await alone.chat.typing(async () => alone.chat.markRead());
    expect(alone.calls).toEqual(['typing', 'read']);
  });

  test.each([
    ['question', buttons('Soup?', { y: 'Yes' }), {}],
    ['otherwise', text('Soup?'), { otherwise: buttons('Soup?', { y: 'Yes' }) }],
    [
      'remind[1].with',
      text('Soup?'),
      {
        remind: [
          { after: 1, with: text('?') },
          { after: 2, with: buttons('?', { y: 'Y' }) },
        ],
      },
    ],
  ])('a question whose %s is interactive is refused before anything is sent', async (part, question, options) => {
    await expect(makeChat('group').chat.ask(question, options)).rejects.toThrow(
      `ask: ${part} a group takes no message of the type "interactive"`,
    );
  });
});
