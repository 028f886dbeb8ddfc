/** The chat of one dialogue that runs. It ends with its dialogue: what is called later throws. */
import type { UserIdentity, WhatsAppMessageEvent } from '../../common/events/types.js';
import { WhatsAppFailureType } from '../../common/failures.js';
import { limits } from '../../common/limits.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import { reaction } from '../../common/messages/reaction.js';
import { text, type TextMessage } from '../../common/messages/text.js';
import { defined } from '../../common/schema/defined.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import type { SentMessage } from '../send/sent-message.js';
import type { AnswerTo, NoAnswer } from '../questions/answer.js';
import type { AskOptions, Chat, ChatSendOptions, HandOverOptions, NextTurnOptions, TranscriptOptions } from './chat.js';
import { checkedDurationMs, checkQuestionForGroup, notInGroup } from './check-question.js';
import type { Bot } from './memory/bot.js';
import type { Dialogue } from './definition.js';
import type { NextTurn } from './memory/inbox.js';
import type { ConversationLease, ConversationOwner } from '../states.js';
import type { Question } from '../questions/question.js';
import type { ServiceWindow } from './memory/service-window.js';
import type { TranscriptEntry } from '../states.js';
import { toTurn, type Turn } from '../questions/turn.js';
import { Wait, type WaitHost } from './wait.js';

const defaultLease = '1 day';

/** How many messages without an answer are remembered: as many as are one turn. */
const keptUnanswered = 100;

/** The dialogue ends, and nothing is wrong: `chat.end()`, a command, or somebody took the conversation over. */
export class DialogueEnded extends Error {
  override readonly name = 'DialogueEnded';
}

/** The dialogue begins anew: `chat.restart()`. */
export class DialogueRestarted extends Error {
  override readonly name = 'DialogueRestarted';
}

/** What a chat needs of the conversation's run. */
export interface ChatHost<State> {
  readonly phoneNumberId: string;
  readonly groupId: string | undefined;
  readonly user: UserIdentity;
  readonly bot: Bot;
  readonly window: ServiceWindow;
  readonly hasLongHistory: boolean;
  waitHost(chat: DialogueChat<State>): WaitHost;
  /** Meta has told ids of the user. */
  learnUser(user: UserIdentity, conversationKeys: readonly string[]): void;
  sendToUser(message: OutboundMessage, options: ChatSendOptions): Promise<SentMessage>;
  /** The end of the wait in `nextTurn()`, while there is one. */
  nextTurnUntilMs: number | undefined;
  nextTurn(chat: DialogueChat<State>, deadlineMs: number): Promise<NextTurn | undefined>;
  whileTyping<Result>(work: () => Promise<Result>): Promise<Result>;
  markRead(typingIndicator: boolean): Promise<void>;
  giveTo(lease: ConversationLease): void;
  findDialogue(name: string): Dialogue<State>;
}

export class DialogueChat<State> implements Chat<State> {
  turn: Turn;
  /** How many messages of this dialogue have left, or may have. */
  private sent = 0;
  /** The latest messages of the user, and how many of the dialogue's had left when it heard them. */
  private heard: { events: readonly WhatsAppMessageEvent[]; sent: number };
  /** How many are on their way. */
  private sending = 0;
  /** Whether the dialogue waits for the user, so that a message is for it. */
  isWaiting = false;
  /** Whether the dialogue wanted to say more after its end. */
  wasSilenced = false;
  private isOver = false;
  private readonly host: ChatHost<State>;

  constructor(host: ChatHost<State>, turn: Turn = toTurn([]), events: readonly WhatsAppMessageEvent[] = []) {
    this.host = host;
    this.turn = turn;
    this.heard = { events, sent: 0 };
  }

  /** The user has said more. */
  hear({ turn, events }: Pick<NextTurn, 'turn' | 'events'>): void {
    this.turn = turn;
    this.heard = { events: [...this.unanswered, ...events].slice(-keptUnanswered), sent: this.sent };
  }

  /** What the user has said since something has left. */
  get unanswered(): readonly WhatsAppMessageEvent[] {
    return this.sent === this.heard.sent ? this.heard.events : [];
  }

  /** Nothing of this dialogue leaves any more. */
  close(): void {
    this.isOver = true;
  }

  /** Whether the dialogue may say nothing more. */
  get isSilent(): boolean {
    return this.isOver || this.lease !== undefined;
  }

  /** Whether something of this dialogue may be reaching the user at this moment. */
  get isSending(): boolean {
    return this.sending > 0;
  }

  get phoneNumberId(): string {
    return this.host.phoneNumberId;
  }

  get groupId(): string | undefined {
    return this.host.groupId;
  }

  get user(): UserIdentity {
    return this.groupId === undefined ? this.host.user : (this.turn.participant ?? {});
  }

  get state(): State {
    return this.host.bot.known.state as State;
  }

  set state(state: State) {
    this.host.bot.known.state = state;
  }

  get window(): ServiceWindow {
    return this.host.window;
  }

  get lease(): ConversationLease | undefined {
    return this.host.bot.ownership.lease(Date.now());
  }

  get continueAsNewSuggested(): boolean {
    return this.host.hasLongHistory;
  }

  get messageCount(): number {
    return this.host.bot.known.messageCount;
  }

  async ask<Asked extends Question, Value = string>(
    question: Asked,
    options: AskOptions<Value> = {},
  ): Promise<AnswerTo<Asked, Value> | NoAnswer> {
    this.check();
    this.refuseSecondWait('ask');
    if (this.groupId !== undefined) checkQuestionForGroup(question, options);
    const wait = new Wait(this.host.waitHost(this), question, options);
    this.isWaiting = true;
    try {
      return (await wait.run()) as AnswerTo<Asked, Value> | NoAnswer;
    } finally {
      this.isWaiting = false;
    }
  }

  async send(message: OutboundMessage | readonly TextMessage[], options: ChatSendOptions = {}): Promise<SentMessage> {
    this.check();
    const single = Array.isArray(message) ? joinTexts(message as readonly TextMessage[]) : (message as OutboundMessage);
    return this.counted(this.host.sendToUser(single, options), ({ outcome }) => outcome.kind !== 'refused');
  }

  async nextTurn({ timeout = defaultLease }: NextTurnOptions = {}): Promise<Turn | undefined> {
    this.check();
    this.refuseSecondWait('nextTurn');
    const timeoutMs = checkedDurationMs(timeout, 'nextTurn timeout');
    const deadlineMs = Date.now() + timeoutMs;
    // A command that comes meanwhile may wait, too.
    const untilMsBefore = this.host.nextTurnUntilMs;
    this.host.nextTurnUntilMs = deadlineMs;
    this.isWaiting = true;
    try {
      const next = await this.host.nextTurn(this, deadlineMs);
      if (next) this.hear(next);
      this.check();
      return next?.turn;
    } finally {
      this.host.nextTurnUntilMs = untilMsBefore;
      this.isWaiting = false;
    }
  }

  async typing<Result>(work: () => Promise<Result>): Promise<Result> {
    this.check();
    return this.groupId === undefined ? this.host.whileTyping(work) : work();
  }

  async react(emoji: string): Promise<SentMessage> {
    this.check();
    const messageId = this.host.bot.known.lastMessageId ?? '';
    return this.send(reaction(messageId, emoji));
  }

  async markRead(): Promise<void> {
    this.check();
    if (this.groupId !== undefined)
      throw notInGroup('markRead', 'does not work in a group: Meta marks none of its messages');
    await this.host.markRead(false);
  }

  handOver(to: ConversationOwner, { for: duration = defaultLease, note }: HandOverOptions = {}): void {
    this.check();
    this.host.giveTo({
      owner: to,
      untilMs: Date.now() + checkedDurationMs(duration, 'handOver for'),
      ...defined({ note }),
    });
  }

  transcript({ last }: TranscriptOptions = {}): TranscriptEntry[] {
    return this.host.bot.transcript.read(last);
  }

  async run(dialogue: string, input?: unknown): Promise<unknown> {
    this.check();
    return this.host.findDialogue(dialogue)(this, input as never);
  }

  end(): never {
    throw new DialogueEnded('The dialogue has ended');
  }

  restart(): never {
    throw new DialogueRestarted('The dialogue begins anew');
  }

  /** What the user says next can be the answer to one question alone. */
  private refuseSecondWait(call: string): void {
    if (!this.isWaiting) return;
    const message = `${call}: another question of this dialogue waits for its answer; await that one first`;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
  }

  /** Counts what is sent. A send that was canceled before it began is none. */
  async counted<Result>(sending: Promise<Result>, hasLeft: (result: Result) => boolean): Promise<Result> {
    this.sending += 1;
    try {
      const result = await sending;
      if (hasLeft(result)) this.sent += 1;
      return result;
    } finally {
      this.sending -= 1;
    }
  }

  /** @throws DialogueEnded when the dialogue is over, or somebody else has the conversation */
  check(): void {
    if (this.isOver) {
      this.wasSilenced = true;
      throw new DialogueEnded('This dialogue is over: it cannot send or ask any more');
    }
    if (this.lease) throw new DialogueEnded('Somebody else has the conversation: the bot is silent');
  }
}

function joinTexts(messages: readonly TextMessage[]): OutboundMessage {
  const body = messages.map((message) => message.text.body).join('\n\n');
  if (messages.length === 0 || [...body].length > limits.text.body) {
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.InvalidInput,
      `send: the texts must be 1 to ${limits.text.body} characters together, not ${[...body].length}`,
    );
  }
  return text(body);
}
