/** The conversation of a user, under whatever id: what can be read of it, and what can be done with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { UserIdentity } from '../common/events/types.js';
import { conversationWorkflowId } from '../common/ids/workflow-ids.js';
import { outboundMessageSchema, type OutboundMessage } from '../common/messages/outbound-message.js';
import { defined } from '../common/schema/defined.js';
import { parseInput } from '../common/schema/parse-input.js';
import type { SendOutcome } from '../common/sending/send-outcome.js';
import { conversationKeys, groupConversationKeys } from '../id-keys/conversation-keys.js';
import {
  conversationHandBackUpdate,
  conversationResetUpdate,
  conversationSendUpdate,
  conversationSkipUpdate,
  conversationStartUpdate,
  conversationStateQuery,
  conversationTakeOverUpdate,
  conversationTranscriptQuery,
} from '../workflows/definitions.js';
import type { Address } from '../workflows/questions/requests.js';
import type {
  ConversationLease,
  ConversationSendInput,
  ConversationState,
  ConversationTakeOverInput,
  TranscriptEntry,
} from '../workflows/states.js';

/** How many aliases are followed: more ids than a user has. */
const maxHops = 5;

/** How often an update is tried that a failed task had, and the pause after the first try, in milliseconds. */
const updateAttempts = 5;
const updatePauseMs = 50;

/** Whose conversation is meant, and which workflow it is. One of `user` and `group` is required. */
export interface ConversationTarget {
  /** The business number: its phone number id. */
  phoneNumberId: string;
  /** An id of the user (phone number with `+`, WhatsApp id, business-scoped user id), or the `user` of an event. */
  user?: string | UserIdentity;
  /** The id of a group, as `groupId` of an event has it. `user` counts nothing beside it. */
  group?: string;
  /**
   * The name of the conversation's workflow: with it, a call starts the conversation when there is none.
   *
   * @default none is started
   */
  workflow?: string;
}

/** How a dialogue is started. */
export interface StartDialogueOptions {
  /** Names the start: the same one twice starts one dialogue. @default a random one */
  id?: string;
}

/** How a message is sent through a conversation. */
export interface ConversationSendOptions extends Pick<ConversationSendInput, 'ifWindowClosed'> {}

/** What was said, as far back as wanted. */
export interface TranscriptRange {
  /** How many of the latest messages, at most. @default 100, which is all that are kept */
  last?: number;
}

/** What conversations are addressed with. */
export interface ConversationContext {
  client: Client;
  taskQueue: string;
  /** The receiver's id key. @default the ids are the keys */
  idKey: string | undefined;
}

type Operation<Result> = (handle: WorkflowHandle) => Promise<Result>;

/**
 * The conversation between a number and a user, or a group. Whoever asks under an earlier id gets the conversation of
 * today. Each try of an id and each hop costs a Temporal action.
 *
 * Every method throws WorkflowNotFoundError when there is no conversation and none is to be started. It throws
 * TypeError when no id is usable.
 */
export class ConversationHandle {
  private readonly context: ConversationContext;
  private readonly target: ConversationTarget;

  /** @internal */
  constructor(context: ConversationContext, target: ConversationTarget) {
    this.context = context;
    this.target = target;
  }

  /** What the conversation knows and does. */
  async state(): Promise<ConversationState> {
    const read = (key: string): Promise<ConversationState> => this.handle(key).query(conversationStateQuery);
    let state = await this.atFirst((handle) => handle.query(conversationStateQuery));
    for (let hops = 0; hops < maxHops && state.movedTo !== undefined; hops += 1) {
      const next = await read(state.movedTo).catch(undefinedWhenNotFound);
      // The next conversation is just being started.
      if (!next) return state;
      state = next;
    }
    return state;
  }

  /** What was said, oldest first. A conversation that keeps no transcript has none. */
  async transcript({ last }: TranscriptRange = {}): Promise<TranscriptEntry[]> {
    const { userKey } = await this.state();
    return this.handle(userKey).query(conversationTranscriptQuery, last);
  }

  /**
   * Sends a message as a person would, whoever has the conversation.
   *
   * @throws InvalidInputError; nothing was sent
   */
  async send(message: OutboundMessage, options: ConversationSendOptions = {}): Promise<SendOutcome> {
    parseInput(outboundMessageSchema, message, 'conversation.send');
    return this.update<SendOutcome>(conversationSendUpdate.name, { message, ...options });
  }

  /**
   * Starts a dialogue by its name, after those that wait.
   *
   * @throws WorkflowUpdateFailedError when the conversation has no such dialogue
   */
  async start(
    dialogue: string,
    input?: unknown,
    { id = crypto.randomUUID() }: StartDialogueOptions = {},
  ): Promise<{ id: string }> {
    return this.update<{ id: string }>(conversationStartUpdate.name, { id, dialogue, ...defined({ input }) });
  }

  /** Gives the conversation to a person for a time. A dialogue that is under way ends. */
  takeOver(by: ConversationTakeOverInput = {}): Promise<ConversationLease> {
    return this.update<ConversationLease>(conversationTakeOverUpdate.name, by);
  }

  /** Gives the conversation back to the bot. */
  handBack(): Promise<void> {
    return this.update<void>(conversationHandBackUpdate.name);
  }

  /** Ends the dialogue that is under way. */
  skip(): Promise<void> {
    return this.update<void>(conversationSkipUpdate.name);
  }

  /** Ends the dialogue that is under way, and forgets what waits and what the dialogues remember. */
  reset(): Promise<void> {
    return this.update<void>(conversationResetUpdate.name);
  }

  private async update<Result>(update: string, ...args: unknown[]): Promise<Result> {
    // A run that has the update already gives the same answer again.
    const call: UpdateCall = { update, args, updateId: crypto.randomUUID() };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.updateOnce<Result>(call);
      } catch (error) {
        if (attempt === updateAttempts || !isOfFailedTask(error)) throw error;
        await sleep(attempt * updatePauseMs);
      }
    }
  }

  private async updateOnce<Result>(call: UpdateCall): Promise<Result> {
    const { update, args, updateId } = call;
    const execute: Operation<Result> = async (handle) =>
      (await handle.executeUpdate(update, { args: args as never, updateId })) as Result;
    try {
      return await this.followingMoves(() => this.atFirst(execute), execute);
    } catch (error) {
      const { workflow } = this.target;
      if (workflow === undefined || !(error instanceof WorkflowNotFoundError)) throw error;
      // Meanwhile it may have been started, under another id of the user.
      return this.followingMoves(() => this.updateWithStart<Result>(workflow, call), execute);
    }
  }

  private async followingMoves<Result>(first: () => Promise<Result>, operation: Operation<Result>): Promise<Result> {
    let attempt = first;
    for (let hops = 0; ; hops += 1) {
      try {
        return await attempt();
      } catch (error) {
        const key = movedTo(error);
        if (key === undefined || hops >= maxHops) throw error;
        attempt = () => operation(this.handle(key));
      }
    }
  }

  private async updateWithStart<Result>(workflow: string, { update, args, updateId }: UpdateCall): Promise<Result> {
    const { client, taskQueue } = this.context;
    const { phoneNumberId, group: groupId } = this.target;
    const [userKey = ''] = this.keys();
    const startWorkflowOperation = new WithStartWorkflowOperation(workflow, {
      workflowId: conversationWorkflowId(phoneNumberId, userKey),
      taskQueue,
      args: [{ phoneNumberId, userKey, ...defined({ groupId, address: this.address() }) }],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    return (await client.workflow.executeUpdateWithStart(update, {
      startWorkflowOperation,
      args: args as never,
      updateId,
    })) as Result;
  }

  /** Tries the keys of all known ids, until there is a conversation. */
  private async atFirst<Result>(operation: Operation<Result>): Promise<Result> {
    const keys = this.keys();
    for (const key of keys.slice(0, -1)) {
      try {
        return await operation(this.handle(key));
      } catch (error) {
        undefinedWhenNotFound(error);
      }
    }
    return operation(this.handle(keys.at(-1) ?? ''));
  }

  private handle(key: string): WorkflowHandle {
    return this.context.client.workflow.getHandle(conversationWorkflowId(this.target.phoneNumberId, key));
  }

  private keys(): string[] {
    const { group } = this.target;
    const { idKey } = this.context;
    const keys = group === undefined ? conversationKeys(this.identity(), idKey) : groupConversationKeys(group, idKey);
    if (keys.length > 0) return keys;
    const advice = 'give a user id, a WhatsApp id or a phone number in "user", or the id of a group in "group"';
    throw new TypeError(`conversation: there is no usable id; ${advice}`);
  }

  private identity(): UserIdentity {
    const { user = {} } = this.target;
    if (typeof user !== 'string') return user;
    return user.startsWith('+') ? { waId: user.replace(/\D/g, '') } : { userId: user };
  }

  /** How a conversation that is started now can reach its user. */
  private address(): Address | undefined {
    const { group } = this.target;
    if (group !== undefined) return { to: group, recipientType: 'group' };
    const { userId, waId, phone } = this.identity();
    const to = phone ?? waId ?? (userId !== undefined && /^\d+$/.test(userId) ? userId : undefined);
    if (to !== undefined) return { to };
    return userId === undefined ? undefined : { recipient: userId };
  }
}

/** One update, whatever run of the conversation gets it. */
interface UpdateCall {
  update: string;
  args: unknown[];
  updateId: string;
}

function movedTo(error: unknown): string | undefined {
  if (!(error instanceof WorkflowUpdateFailedError)) return undefined;
  const { type, details } = (error.cause ?? {}) as { type?: unknown; details?: unknown[] };
  if (type !== 'WhatsApp.ConversationMoved') return undefined;
  return (details?.[1] as { userKey?: string } | undefined)?.userKey;
}

function undefinedWhenNotFound(error: unknown): undefined {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/**
 * Whether the task that had the update has failed. A message that comes while a run ends does that, as the run may not
 * end then. Nothing of the update was done.
 */
function isOfFailedTask(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  const { code, message = '' } = (error.cause ?? {}) as { code?: unknown; message?: string };
  return code === failedPrecondition && message.includes('workflow task failure');
}

/** The code of gRPC. */
const failedPrecondition = 9;
