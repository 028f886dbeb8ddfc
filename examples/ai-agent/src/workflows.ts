/** An agent: the conversation keeps the words, and each turn thinks in a child workflow of its own. */
import { executeChild, proxyActivities } from '@temporalio/workflow';
import { text } from 'temporal-whatsapp/messages';
import { defineConversation, type TranscriptEntry } from 'temporal-whatsapp/workflow';
import type { AgentActivities } from './agent-activities.js';
import { instructions } from './instructions.js';
import type { ModelMessage } from './model.js';

export * from 'temporal-whatsapp/workflows'; // the library's own workflows, for the same worker

const retry = { maximumAttempts: 3 };
const { callModel } = proxyActivities<AgentActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  retry,
});
const { lookUpOrder } = proxyActivities<AgentActivities>({ startToCloseTimeout: '10 seconds', retry });

export const agent = defineConversation({
  name: 'agent',
  // What comes while the agent thinks belongs to the question: the turn begins again, with all that was said.
  turns: { debounce: '1 second', supersede: true },
  commands: { person: (chat) => chat.handOver('human', { for: '8 hours' }) },
  onError: async (chat) => {
    await chat.send(text('I cannot answer right now. A person will.'));
    chat.handOver('human', { for: '8 hours', note: 'the agent has failed' });
  },
  onMessage: async (chat) => {
    const said = chat.transcript({ last: 30 });
    const answer = await chat.typing(() => executeChild(agentTurn, { args: [said] }));
    await chat.send(text(answer));
  },
});

const maxSteps = 5;

/**
 * Thinks about one turn: calls the model until it answers in words, and the tools that it asks for in between.
 *
 * The history of this workflow has all that the model was told, again with each call. The history ends with the turn.
 */
export async function agentTurn(said: TranscriptEntry[]): Promise<string> {
  const messages: ModelMessage[] = [{ role: 'system', content: instructions }, ...said];
  for (let step = 0; step < maxSteps; step += 1) {
    const reply = await callModel(messages);
    if (reply.kind === 'answer') return reply.text;
    const result = await lookUpOrder(reply.input);
    messages.push({ role: 'system', content: `The tool ${reply.tool} says of ${reply.input}: ${result}` });
  }
  return 'I have not found that out. Write "person" to talk to one.';
}
