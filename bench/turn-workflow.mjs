/** The conversation of the measurement: it answers each message with one. */
import { text } from '../lib/messages.js';
import { defineConversation } from '../lib/workflow.js';

export const answeringConversation = defineConversation({
  name: 'answering',
  onMessage: (chat) => chat.send(text('Yes, it is still there.')),
});
