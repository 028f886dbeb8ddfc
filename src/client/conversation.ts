/** Reads the canonical conversation of a user, under whatever key. */
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { conversationWorkflowId } from '../common/ids/workflow-ids.js';
import { conversationStateQuery } from '../workflows/definitions.js';
import type { ConversationState } from '../workflows/states.js';

/** How many aliases are followed: more ids than a user has. */
const maxHops = 5;

/** Follows aliases. Each hop is a query, and so a Temporal action. */
export async function readConversation(
  client: Client,
  phoneNumberId: string,
  userKey: string,
): Promise<ConversationState> {
  const read = (key: string): Promise<ConversationState> =>
    client.workflow.getHandle(conversationWorkflowId(phoneNumberId, key)).query(conversationStateQuery);
  let state = await read(userKey);
  for (let hops = 0; hops < maxHops && state.movedTo !== undefined; hops += 1) {
    const next = await read(state.movedTo).catch(undefinedWhenNotFound);
    // The next conversation is just being started.
    if (!next) return state;
    state = next;
  }
  return state;
}

function undefinedWhenNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
