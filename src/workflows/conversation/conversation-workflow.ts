import {
  allHandlersFinished,
  condition,
  continueAsNew,
  patched,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { conversationWorkflowInputSchema } from '../../common/inputs/index.js';
import {
  conversationHandoverSignal,
  conversationMovedSignal,
  conversationRequestSignal,
  conversationStateQuery,
  whatsAppEventsSignal,
} from '../definitions.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { isRunFull } from '../lib/run-size.js';
import type { ConversationCarried } from './carried.js';
import { mailboxConversation, type Conversation } from './conversation.js';
import { Idleness } from './idleness.js';
import { peoplePatch } from './known-user.js';
import { reachConversation } from './reach-conversation.js';
import type { Address, CancelRequest, ConversationRequest } from '../questions/requests.js';
import { tellReply } from '../lib/tell-reply.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import type { ConversationMove } from '../states.js';
import { about } from '../lib/about.js';

/** Input of `conversationWorkflow`. */
export interface ConversationWorkflowInput {
  /** The business number. */
  phoneNumberId: string;
  /** The user's key in the workflow id: the first of an event's `conversationKeys`. */
  userKey: string;
  /**
   * The id of the group, when the conversation is one of a group. The receiver sets it. A conversation with dialogues
   * sends to the group then, and tells who wrote.
   */
  groupId?: string;
  /** How the user can be reached until a message of the user tells it. Only whoever starts a conversation knows it. */
  address?: Address;
  /** Starts it as an alias of the conversation that knows the user under another key; only that one sets it. */
  movedTo?: ConversationMove;
  /** What the previous run left; only the workflow itself sets it. */
  carried?: Partial<ConversationCarried>;
}

/**
 * The mailbox of one user at one business number: keeps the latest messages, each once however often Meta delivers it.
 *
 * - Workflow id: `whatsapp-conversation:<phone number id>:<user key>`; the receiver starts it with signalWithStart. The
 *   key of a group is `group:<its id>`.
 * - Signals: `whatsAppEvents`; from other conversations `conversationMoved` and `conversationHandover`. Queries:
 *   `conversationState`. Updates: none.
 * - Continues as new: when the server suggests it, after 2,000 signals, or at 4 MiB of history. Nothing is lost:
 *   messages, the ids of the last eight days (at most 4,000), and what is still to be passed on are carried over.
 * - Never fails because of a signal: what it cannot read it drops. A message above 600 KB counts, and stays without its
 *   content.
 *
 * A user with several ids has one canonical conversation. An event can name other keys of its user. Then the
 * conversations under those keys become aliases, which hand over what they know and pass on what still comes. A system
 * message about a changed number or user id makes the conversation itself an alias of the one under the new key.
 * `movedTo` in the state of an alias names the canonical conversation.
 *
 * The usual event comes under the preferred key, and costs one Temporal action: its own signal. A user with two ids
 * costs a signal and the start of an alias, with its timer, once in 29 days. A move costs one or two signals. Each
 * batch that comes to an alias costs one signal more.
 *
 * A conversation never returns: an idle one costs nothing. An alias ends after 30 days without a signal.
 */
export async function conversationWorkflow(input: ConversationWorkflowInput): Promise<void> {
  const { phoneNumberId, userKey } = checkWorkflowInput(conversationWorkflowInputSchema, input, 'conversationWorkflow');
  const { movedTo, carried } = input;
  const conversation = mailboxConversation({ userKey, movedTo, carried }, Date.now());
  conversation.tellsPeopleApart = () => patched(peoplePatch);
  const run = { signals: 0 };
  connect(conversation, phoneNumberId, run);

  const isFull = (): boolean => isRunFull(run.signals);
  const idleness = new Idleness(conversation);
  for (;;) {
    idleness.watch();
    await condition(() => !conversation.outbox.isEmpty || isFull() || idleness.isOver);
    // Nothing is awaited between these checks and the end of the run.
    if (isFull() && conversation.outbox.isCarriable && allHandlersFinished()) {
      return continueAsNew<typeof conversationWorkflow>({ phoneNumberId, userKey, carried: conversation.state });
    }
    const outgoing = conversation.outbox.take();
    if (outgoing) await reachConversation(phoneNumberId, outgoing);
    else if (idleness.isOver && allHandlersFinished()) return;
  }
}
autoUpgrade(conversationWorkflow);

/**
 * Handlers only store what arrives. `setHandler` immediately runs signals that arrived before this run. The handover
 * handler is set first, so that events which the other conversation has already seen are recognized as duplicates.
 */
function connect(conversation: Conversation, phoneNumberId: string, run: { signals: number }): void {
  const taken = (): void => {
    run.signals += 1;
    setCurrentDetails(conversation.describe());
  };
  setCurrentDetails(conversation.describe());
  setHandler(conversationStateQuery, () => ({ phoneNumberId, ...conversation.summary }), about(conversationStateQuery));
  setHandler(conversationRequestSignal, refuseRequest, about(conversationRequestSignal));
  setHandler(
    conversationHandoverSignal,
    (handover) => {
      conversation.takeHandover(handover, Date.now());
      taken();
    },
    about(conversationHandoverSignal),
  );
  setHandler(
    whatsAppEventsSignal,
    (events, isPassedOn = false, route = undefined) => {
      conversation.takeEvents(events, isPassedOn, Date.now(), route);
      taken();
    },
    about(whatsAppEventsSignal),
  );
  setHandler(
    conversationMovedSignal,
    (move) => {
      conversation.takeMove(move, Date.now());
      taken();
    },
    about(conversationMovedSignal),
  );
}

/** Whoever asks learns at once that nobody here can ask the user, and what to do. */
async function refuseRequest(request: ConversationRequest | CancelRequest): Promise<void> {
  const workflowId = request?.kind === 'cancel' ? undefined : request?.replyTo?.workflowId;
  if (workflowId === undefined) return;
  const message =
    'The conversation of this user is a conversationWorkflow, which has no dialogues: make one with ' +
    'defineConversation(), name it in the receiver and in the question (`conversation`), and end this one';
  await tellReply(workflowId, { id: request.id, failure: { type: WhatsAppFailureType.InvalidInput, message } });
}
