/** A bot that answers what it can, and gives the rest to a person. */
import { proxyActivities } from '@temporalio/workflow';
import { list, text } from 'temporal-whatsapp/messages';
import { defineConversation, type Chat } from 'temporal-whatsapp/workflow';
import type * as activities from './activities.js';

export * from 'temporal-whatsapp/workflows'; // the library's own workflows, for the same worker

const { openTicket } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

const topics = { hours: 'Opening hours', delivery: 'Delivery', person: 'Talk to a person' } as const;

const answers = {
  hours: 'We are there from 9 to 18 o’clock, except on Sundays.',
  delivery: 'We deliver within two working days.',
};

export const support = defineConversation({
  name: 'support',
  turns: { debounce: '1 second' },
  commands: {
    // It works in every question, too.
    person: { words: ['person', 'agent', 'human'], run: (chat) => handOver(chat, 'asked for a person') },
  },
  late: (chat) => chat.send(text('That menu is closed. Write anything for a new one.')),
  onError: (chat) => handOver(chat, 'the bot has failed'),
  onMessage: async (chat) => {
    const topic = await chat.ask(list('How can we help?', 'Topics', topics), {
      timeout: '2 hours',
      tries: 2,
      otherwise: text('Please pick a topic, or write "person".'),
    });
    if (topic.kind === 'choice' && topic.key !== 'person') {
      await chat.send(text(answers[topic.key]));
    } else if (topic.kind === 'choice' || topic.why === 'tries') {
      await handOver(chat, topic.kind === 'choice' ? 'picked a person' : 'was not understood');
    }
  },
});

/** The bot is silent from the last line on, and the dialogue can send nothing more. */
async function handOver(chat: Chat, reason: string): Promise<void> {
  await chat.send(text('A person will answer you here. Write on meanwhile, they read all of it.'));
  const { phoneNumberId, user } = chat;
  await openTicket({ phoneNumberId, user, reason, transcript: chat.transcript({ last: 20 }) });
  chat.handOver('human', { for: '8 hours', note: reason });
}
