/** Brings the reply of a conversation to the workflow that asked. */
import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { conversationReplySignal } from '../definitions.js';
import type { ConversationReply } from '../questions/requests.js';

/** The workflow that asked may have ended. Then nobody waits for the reply. */
export async function tellReply(workflowId: string, reply: ConversationReply): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId).signal(conversationReplySignal, reply);
  } catch {
    return;
  }
}
