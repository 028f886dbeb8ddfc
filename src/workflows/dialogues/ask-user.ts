/** How any workflow asks a user, or starts a dialogue: through the user's own conversation. */
import { CancellationScope, condition, isCancellation, setHandler, workflowInfo } from '@temporalio/workflow';
import { listConversationKeys, listGroupKeys, toGroupKey } from '../../common/ids/conversation-keys.js';
import { isPhoneNumberId } from '../../common/ids/workflow-ids.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { reachConversation } from '../conversation/reach-conversation.js';
import { conversationReplySignal } from '../definitions.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import { findSignalProblem } from '../lib/fits-signal.js';
import type { Answer, AnswerTo, NoAnswer } from '../questions/answer.js';
import { newWaitId, type Question } from '../questions/question.js';
import { checkQuestion, checkQuestionForGroup } from './check-question.js';
import type {
  Address,
  CancelRequest,
  ConversationReply,
  ConversationRequest,
  RequestedAskOptions,
} from '../questions/requests.js';
import { about } from '../lib/about.js';

/** Whom to ask, from which number. */
export interface AskedUser {
  /** The business number: its phone number id. */
  from: string;
  /**
   * A phone number with country code, a WhatsApp id, a business-scoped user id (`US.13491208655302741918`), or a group
   * id.
   */
  to: string;
  /** What `to` names. In a group anyone may answer. @default 'individual' */
  recipientType?: 'individual' | 'group';
  /** The name of the conversation's workflow, which is started when none runs. @default 'conversationWorkflow' */
  conversation?: string;
  /**
   * Whether the receiver has an `idKey`. The worker then finds the conversation by its own, in one activity more.
   *
   * Without it the answer comes all the same, but the user's id stands in a workflow id as it is.
   *
   * @default false
   */
  withIdKey?: boolean;
}

/** A question to a user from a workflow that is not the user's conversation. */
export interface AskInput<Asked extends Question> extends AskedUser, RequestedAskOptions {
  /** The question. It decides the type of the answer. */
  question: Asked;
}

/** A dialogue for a user. */
export interface StartDialogueInput extends AskedUser {
  /** The name of the dialogue, in the definition of the conversation. */
  dialogue: string;
  /** The input of the dialogue, plain JSON. */
  input?: unknown;
}

/**
 * Asks a user through the user's conversation, and waits for the answer. Two that ask at once are served in order.
 *
 * The question waits until the conversation has no dialogue under way, and the bot has the conversation. It costs two
 * actions more than in a dialogue: the request, and the reply.
 *
 * @throws ApplicationFailure `WhatsApp.InvalidInput`; what the question was refused with
 * @example const answer = await ask({ from, to, question: buttons('Confirm?', { y: 'Yes', n: 'No' }) });
 */
export async function ask<Asked extends Question>(input: AskInput<Asked>): Promise<AnswerTo<Asked> | NoAnswer> {
  const { from, to, recipientType, conversation, withIdKey, question, ...options } = input;
  // What is wrong is told to the one who asks, and not by the conversation later.
  checkQuestion(question, options, newWaitId());
  if (recipientType === 'group') checkQuestionForGroup(question, options);
  const request = { kind: 'ask' as const, question, options };
  const reply = await requestAndWait({ from, to, ...defined({ recipientType, conversation, withIdKey }) }, request);
  return reply.answer as AnswerTo<Asked> | NoAnswer;
}

/**
 * Starts a dialogue with a user, and waits for its end.
 *
 * @returns what the dialogue returned
 * @throws ApplicationFailure `WhatsApp.InvalidInput` when the conversation has no such dialogue; `DialogueFailed`
 */
export async function startDialogue({ dialogue, input, ...user }: StartDialogueInput): Promise<unknown> {
  const reply = await requestAndWait(user, { kind: 'start', dialogue, ...defined({ input }) });
  return reply.result;
}

/**
 * Asks a user, for a workflow in another language: `ask()` as a child workflow.
 *
 * - Workflow id: the caller's choice.
 * - Signals: `conversationReply`, from the conversation. Queries and updates: none.
 * - Continues as new: never.
 * - Temporal actions: two, beside its own start.
 *
 * @returns the answer, or `{ kind: 'none', why }`
 * @throws ApplicationFailure `WhatsApp.InvalidInput`; what the question was refused with
 */
export function askUserWorkflow(input: AskInput<Question>): Promise<Answer> {
  return ask(input) as Promise<Answer>;
}
autoUpgrade(askUserWorkflow);

/**
 * Starts a dialogue, for a workflow in another language: `startDialogue()` as a child workflow. The rest as for
 * `askUserWorkflow`.
 *
 * @returns what the dialogue returned
 */
export function startDialogueWorkflow(input: StartDialogueInput): Promise<unknown> {
  return startDialogue(input);
}
autoUpgrade(startDialogueWorkflow);

type Wanted =
  | { kind: 'ask'; question: Question; options: RequestedAskOptions }
  | { kind: 'start'; dialogue: string; input?: unknown };

async function requestAndWait(user: AskedUser, wanted: Wanted): Promise<ConversationReply> {
  const replies = repliesOfThisRun();
  const id = replies.nextId();
  const { workflowId } = workflowInfo();
  const request: ConversationRequest = { id, replyTo: { workflowId }, address: toAddress(user), ...wanted };
  checkRequest(user, request);
  const target = { ...user, key: await findKey(user) };
  await signalConversation(target, request);
  try {
    await condition(() => replies.received.has(id));
  } catch (error) {
    // Whoever asked does not want to know any more: the user should not be asked.
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => signalConversation(target, { kind: 'cancel', id }));
    }
    throw error;
  }
  const reply = replies.received.get(id) ?? { id };
  replies.received.delete(id);
  if (reply.failure === undefined) return reply;
  const { type, message, details = {} } = reply.failure;
  throw whatsAppWorkflowFailure(type as WhatsAppFailureType, message, details);
}

/** What no conversation could get would be tried for ever. */
function checkRequest({ from }: AskedUser, request: ConversationRequest): void {
  const problem = findSignalProblem(request);
  const message = isPhoneNumberId(from)
    ? problem && `ask: the input ${problem}`
    : `ask: "from" must be a phone number id, not "${String(from)}"`;
  if (message !== undefined) throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
}

async function findKey({ to, recipientType, withIdKey = false }: AskedUser): Promise<string> {
  const identity = typeof to === 'string' ? toIdentity(to, recipientType) : {};
  const isGroup = recipientType === 'group';
  const [key] = isGroup ? listGroupKeys(to) : listConversationKeys(identity);
  if (key === undefined) {
    const what = isGroup ? 'group id' : 'phone number, a WhatsApp id or a business-scoped user id';
    const message = `ask: "to" must be a ${what}, not "${to}"`;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
  }
  if (!withIdKey) return key;
  const { keys } = await proxyWhatsAppActivities().listWhatsAppConversationKeys(identity);
  const [hidden] = keys;
  if (hidden === undefined) return key;
  return isGroup ? toGroupKey(hidden) : hidden;
}

async function signalConversation(
  { from, key, conversation }: AskedUser & { key: string },
  request: ConversationRequest | CancelRequest,
): Promise<void> {
  await reachConversation(from, { to: key, kind: 'request', request }, conversation);
}

const businessScopedId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** The id of a group is as opaque as a business-scoped one. */
function toIdentity(to: string, recipientType: AskedUser['recipientType']): { userId: string } | { waId: string } {
  return recipientType === 'group' || businessScopedId.test(to) ? { userId: to } : { waId: to.replace(/\D/g, '') };
}

function toAddress({ to, recipientType }: AskedUser): Address {
  if (recipientType === 'group') return { to, recipientType };
  return businessScopedId.test(to) ? { recipient: to } : { to };
}

/** The replies that have come to this run. */
class Replies {
  readonly received = new Map<string, ConversationReply>();
  private requests = 0;

  nextId(): string {
    this.requests += 1;
    // A reset keeps this run id, so that what was asked before is not asked again.
    return `${workflowInfo().originalExecutionRunId}:${this.requests}`;
  }
}

let current: { runId: string; replies: Replies } | undefined;

/** The first call registers the handler of the signal, and gets what was signaled before. */
function repliesOfThisRun(): Replies {
  const { runId } = workflowInfo();
  if (current?.runId !== runId) {
    const replies = new Replies();
    current = { runId, replies };
    setHandler(
      conversationReplySignal,
      (reply) => void replies.received.set(reply?.id, reply),
      about(conversationReplySignal),
    );
  }
  return current.replies;
}
