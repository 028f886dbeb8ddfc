/** Brings the reply of a conversation to the workflow that asked. */
import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { conversationReplySignal } from '../definitions.js';
import { findSignalProblem } from './fits-signal.js';
import type { ConversationReply } from '../questions/requests.js';

/** The workflow that asked may have ended. Then nobody waits for the reply. */
export async function tellReply(workflowId: string, reply: ConversationReply): Promise<void> {
  const problem = findSignalProblem(reply);
  // Whoever asked would wait for ever.
  const failure = { type: 'DialogueFailed', message: `What the dialogue returned ${problem}` };
  const told = problem === undefined ? reply : { id: reply.id, failure };
  try {
    await getExternalWorkflowHandle(workflowId).signal(conversationReplySignal, told);
  } catch {
    return;
  }
}
