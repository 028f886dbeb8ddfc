/** Temporal's side of the phone page: the workflow of a conversation, asked over a client. */
import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { describeError } from '../../../common/describe-error.js';
import { conversationWorkflowId } from '../../../common/ids/workflow-ids.js';
import { defined } from '../../../common/schema/defined.js';
import type { TemporalConversation, TemporalQuestion, TemporalSide } from '../../../emulator/index.js';
import { conversationKeys, groupConversationKeys } from '../../../id-keys/conversation-keys.js';
import { conversationStateQuery } from '../../../workflows/definitions.js';
import type { ConversationState } from '../../../workflows/states.js';
import { describeActivities } from './activities.js';
import { describeDialogues } from './dialogues.js';
import { RunHistories, type RunHistory } from './run-histories.js';

/** A conversation whose tasks fail does not answer. */
const answerWithinMs = 2_000;

/** More ids than a user has. */
const maxHops = 5;

export interface TemporalSideOptions {
  client: Client;
  /** Base address of Temporal UI; undefined where there is none. */
  uiUrl: string | undefined;
  namespace: string;
  /** The receiver's id key. */
  idKey?: string | undefined;
}

/** What the emulator's phone page asks. */
export function createTemporalSide(options: TemporalSideOptions): TemporalSide {
  const histories = new RunHistories(options.client);
  return {
    linkTo: (workflowId) => linkTo(options, workflowId),
    conversation: (question) => findConversation(options, histories, question),
  };
}

function linkTo({ uiUrl, namespace }: TemporalSideOptions, workflowId: string): string | undefined {
  if (uiUrl === undefined) return undefined;
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

interface Found {
  description: WorkflowExecutionDescription;
  state?: ConversationState;
  problem?: string;
}

async function findConversation(
  options: TemporalSideOptions,
  histories: RunHistories,
  { phoneNumberId, userIds, groupId }: TemporalQuestion,
): Promise<TemporalConversation | undefined> {
  const { idKey } = options;
  const ofUser = (): string[] => conversationKeys(userFrom(userIds), idKey);
  for (const key of groupId === undefined ? ofUser() : groupConversationKeys(groupId, idKey)) {
    const found = await followMoves(options.client, phoneNumberId, key);
    if (found) return describeFound(options, found, await histories.read(found.description));
  }
  return undefined;
}

function userFrom(userIds: readonly string[]): { waId?: string; userId?: string } {
  const waId = userIds.find((id) => /^\d+$/.test(id));
  return defined({ waId, userId: userIds.find((id) => id !== waId) });
}

/** The conversation under a key, or the one that it is an alias of. */
async function followMoves(client: Client, phoneNumberId: string, firstKey: string): Promise<Found | undefined> {
  let found: Found | undefined;
  let key: string | undefined = firstKey;
  for (let hops = 0; key !== undefined && hops < maxHops; hops += 1) {
    const next: Found | undefined = await findOne(client, conversationWorkflowId(phoneNumberId, key));
    // The next conversation is just being started.
    if (!next) return found;
    found = next;
    key = next.state?.movedTo;
  }
  return found;
}

async function findOne(client: Client, workflowId: string): Promise<Found | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  const description = await handle.describe().catch(undefinedWhenNotFound);
  if (!description) return undefined;
  if (description.status.name !== 'RUNNING') return { description };
  try {
    const query = (): Promise<ConversationState> => handle.query(conversationStateQuery);
    return { description, state: await client.withDeadline(Date.now() + answerWithinMs, query) };
  } catch (error) {
    return { description, problem: `The workflow does not answer: ${describeError(error)}` };
  }
}

function describeFound(options: TemporalSideOptions, found: Found, history: RunHistory): TemporalConversation {
  const { description, state, problem } = found;
  const { workflowId, type, status, historyLength, historySize = 0, startTime } = description;
  const { dialogues } = state ?? {};
  return {
    workflowId,
    workflowType: type,
    status: status.name,
    ...describeDialogues(dialogues),
    activities: describeActivities(description, history),
    cost: {
      ...history.cost,
      historyEvents: historyLength,
      historyBytes: historySize,
      sinceMs: startTime.getTime(),
      ...defined({ messagesSent: dialogues?.messageCount }),
    },
    ...defined({ link: linkTo(options, workflowId), problem }),
  };
}

function undefinedWhenNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
