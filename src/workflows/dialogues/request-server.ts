/** Serves what other workflows want of the user: one at a time, in order, and each once. */
import { patched } from '@temporalio/workflow';
import { whatsAppFailure } from '../../common/failures.js';
import { tellReply } from '../lib/tell-reply.js';
import type {
  AskRequest,
  CancelRequest,
  ConversationReply,
  ConversationRequest,
  StartRequest,
} from '../questions/requests.js';
import { toTurn, type Turn } from '../questions/turn.js';
import type { Bot } from './memory/bot.js';
import { DialogueEnded, type DialogueChat } from './dialogue-chat.js';
import type { Dialogue } from './definition.js';

/** What the server needs of the conversation's run. */
export interface RequestHost<State> {
  readonly bot: Bot;
  findDialogue(name: string): Dialogue<State>;
  runDialogue(
    name: string,
    turn: Turn,
    body: (chat: DialogueChat<State>) => unknown,
  ): Promise<{ result?: unknown; failure?: unknown }>;
}

const takenBackPatch = 'temporal-whatsapp-taken-back';

/** The request that is served at this moment. */
interface Served<State> {
  readonly request: ConversationRequest;
  chat?: DialogueChat<State>;
  /** Whoever asked does not want to know any more. */
  isTakenBack: boolean;
}

export class RequestServer<State> {
  private readonly host: RequestHost<State>;
  private current: Served<State> | undefined;

  constructor(host: RequestHost<State>) {
    this.host = host;
  }

  /** Takes a request, or takes one back. Called by a signal handler. */
  take(request: ConversationRequest | CancelRequest): void {
    const { current } = this;
    if (request.kind === 'cancel' && current?.request.id === request.id) {
      current.isTakenBack = true;
      current.chat?.close();
    }
    this.host.bot.takeRequest(request);
  }

  async serveFirst(): Promise<void> {
    const request = this.host.bot.known.requests.shift();
    if (!request) return;
    const current: Served<State> = { request, isTakenBack: false };
    this.current = current;
    const end = await this.host.runDialogue(describeRequest(request), toTurn([]), (chat) => {
      current.chat = chat;
      // A dialogue that begins anew gets another chat.
      if (current.isTakenBack) chat.close();
      return this.carryOut(request, chat);
    });
    this.current = undefined;
    // Nobody waits for a reply, nor for the question to be asked again.
    if (current.isTakenBack && patched(takenBackPatch)) return;
    await this.reply(request, end);
  }

  /** Tells those who wait that nobody will be asked. */
  async giveUp(requests: readonly ConversationRequest[]): Promise<void> {
    for (const request of requests) {
      if (!request.replyTo) continue;
      await tellReply(request.replyTo.workflowId, toReply(request, undefined, new DialogueEnded('Forgotten')));
    }
  }

  private carryOut(request: ConversationRequest, chat: DialogueChat<State>): unknown {
    if (request.kind === 'ask') return chat.ask(request.question, request.options);
    return this.host.findDialogue(request.dialogue)(chat, request.input as never);
  }

  private async reply(
    request: ConversationRequest,
    { result, failure }: { result?: unknown; failure?: unknown },
  ): Promise<void> {
    if (failure instanceof DialogueEnded && !this.host.bot.ownership.isBot(Date.now())) {
      // Somebody took the conversation over: the question is asked again when the bot has it back.
      this.host.bot.known.requests.unshift(request);
      return;
    }
    if (!request.replyTo) return;
    await tellReply(request.replyTo.workflowId, toReply(request, result, failure));
  }
}

function describeRequest(request: ConversationRequest): string {
  return request.kind === 'start'
    ? request.dialogue
    : `question of ${request.replyTo?.workflowId ?? 'another workflow'}`;
}

function toReply(request: AskRequest | StartRequest, result: unknown, failure: unknown): ConversationReply {
  const { id } = request;
  if (failure instanceof DialogueEnded) {
    return request.kind === 'ask' ? { id, answer: { kind: 'none', why: 'ended' } } : { id };
  }
  if (failure !== undefined) {
    const known = whatsAppFailure(failure);
    const message = failure instanceof Error ? failure.message : String(failure);
    return { id, failure: known ?? { type: 'DialogueFailed', message } };
  }
  return request.kind === 'ask' ? { id, answer: result as NonNullable<ConversationReply['answer']> } : { id, result };
}
