/** Conversations of the tests about turns and taps. */
import { proxyActivities, sleep } from '@temporalio/workflow';
import { buttons, text } from '../../src/messages.js';
import { defineConversation, type Chat } from '../../src/workflow.js';

const { think } = proxyActivities<{ think(text: string): Promise<string> }>({ startToCloseTimeout: '1 minute' });

const fruit = () => buttons('Which fruit?', { a: 'Apple', b: 'Banana' });

/** Answers with what it heard in one turn. */
export const burst = defineConversation({
  name: 'burst',
  turns: { debounce: '5 seconds' },
  onMessage: async (chat) => {
    const answer = await chat.ask(fruit(), { tries: 10 });
    const { messages } = chat.turn;
    await chat.send(text(`${answer.kind === 'choice' ? answer.key : answer.kind} with ${messages.length}`));
  },
});

/** Thinks about each turn, and leaves it when more is said. */
export const hasty = defineConversation({
  name: 'hasty',
  turns: { supersede: true },
  onMessage: async (chat) => {
    const { messages, choice } = chat.turn;
    const thought = await think(messages.map((message) => message.text).join(','));
    await chat.send(text(`Thought of ${thought}${choice ? `, tapped ${choice.title}` : ''}`));
  },
});

const step = (number: number) => buttons(`Step ${number}?`, { y: `Yes ${number}`, n: `No ${number}` });

/** Four questions, one after the other. */
export const steps = defineConversation<{ late: string[] }>({
  name: 'steps',
  state: { late: [] },
  late: async (chat, tap) => {
    chat.state.late.push(tap.title);
    await chat.send(text(`Too late for ${tap.title}`));
  },
  onMessage: async (chat) => {
    for (const number of [1, 2, 3, 4]) await chat.ask(step(number));
    await chat.send(text('All done'));
  },
});

/** Takes nothing for an answer but a tap on its own question, and counts what it hears. */
export const careful = defineConversation({
  name: 'careful',
  onMessage: async (chat: Chat) => {
    const answer = await chat.ask(fruit(), { tries: 20, otherwise: text('Tap a fruit') });
    await chat.send(text(`Taken: ${answer.kind === 'choice' ? answer.key : answer.kind}`));
  },
});

/** Keeps the number of each message that it heard, in order. */
export const ledger = defineConversation<{ heard: number[] }>({
  name: 'ledger',
  state: { heard: [] },
  dialoguesPerRun: 50,
  onMessage: async (chat) => {
    for (const { messageId } of chat.turn.messages) chat.state.heard.push(Number(messageId?.split('-').at(-1)));
  },
});

/** One dialogue that listens on and on, and ends when its history has become long. */
export const chronicle = defineConversation<{ heard: number[]; dialogues: number }>({
  name: 'chronicle',
  state: { heard: [], dialogues: 0 },
  onMessage: async (chat) => {
    chat.state.dialogues += 1;
    for (;;) {
      for (const { messageId } of chat.turn.messages) chat.state.heard.push(Number(messageId?.split('-').at(-1)));
      if (chat.continueAsNewSuggested || !(await chat.nextTurn())) return;
    }
  },
});

/** Keeps what it has heard: the length of each text, and whether the rest of the message is elsewhere. It is slow. */
export const gauge = defineConversation<{ heard: string[] }>({
  name: 'gauge',
  state: { heard: [] },
  onMessage: async (chat) => {
    const [message] = chat.turn.messages;
    if (message?.text === 'slowly') await sleep('5 seconds');
    chat.state.heard.push(
      `${message?.messageId?.split('-').at(-1)}: ${message?.text.length}${message?.stored ? ' …' : ''}`,
    );
  },
});
