/** What webhooks have brought about in workflows, for a comparison with what was posted. */
import { DeadLetters } from '../../src/webhook/index.js';
import type { ConversationState } from '../../src/client.js';
import { conversationStateQuery } from '../../src/workflows/definitions.js';
import type { Stack } from './stack.js';
import { recordingQuery } from './workflows.js';

export interface WebhookEffects {
  /** Ids of the messages in conversations, one for each time that one is there. */
  messages: string[];
  /** How many messages the conversations have taken for new ones. */
  messagesReceived: number;
  /** Message ids of the statuses that the recorder has taken for new ones. */
  statuses: string[];
  /** The content of each dead letter, as JSON. */
  deadLetters: string[];
}

/** @param recorderId the workflow that waits for the statuses */
export async function webhookEffects(stack: Stack, recorderId: string): Promise<WebhookEffects> {
  const { client, taskQueue } = stack;
  const states = await conversationStates(stack);
  const { events } = await client.workflow.getHandle(recorderId).query(recordingQuery);
  const letters = new DeadLetters({ client, taskQueue, phoneNumberIds: 'any', fallback: 'dead-letter' });
  const deadLetters: string[] = [];
  for await (const { id } of letters.list()) deadLetters.push(JSON.stringify((await letters.show(id)).content));
  return {
    messages: states.flatMap(({ messages }) => messages.map(({ messageId }) => String(messageId))),
    messagesReceived: states.reduce((sum, { messagesReceived }) => sum + messagesReceived, 0),
    statuses: events.map((event) => (event.kind === 'status' ? String(event.messageId) : event.kind)),
    deadLetters,
  };
}

async function conversationStates({ client, taskQueue }: Stack): Promise<ConversationState[]> {
  const query = `WorkflowType = 'conversationWorkflow' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const states: ConversationState[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    states.push(await client.workflow.getHandle(workflowId).query(conversationStateQuery));
  }
  return states;
}

/** Ends what waits for ever, so that the worker of another test has nothing of this one to do. */
export async function terminateAll({ client, taskQueue }: Stack): Promise<void> {
  const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    await client.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch(() => undefined);
  }
}
