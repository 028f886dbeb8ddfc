/** Who waits for what in the conversation of a user, for the failure of a test. */
import { WorkflowNotFoundError, type Client, type WorkflowHandle } from '@temporalio/client';
import { conversationKeys } from '../id-keys/conversation-keys.js';
import { conversationWorkflowId } from '../common/ids/workflow-ids.js';
import { conversationStateQuery } from '../workflows/definitions.js';
import type { ConversationState, DialoguesState } from '../workflows/states.js';
import { formatTime } from './phone/transcript.js';

/** A conversation whose tasks fail does not answer. */
const answerWithinMs = 3_000;

/** The conversation that a report is about. */
export interface ReportedConversation {
  client: Client;
  phoneNumberId: string;
  /** All ids of the user. */
  userIds: readonly string[];
  idKey: string | undefined;
}

/** Never throws: the failure that it is a part of counts. */
export async function reportConversation(conversation: ReportedConversation): Promise<string> {
  try {
    for (const key of keys(conversation)) {
      const handle = workflow(conversation, key);
      const found = await handle.describe().catch(ignoreNotFound);
      if (found) return await report(conversation, handle, found.type);
    }
    return 'There is no conversation with this user: no message has started one.';
  } catch (error) {
    return `The conversation with this user cannot be read: ${String(error)}.`;
  }
}

async function report(conversation: ReportedConversation, handle: WorkflowHandle, type: string): Promise<string> {
  const name = `The conversation ${handle.workflowId} (${type})`;
  try {
    let state = await readState(handle);
    if (state.movedTo !== undefined) state = await readState(workflow(conversation, state.movedTo));
    return `${name}: ${describeState(state)}`;
  } catch (error) {
    const failure = await lastTaskFailure(handle);
    return failure === undefined ? `${name} does not answer: ${String(error)}.` : `${name} cannot go on: ${failure}.`;
  }
}

function readState(handle: WorkflowHandle): Promise<ConversationState> {
  return handle.client.withDeadline(Date.now() + answerWithinMs, () => handle.query(conversationStateQuery));
}

function describeState({ messagesReceived, dialogues }: ConversationState): string {
  if (!dialogues) return `${messagesReceived} messages received.`;
  return [
    describeWait(dialogues),
    `${messagesReceived} messages received, ${dialogues.messageCount} sent.`,
    ...describeQueues(dialogues),
  ].join(' ');
}

function describeWait({ dialogue, waitsUntilMs, waitsFor, lease }: DialoguesState): string {
  const owner = lease ? `${lease.owner} has it until ${formatTime(lease.untilMs)}. ` : '';
  if (dialogue === undefined) return `${owner}no dialogue is under way; it waits for the user to write.`;
  const what = waitsFor === 'next-turn' ? 'what the user says next' : 'an answer';
  const waits = waitsUntilMs === undefined ? 'works' : `waits for ${what} until ${formatTime(waitsUntilMs)}`;
  return `${owner}the dialogue "${dialogue}" ${waits}.`;
}

function describeQueues({ waitingMessages, waitingRequests, consent, degraded, notSent }: DialoguesState): string[] {
  return [
    ...(waitingMessages > 0 ? [`${waitingMessages} messages of the user wait to be heard.`] : []),
    ...(waitingRequests > 0 ? [`${waitingRequests} questions of other workflows wait.`] : []),
    ...(consent.stoppedAtMs === undefined ? [] : ['The user has opted out.']),
    ...(degraded === undefined ? [] : [`The latest dialogue failed: ${degraded}.`]),
    ...(notSent === undefined ? [] : [`The latest message was not sent: ${notSent}`]),
  ];
}

/** What the worker said when it could not run the workflow, such as that it does not know its type. */
async function lastTaskFailure(handle: WorkflowHandle): Promise<string | undefined> {
  const { events } = await handle.fetchHistory();
  const failed = events?.findLast((event) => event.workflowTaskFailedEventAttributes);
  return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
}

function workflow({ client, phoneNumberId }: ReportedConversation, key: string): WorkflowHandle {
  return client.workflow.getHandle(conversationWorkflowId(phoneNumberId, key));
}

function keys({ userIds, idKey }: ReportedConversation): string[] {
  const waId = userIds.find((id) => /^\d+$/.test(id));
  const userId = userIds.find((id) => id !== waId);
  const user = { ...(waId !== undefined && { waId }), ...(userId !== undefined && { userId }) };
  return conversationKeys(user, idKey);
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
