/** What webhooks have brought about in workflows, for a comparison with what was posted. */
import { DeadLetters } from '../../src/webhook/index.js';
import type { ConversationState } from '../../src/client.js';
import type { WhatsAppEvent } from '../../src/workflow.js';
import { conversationStateQuery } from '../../src/workflows/definitions.js';
import { patiently } from './eventually.js';
import { inLanes } from './lanes.js';
import type { Stack } from './stack.js';
import { recordingQuery } from './workflows.js';

export interface WebhookEffects {
  /** The conversations by their workflow ids. */
  conversations: ReadonlyMap<string, ConversationState>;
  /** What the recorder has taken for new. */
  recorded: WhatsAppEvent[];
  /** The content of each dead letter, as JSON. */
  deadLetters: string[];
}

/** Each query is a task of the worker, which has other ones. */
const queriesAtOnce = 8;

/** @param recorderId the workflow that waits for the statuses */
export async function webhookEffects(stack: Stack, recorderId: string): Promise<WebhookEffects> {
  const recorder = stack.client.workflow.getHandle(recorderId);
  const conversations = await readConversations(stack);
  const { events: recorded } = await patiently(() => recorder.query(recordingQuery));
  return { conversations, recorded, deadLetters: await readDeadLetters(stack) };
}

async function readConversations({ client, taskQueue }: Stack): Promise<Map<string, ConversationState>> {
  const query = `WorkflowType = 'conversationWorkflow' AND TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  const states = await inLanes(ids, queriesAtOnce, (id) =>
    patiently(() => client.workflow.getHandle(id).query(conversationStateQuery)),
  );
  return new Map(ids.map((id, index) => [id, states[index] as ConversationState]));
}

async function readDeadLetters({ client, taskQueue }: Stack): Promise<string[]> {
  const letters = new DeadLetters({ client, taskQueue, phoneNumberIds: 'any', fallback: 'dead-letter' });
  const ids: string[] = [];
  for await (const { id } of letters.list()) ids.push(id);
  return inLanes(ids, queriesAtOnce, async (id) => JSON.stringify((await patiently(() => letters.show(id))).content));
}

/** The place of what the recorder has, and of what is kept. A message is in the conversation with a workflow id. */
export const recorderPlace = 'recorder';
export const deadLetterPlace = 'dead letter';

/** Where each of these ids has come out, with one entry for each time. Items that share a fate share a dead letter. */
export function findPlaces(effects: WebhookEffects, ids: ReadonlySet<string>): Map<string, string[]> {
  const places = new Map([...ids].map((id): [string, string[]] => [id, []]));
  for (const [workflowId, { messages }] of effects.conversations) {
    for (const { messageId } of messages) places.get(String(messageId))?.push(workflowId);
  }
  for (const event of effects.recorded) places.get(recordedId(event))?.push(recorderPlace);
  for (const letter of effects.deadLetters) {
    for (const [token] of letter.matchAll(/[\w.=+/-]{6,}/g)) places.get(token)?.push(deadLetterPlace);
  }
  return places;
}

/** The id of a status; in a group each participant has one. */
function recordedId(event: WhatsAppEvent): string {
  if (event.kind !== 'status') return event.kind;
  const { messageId, groupId, user } = event;
  return groupId === undefined ? String(messageId) : `${messageId} of ${user.phone}`;
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
