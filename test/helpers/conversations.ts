/** Conversations of the tests, as a user would write them. */
import { buttons, template, text } from '../../src/messages.js';
import { ask, defineConversation, startDialogue, type NoAnswer } from '../../src/workflow.js';

const basketKept = template('basket_kept', 'en');

/** The example of the documentation. */
export const shop = defineConversation<{ sizes: string[] }>({
  name: 'shop',
  state: { sizes: [] },
  commands: {
    agent: (chat) => chat.handOver('human', { for: '8 hours' }),
    cancel: (chat) => chat.end(),
    help: (chat) => chat.send(text('We sell one thing.')),
  },
  late: (chat, tap) => chat.send(text(`"${tap.title}" is closed. Say "order" to start again.`)),
  dialogues: { greet: async (chat, name: string) => void (await chat.send(text(`Hello ${name}`))) },
  onMessage: async (chat) => {
    if (/boom/.test(chat.turn.text)) throw new TypeError('boom');
    const size = await chat.ask(buttons('Which size?', { s: 'Small', l: 'Large' }), {
      timeout: '2 days',
      remind: [{ after: '20 hours', with: text('Still hungry?') }],
      otherwise: text('Please tap a size.'),
      ifWindowClosed: basketKept,
    });
    if (size.kind !== 'choice') return void (await chat.send(basketKept));
    chat.state.sizes.push(size.key);
    await chat.send(text(`One ${size.title}, coming up. That makes ${chat.state.sizes.length}.`));
  },
});

/** Asks from outside of the conversation. */
export async function confirmWorkflow(from: string, to: string, withIdKey = false): Promise<string> {
  const answer = await ask({
    from,
    to,
    conversation: 'shop',
    withIdKey,
    question: buttons('Confirm?', { y: 'Yes', n: 'No' }),
    timeout: '1 day',
  });
  return answer.kind === 'none' ? describe(answer) : answer.key;
}

function describe({ why }: NoAnswer): string {
  return `none: ${why}`;
}

export async function greetWorkflow(from: string, to: string, dialogue = 'greet'): Promise<unknown> {
  return startDialogue({ from, to, conversation: 'shop', dialogue, input: 'Ada' });
}

/** Answers each message with one, and waits for nothing. */
export const parrot = defineConversation({
  name: 'parrot',
  onMessage: (chat) => chat.send(text(`You say: ${chat.turn.text}`)),
});

/** Answers bursts. */
export const patientParrot = defineConversation({
  name: 'patientParrot',
  turns: { debounce: '1 second' },
  onMessage: (chat) => chat.send(text(`You say: ${chat.turn.text}`)),
});

/** Asks twice in one dialogue. */
export const twoQuestions = defineConversation({
  name: 'twoQuestions',
  onMessage: async (chat) => {
    await chat.ask(text('Your name?'));
    await chat.ask(text('Your city?'), { remind: [{ after: '1 hour', with: text('Still there?') }] });
    await chat.send(text('Thank you.'));
  },
});

/** Asks a user of the conversation that answers each message. */
export async function askParrotWorkflow(from: string, to: string): Promise<string> {
  const answer = await ask({ from, to, conversation: 'parrot', question: text('Your name?') });
  return answer.kind === 'text' ? answer.value : answer.why;
}
