/** What the help desk's program calls: read what was said, answer, give the conversation back to the bot. */
import type { WhatsAppClient } from 'temporal-whatsapp/client';
import { text } from 'temporal-whatsapp/messages';
import type { UserIdentity } from 'temporal-whatsapp/workflow';

/** A person at the help desk, in the conversation with one user. */
export function enterConversation(whatsapp: WhatsAppClient, phoneNumberId: string, user: string | UserIdentity) {
  const conversation = whatsapp.conversation({ phoneNumberId, user, workflow: 'support' });
  return {
    /** What was said, oldest first. What the user writes meanwhile is in it, too. */
    read: () => conversation.transcript({ last: 50 }),
    /** Takes the conversation, also while the bot has it: a dialogue that is under way ends. */
    takeOver: (name: string) => conversation.takeOver({ for: '2 hours', note: `${name} answers` }),
    /** Answers the user. */
    answer: async (words: string) => {
      const outcome = await conversation.send(text(words));
      if (outcome.kind === 'refused') throw new Error(`Meta refused the answer: ${outcome.message}`);
    },
    /** The bot answers again. Without this call it does so when the lease ends. */
    finish: () => conversation.handBack(),
  };
}
