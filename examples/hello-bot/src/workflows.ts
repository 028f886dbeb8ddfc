/** A bot that takes an order: it asks twice, and waits for each answer as long as that takes. */
import { buttons, text } from 'temporal-whatsapp/messages';
import { defineConversation } from 'temporal-whatsapp/workflow';

export * from 'temporal-whatsapp/workflows'; // the library's own workflows, for the same worker

const patience = { timeout: '20 hours', otherwise: text('Please tap a button.') } as const;

export const helloBot = defineConversation({
  name: 'helloBot',
  late: (chat, tap) => chat.send(text(`"${tap.title}" is closed. Write "hi" to start again.`)),
  onMessage: async (chat) => {
    const drink = await chat.ask(buttons('Hi! What may we bring you?', { coffee: 'Coffee', tea: 'Tea' }), patience);
    if (drink.kind === 'none') return;
    // The worker may end here, and another one go on: the answer to the first question is not lost.
    const size = await chat.ask(buttons('Which size?', { s: 'Small', l: 'Large' }), patience);
    if (size.kind === 'none') return;
    await chat.send(text(`${size.title} ${drink.title.toLowerCase()} is on its way.`));
  },
});
