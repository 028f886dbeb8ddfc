/** Reads the canonical conversation of a user, under whatever id. */
import { createHmac } from 'node:crypto';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { UserIdentity } from '../common/events/types.js';
import { listConversationKeys } from '../common/ids/conversation-keys.js';
import { conversationWorkflowId } from '../common/ids/workflow-ids.js';
import { conversationStateQuery } from '../workflows/definitions.js';
import type { ConversationState } from '../workflows/states.js';

/** How many aliases are followed: more ids than a user has. */
const maxHops = 5;

/** Whose conversation is read, and how the receiver makes keys of ids. */
export interface ConversationOfUser {
  phoneNumberId: string;
  /** One id, or what is known of the user. */
  user: string | UserIdentity;
  /** The receiver's id key. @default the ids are the keys */
  idKey: string | undefined;
}

/**
 * Tries the keys of all known ids, then follows aliases.
 *
 * Each try and each hop is a query, and so a Temporal action.
 */
export async function readConversation(client: Client, wanted: ConversationOfUser): Promise<ConversationState> {
  const read = (key: string): Promise<ConversationState> =>
    client.workflow.getHandle(conversationWorkflowId(wanted.phoneNumberId, key)).query(conversationStateQuery);
  let state = await readFirst(conversationKeys(wanted), read);
  for (let hops = 0; hops < maxHops && state.movedTo !== undefined; hops += 1) {
    const next = await read(state.movedTo).catch(undefinedWhenNotFound);
    // The next conversation is just being started.
    if (!next) return state;
    state = next;
  }
  return state;
}

function conversationKeys({ user, idKey }: ConversationOfUser): string[] {
  const ids = typeof user === 'string' ? { userId: user } : user;
  if (idKey === undefined) return listConversationKeys(ids);
  return listConversationKeys(ids, (id) => createHmac('sha256', idKey).update(id).digest('base64url'));
}

async function readFirst(
  keys: readonly string[],
  read: (key: string) => Promise<ConversationState>,
): Promise<ConversationState> {
  const [last] = keys.slice(-1);
  if (last === undefined) {
    throw new TypeError('conversation: the user has no usable id; give a user id, a WhatsApp id or a phone number');
  }
  for (const key of keys.slice(0, -1)) {
    const state = await read(key).catch(undefinedWhenNotFound);
    if (state) return state;
  }
  return read(last);
}

function undefinedWhenNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
