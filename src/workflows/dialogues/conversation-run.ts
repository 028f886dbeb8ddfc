/** One run of a conversation with dialogues: hears, runs one dialogue at a time, and continues as new. */
import {
  CancellationScope,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { UserIdentity, WhatsAppEvent } from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';
import { Conversation, type ConversationCarried } from '../conversation/conversation.js';
import { Idleness } from '../conversation/conversation-workflow.js';
import { reachConversation } from '../conversation/reach-conversation.js';
import { adoptRunEvents, type RunEvents } from '../events/run-events.js';
import { whatsAppWorkflowFailure } from '../lib/failures.js';
import { WhatsAppFailureType, whatsAppFailure } from '../../common/failures.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type { ConversationHandover, ConversationMove } from '../states.js';
import type { CancelRequest, ConversationRequest } from '../questions/requests.js';
import { readMessage, toTurn, type Turn } from '../questions/turn.js';
import { Bot, type BotCarried } from './bot.js';
import type { BotState } from './bot-state.js';
import type { ChatSendOptions } from './chat.js';
import { describeConversation } from './describe-conversation.js';
import { DialogueChat, type ChatHost } from './dialogue-chat.js';
import type { ConversationDefinition, Dialogue } from './definition.js';
import { DialogueEnded, DialogueRestarted } from './endings.js';
import { findDialogue } from './find-dialogue.js';
import type { NextArrival } from './inbox.js';
import { copyState } from './memory.js';
import type { ConversationLease } from './owner.js';
import { RequestServer } from './request-server.js';
import type { ServiceWindow } from './service-window.js';
import { Speaker } from './speaker.js';
import type { SentMessage } from '../send/sent-message.js';
import type { WaitHost } from './wait.js';

/** What a run of a conversation begins with. */
export interface ConversationStart {
  phoneNumberId: string;
  userKey: string;
  movedTo?: ConversationMove | undefined;
  carried?: Partial<ConversationCarried> | undefined;
}

/** How many signals one run takes; the server refuses the 10,001st, and a long history is slow to replay. */
const signalsPerRun = 2_000;

/** A conversation that was there before tells within this time what it knows of its user. */
const aliasReplyWait = '10 seconds';

/** A dialogue that is under way. */
interface RunningDialogue<State> {
  name: string;
  chat: DialogueChat<State>;
  scope: CancellationScope;
  turn: Turn;
  events: readonly WhatsAppEvent[];
  isSuperseded: boolean;
}

export class ConversationRun<State> implements ChatHost<State> {
  readonly phoneNumberId: string;
  private readonly start: ConversationStart;
  private readonly definition: ConversationDefinition<State>;
  private readonly conversation: Conversation<Bot<State>>;
  private readonly events: RunEvents;
  private readonly speaker: Speaker<State>;
  private readonly requests: RequestServer<State>;
  private readonly repliesAwaited = new Set<string>();
  private running: RunningDialogue<State> | undefined;
  private openWait: { untilMs: number } | undefined;
  private signals = 0;
  private dialogues = 0;
  private isReaching = false;
  /** The state at the end of the latest dialogue, which a wrong one does not replace. */
  private lastState: unknown;

  constructor(definition: ConversationDefinition<State>, start: ConversationStart) {
    this.phoneNumberId = start.phoneNumberId;
    this.start = start;
    this.definition = definition;
    this.events = adoptRunEvents();
    this.conversation = new Conversation(start, Date.now(), (carried) => this.makeBot(carried));
    this.speaker = new Speaker(this, definition);
    this.requests = new RequestServer(this);
  }

  get bot(): Bot<State> {
    return this.conversation.inbox;
  }

  get user(): UserIdentity {
    return this.conversation.knownUser;
  }

  get window(): ServiceWindow {
    const openUntil = this.bot.known.windowUntilMs;
    return openUntil === undefined ? {} : { openUntil, isOpen: Date.now() < openUntil };
  }

  /** The key of the conversation that has the user by now, when it is not this one. */
  get movedTo(): string | undefined {
    return this.conversation.movedTo;
  }

  // Signals: they store, and never throw.

  takeEvents(events: WhatsAppEvent[], isPassedOn: boolean): void {
    this.signals += 1;
    for (const event of Array.isArray(events) ? events : []) {
      if (event?.kind !== 'status') continue;
      this.bot.consent.takeEvent(event, Date.now());
      this.events.statuses.take(event);
    }
    const others = Array.isArray(events) ? events.filter((event) => event?.kind !== 'status') : [];
    this.conversation.takeEvents(others, isPassedOn, Date.now());
  }

  takeMove(move: ConversationMove): void {
    this.signals += 1;
    this.repliesAwaited.delete(move?.userKey);
    this.conversation.takeMove(move, Date.now());
  }

  takeHandover(handover: ConversationHandover): void {
    this.signals += 1;
    this.repliesAwaited.delete(handover?.fromKey);
    this.conversation.takeHandover(handover, Date.now());
  }

  takeRequest(request: ConversationRequest | CancelRequest): void {
    this.signals += 1;
    if (typeof request?.id !== 'string') return;
    const { movedTo } = this.conversation;
    if (movedTo !== undefined) this.conversation.outbox.addRequest(movedTo, request);
    else this.requests.take(request);
  }

  // The main loop.

  async run(): Promise<void> {
    const idleness = new Idleness(this.conversation);
    // What cancels this loop cancels the main one, too, which reports it.
    this.reachOthers().catch(() => undefined);
    for (;;) {
      idleness.watch();
      if (this.isRunFull) return this.rollOver();
      const isOver = (): boolean => this.isRunFull || idleness.isOver || this.hasRequest;
      const next = await this.nextArrival({ fromPlace: 0, isOver, isHeld: () => !this.isSettled });
      if (next) await this.handle(next);
      else if (this.hasRequest) await this.serveRequest();
      else if (idleness.isOver && allHandlersFinished()) return;
    }
  }

  private async handle(next: NextArrival): Promise<void> {
    if ('untilMs' in next) return;
    if (!('turn' in next)) {
      await this.contain('command', new DialogueChat(this, toTurn([])), () => this.interrupt(next));
      return;
    }
    const { onMessage } = this.definition;
    if (!onMessage) return;
    await this.runDialogue(
      'onMessage',
      next.turn,
      (chat) => findDialogue('onMessage', onMessage)(chat, undefined as never),
      next.events,
    );
  }

  /** Runs a dialogue to its end. It never throws, unless the workflow is canceled. */
  async runDialogue(
    name: string,
    turn: Turn,
    body: (chat: DialogueChat<State>) => unknown,
    events: readonly WhatsAppEvent[] = [],
  ): Promise<{ result?: unknown; failure?: unknown }> {
    for (;;) {
      const chat = new DialogueChat<State>(this, turn);
      const running = { name, chat, scope: new CancellationScope(), turn, events, isSuperseded: false };
      this.running = running;
      this.bot.isBusy = true;
      const end = await this.contain(name, chat, () => this.untilSuperseded(running, body));
      chat.close();
      this.running = undefined;
      this.bot.isBusy = false;
      if (running.isSuperseded && chat.sent === 0) this.bot.inbox.putBack(events as never, Date.now());
      if (end.failure instanceof DialogueRestarted) continue;
      this.dialogues += 1;
      return end;
    }
  }

  /** A superseded dialogue is left alone: whatever it still does, nothing of it leaves. */
  private async untilSuperseded(
    running: RunningDialogue<State>,
    body: (chat: DialogueChat<State>) => unknown,
  ): Promise<unknown> {
    const work = running.scope.run(async () => body(running.chat));
    if (this.definition.turns?.supersede !== true) return work;
    work.catch(() => undefined);
    let isDone = false;
    const done = (): void => void (isDone = true);
    work.then(done, done);
    await condition(() => isDone || running.isSuperseded);
    if (!running.isSuperseded) return work;
    running.chat.close();
    running.scope.cancel();
    throw new DialogueEnded('A newer message has superseded this turn');
  }

  /** An error ends a dialogue, and not its conversation. */
  private async contain(
    name: string,
    chat: DialogueChat<State>,
    work: () => Promise<unknown>,
  ): Promise<{ result?: unknown; failure?: unknown }> {
    try {
      const result = await work();
      this.remember();
      delete this.bot.known.degraded;
      return { result };
    } catch (failure) {
      if (isCancellation(failure) && CancellationScope.current().consideredCancelled) throw failure;
      if (failure instanceof DialogueEnded || failure instanceof DialogueRestarted) {
        this.remember();
        return { failure };
      }
      await this.reportError(name, chat, failure);
      return { failure };
    }
  }

  private async reportError(name: string, chat: DialogueChat<State>, failure: unknown): Promise<void> {
    const message = failure instanceof Error ? failure.message : String(failure);
    this.bot.known.degraded = `${name}: ${message}`.slice(0, 500);
    chat.close();
    try {
      this.remember();
      await this.definition.onError?.(new DialogueChat(this, chat.turn), failure);
    } catch (error) {
      if (isCancellation(error) && CancellationScope.current().consideredCancelled) throw error;
    }
  }

  /** @throws ApplicationFailure when the state is not plain JSON, or too large; the one before is kept then */
  private remember(): void {
    const { known } = this.bot;
    try {
      this.lastState = copyState(known.state);
    } catch (error) {
      known.state = this.lastState;
      throw error;
    }
  }

  private makeBot(carried: Partial<ConversationCarried>): Bot<State> {
    const bot = new Bot<State>(this.definition, carried as BotCarried);
    bot.onArrival = () => this.supersede();
    this.lastState = copyState(bot.known.state);
    return bot;
  }

  private supersede(): void {
    const { running } = this;
    if (running && this.definition.turns?.supersede === true && !running.chat.isWaiting) running.isSuperseded = true;
  }

  // What dialogues and their chats need.

  waitHost(chat: DialogueChat<State>): WaitHost {
    const host = this;
    return {
      get nextPlace() {
        return host.bot.inbox.nextPlace;
      },
      get stops() {
        return host.bot.consent.stops;
      },
      isOptedOut: (category) => !this.bot.consent.allows(category),
      template: (reference) => this.speaker.template(reference),
      next: async ({ fromPlace, deadlineMs, isOver }) => {
        const next = await this.nextArrival({ fromPlace, deadlineMs, isOver: () => isOver() || chat.isSilent });
        if (!isOver()) chat.check();
        return next;
      },
      say: async (message, { ifWindowClosed, category }) => {
        chat.check();
        chat.sent += 1;
        return this.speaker.say(message, defined({ ifWindowClosed, category }));
      },
      interrupt: async (arrival) => {
        const isAskedAgain = await this.interrupt(arrival);
        chat.check();
        return isAskedAgain;
      },
      heard: (turn) => void (chat.turn = turn),
      opened: (_, untilMs) => void (this.openWait = { untilMs }),
      closed: (waitId) => {
        this.openWait = undefined;
        this.bot.inbox.closeWait(waitId);
      },
    };
  }

  sendToUser(message: OutboundMessage, options: ChatSendOptions): Promise<SentMessage> {
    return this.speaker.send(message, options);
  }

  async nextTurn(chat: DialogueChat<State>, deadlineMs: number): Promise<Turn | undefined> {
    for (;;) {
      const next = await this.nextArrival({ fromPlace: 0, deadlineMs, isOver: () => chat.isSilent });
      if (next === undefined || 'untilMs' in next) return undefined;
      if ('turn' in next) return next.turn;
      await this.interrupt(next);
      chat.check();
    }
  }

  whileTyping<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.speaker.whileTyping(work);
  }

  markRead(typingIndicator: boolean): Promise<void> {
    return this.speaker.markRead(typingIndicator);
  }

  giveTo(lease: ConversationLease): void {
    this.bot.ownership.give(lease);
  }

  findDialogue(name: string): Dialogue<State> {
    const dialogue = this.definition.dialogues?.[name];
    if (dialogue) return findDialogue(name, dialogue);
    const known = Object.keys(this.definition.dialogues ?? {}).join(', ') || 'none';
    const message = `The conversation ${this.definition.name} has no dialogue "${name}"; it has: ${known}`;
    throw whatsAppWorkflowFailure(WhatsAppFailureType.InvalidInput, message);
  }

  /** Carries out a command or a late tap. @returns whether a question that waits is to be asked again */
  private async interrupt(arrival: NextArrival): Promise<boolean> {
    if ('untilMs' in arrival || 'turn' in arrival) return false;
    const chat = new DialogueChat<State>(this, toTurn([readMessage(arrival.event)]));
    if (arrival.kind === 'late') {
      await this.definition.late?.(chat, arrival.tap);
      return false;
    }
    const command = this.definition.commands?.[arrival.name];
    if (!command) return false;
    if (typeof command === 'function') {
      await command(chat);
      return true;
    }
    await command.run(chat);
    return command.then !== 'wait';
  }

  /**
   * Waits for what comes next, and takes it out of the inbox.
   *
   * @returns undefined at the deadline, or when it is over
   */
  private async nextArrival({
    fromPlace,
    deadlineMs = Infinity,
    isOver,
    isHeld = () => false,
  }: ArrivalWait): Promise<NextArrival | undefined> {
    for (;;) {
      const held = isHeld();
      const next = held ? undefined : this.bot.inbox.next(Date.now(), fromPlace);
      if (next && !('untilMs' in next)) {
        this.bot.inbox.take(next);
        return next;
      }
      if (isOver() || Date.now() >= deadlineMs) return undefined;
      const untilMs = Math.min(deadlineMs, next?.untilMs ?? Infinity);
      const isNews = (): boolean => {
        if (isOver() || isHeld() !== held) return true;
        const now = held ? undefined : this.bot.inbox.next(Date.now(), fromPlace);
        return now !== undefined && (!('untilMs' in now) || now.untilMs < untilMs);
      };
      this.describe();
      if (untilMs === Infinity) await condition(isNews);
      else
        await condition(isNews, Math.max(1, untilMs - Date.now()), {
          summary: this.openWait ? 'answer' : 'end of a burst',
        });
    }
  }

  describe(): void {
    describeConversation({
      name: this.definition.name,
      bot: this.bot,
      movedTo: this.movedTo,
      dialogue: this.running?.name,
      waitsUntilMs: this.openWait?.untilMs,
    });
  }

  // Requests of other workflows.

  private get hasRequest(): boolean {
    return this.isSettled && this.bot.ownership.isBot(Date.now()) && this.bot.known.requests.length > 0;
  }

  private async serveRequest(): Promise<void> {
    await this.requests.serveFirst();
  }

  // Other conversations of the same user.

  /** Whether the conversations under the user's other ids know of this one, and have told what they know. */
  private get isSettled(): boolean {
    return (
      this.movedTo === undefined &&
      this.conversation.outbox.isEmpty &&
      !this.isReaching &&
      this.repliesAwaited.size === 0
    );
  }

  private async reachOthers(): Promise<void> {
    const { outbox } = this.conversation;
    const workflowType = workflowInfo().workflowType;
    for (;;) {
      await condition(() => !outbox.isEmpty);
      const outgoing = outbox.take();
      if (!outgoing) continue;
      this.isReaching = true;
      const how = await reachConversation(this.phoneNumberId, outgoing, workflowType);
      this.isReaching = false;
      if (outgoing.kind === 'moved' && how === 'signaled' && this.movedTo === undefined)
        await this.awaitReply(outgoing.to);
    }
  }

  private async awaitReply(key: string): Promise<void> {
    this.repliesAwaited.add(key);
    await condition(() => !this.repliesAwaited.has(key), aliasReplyWait, {
      summary: 'what another conversation knows',
    });
    this.repliesAwaited.delete(key);
  }

  // The end of a run.

  private get isRunFull(): boolean {
    if (this.isReaching || this.repliesAwaited.size > 0 || !this.conversation.outbox.isCarriable) return false;
    if (!allHandlersFinished()) return false;
    const { dialoguesPerRun = 1 } = this.definition;
    return this.dialogues >= dialoguesPerRun || this.signals >= signalsPerRun || workflowInfo().continueAsNewSuggested;
  }

  private rollOver(): Promise<never> {
    const { phoneNumberId, userKey } = this.start;
    const carried = this.conversation.state as ConversationCarried & { bot: BotState };
    return continueAsNew({ phoneNumberId, userKey, carried });
  }

  /** The failure in an error, as plain JSON. */
  static toRequestFailure(error: unknown): { type: string; message: string } {
    const failure = whatsAppFailure(error);
    const message = error instanceof Error ? error.message : String(error);
    return { type: failure?.type ?? 'DialogueFailed', message: failure?.message ?? message };
  }
}

interface ArrivalWait {
  fromPlace: number;
  deadlineMs?: number;
  isOver: () => boolean;
  isHeld?: () => boolean;
}
