/** One run of a conversation with dialogues: hears, runs one dialogue at a time, and continues as new. */
import { allHandlersFinished, continueAsNew, patched } from '@temporalio/workflow';
import type { UserIdentity, WhatsAppEvent, WhatsAppMessageEvent } from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';
import type { ConversationCarried } from '../conversation/carried.js';
import { Conversation } from '../conversation/conversation.js';
import { Idleness } from '../conversation/idleness.js';
import { peoplePatch } from '../conversation/known-user.js';
import { adoptRunEvents, type RunEvents } from '../events/run-events.js';
import { isRunFull } from '../lib/run-size.js';
import type { OutboundMessage } from '../../common/messages/outbound-message.js';
import type {
  ConversationHandover,
  ConversationLease,
  ConversationMove,
  ConversationState,
  TapRoute,
} from '../states.js';
import type { CancelRequest, ConversationRequest } from '../questions/requests.js';
import type { Turn } from '../questions/turn.js';
import { Bot, type BotCarried } from './memory/bot.js';
import type { BotState } from './memory/bot-state.js';
import type { ChatSendOptions } from './chat.js';
import { describeConversation, type ConversationView } from './reports/describe-conversation.js';
import { readDialoguesState } from './reports/dialogues-state.js';
import type { ChatHost, DialogueChat } from './dialogue-chat.js';
import { toBotSettings } from './bot-settings.js';
import { findDialogue, findNamedDialogue, type ConversationDefinition, type Dialogue } from './definition.js';
import { DialogueRunner, type DialogueEnd } from './dialogue-runner.js';
import { ContentStore, isStored } from './memory/content-store.js';
import { divideHandover } from './memory/handover-parts.js';
import { InboundMedia, type MediaHost } from './memory/inbound-media.js';
import type { NextArrival, NextTurn } from './memory/inbox.js';
import { nextArrival, TaskBreaks, type ArrivalWait } from './next-arrival.js';
import { OtherConversations } from '../conversation/other-conversations.js';
import { ConsentReport, type ReportingHost } from './reports/consent-report.js';
import { showsOtherOwner, updateSearchAttributes } from './reports/search-attributes.js';
import { RequestServer } from './request-server.js';
import type { ServiceWindow } from './memory/service-window.js';
import { Speaker } from './speaker.js';
import type { SentMessage } from '../send/sent-message.js';
import { waitHost } from './wait-host.js';
import type { WaitHost } from './wait.js';

/** What a run of a conversation begins with. */
export interface ConversationStart {
  phoneNumberId: string;
  userKey: string;
  groupId?: string | undefined;
  movedTo?: ConversationMove | undefined;
  carried?: Partial<ConversationCarried> | undefined;
}

const groupConsentPatch = 'temporal-whatsapp-group-consent';

/** How many bytes of what waits can be carried over. The rest of the state takes up to 800 KB. */
const carriableBytes = 1_000_000;

export class ConversationRun<State> implements ChatHost<State>, ReportingHost, MediaHost {
  readonly phoneNumberId: string;
  /** The end of the wait in `nextTurn()`, in Unix milliseconds, while there is one. */
  nextTurnUntilMs: number | undefined;
  openWait: { untilMs: number } | undefined;
  private readonly start: ConversationStart;
  private readonly definition: ConversationDefinition<State>;
  private readonly conversation: Conversation<Bot>;
  private readonly events: RunEvents;
  readonly speaker: Speaker<State>;
  private readonly requests: RequestServer<State>;
  private readonly others: OtherConversations;
  readonly runner: DialogueRunner<State>;
  private readonly taskBreaks = new TaskBreaks();
  private readonly consentReport: ConsentReport;
  private readonly contents = new ContentStore();
  private readonly files: InboundMedia;
  private signals = 0;

  constructor(definition: ConversationDefinition<State>, start: ConversationStart) {
    this.phoneNumberId = start.phoneNumberId;
    this.start = start;
    this.definition = definition;
    this.events = adoptRunEvents();
    this.conversation = new Conversation(start, Date.now(), (carried) => this.makeBot(carried));
    this.conversation.tellsPeopleApart = () => patched(peoplePatch);
    this.runner = new DialogueRunner(this, definition);
    this.others = new OtherConversations(start.phoneNumberId, this.conversation, (outgoing) =>
      divideHandover(outgoing, this.contents),
    );
    this.speaker = new Speaker(this, definition);
    this.requests = new RequestServer(this);
    this.files = new InboundMedia(this, definition.storeMedia ?? false);
    this.consentReport = new ConsentReport(this, definition.consent?.store === true);
  }

  get bot(): Bot {
    return this.conversation.inbox;
  }

  get user(): UserIdentity {
    return this.conversation.knownUser;
  }

  /** The group, when the conversation is one of a group. */
  get groupId(): string | undefined {
    return this.start.groupId;
  }

  get window(): ServiceWindow {
    const openUntil = this.bot.known.windowUntilMs;
    return openUntil === undefined ? {} : { openUntil, isOpen: Date.now() < openUntil };
  }

  get hasLongHistory(): boolean {
    return isRunFull(this.signals);
  }

  /** The key of the conversation that has the user by now, when it is not this one. */
  get movedTo(): string | undefined {
    return this.conversation.movedTo;
  }

  // Signals: they store, and never throw.

  takeEvents(events: WhatsAppEvent[], isPassedOn: boolean, route?: TapRoute): void {
    this.signals += 1;
    for (const event of Array.isArray(events) ? events : []) {
      if (event?.kind !== 'status') continue;
      if (!this.isOfGroup(event)) this.bot.consent.takeEvent(event, Date.now());
      this.events.statuses.take(event);
    }
    const others = Array.isArray(events) ? events.filter((event) => event?.kind !== 'status') : [];
    this.conversation.takeEvents(others, isPassedOn, Date.now(), route);
  }

  takeMove(move: ConversationMove): void {
    this.signals += 1;
    this.others.takeMove(move);
    this.conversation.takeMove(move, Date.now());
  }

  takeHandover(handover: ConversationHandover): void {
    this.signals += 1;
    this.others.takeHandover(handover);
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
    this.others.reachWhenNeeded();
    this.consentReport.start();
    this.files.start();
    for (;;) {
      idleness.watch();
      this.conversation.yieldWhenIdle();
      if (this.isRunEnding && this.bot.inbox.hasLarge) await this.contents.store(this.bot.inbox.largeArrivals);
      if (this.isRunFull) return this.rollOver();
      const isOver = (): boolean => this.isRunFull || idleness.isOver || this.hasRequest;
      const next = await this.nextArrival({
        fromPlace: 0,
        deadlineMs: () => this.endOfLeaseMs,
        isOver,
        isHeld: () => !this.others.areSettled,
      });
      if (next) await this.handle(next);
      else if (this.hasRequest) await this.requests.serveFirst();
      else if (idleness.isOver && allHandlersFinished()) return;
    }
  }

  private async handle(next: NextArrival): Promise<void> {
    if ('untilMs' in next) return;
    if (!('turn' in next)) {
      await this.runner.runBetween('command', () => this.runner.interrupt(next));
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

  runDialogue(
    name: string,
    turn: Turn,
    body: (chat: DialogueChat<State>) => unknown,
    events: readonly WhatsAppMessageEvent[] = [],
  ): Promise<DialogueEnd> {
    return this.runner.run({ name, turn, body, events });
  }

  private makeBot(carried: Partial<ConversationCarried>): Bot {
    const settings = toBotSettings(this.definition, this.groupId !== undefined);
    const bot = new Bot({ ...settings, isOfGroup: (event) => this.isOfGroup(event) }, carried as BotCarried);
    bot.onArrival = (event) => this.runner.supersede(event);
    bot.inbox.isAwaited = (event) => this.files.awaits(event);
    bot.inbox.mayBeClaimed = () => this.others.mayClaim;
    return bot;
  }

  /** What is said or comes in a group is no consent of a user's. A run that went on before goes on as it did. */
  private isOfGroup({ groupId }: { groupId?: unknown }): boolean {
    return this.groupId !== undefined || (groupId !== undefined && patched(groupConsentPatch));
  }

  // What dialogues and their chats need.

  waitHost(chat: DialogueChat<State>): WaitHost {
    return waitHost(this, chat);
  }

  learnUser(user: UserIdentity, conversationKeys: readonly string[]): void {
    this.conversation.learnUser(user, conversationKeys, Date.now());
  }

  sendToUser(message: OutboundMessage, options: ChatSendOptions): Promise<SentMessage> {
    return this.speaker.send(message, options);
  }

  async nextTurn(chat: DialogueChat<State>, deadlineMs: number): Promise<NextTurn | undefined> {
    const isOver = (): boolean => chat.isSilent;
    for (;;) {
      const next = await this.nextArrival({ fromPlace: 0, deadlineMs: () => deadlineMs, isOver, isHeld: isOver });
      if (next === undefined || 'untilMs' in next) return undefined;
      if ('turn' in next) return next;
      await this.runner.interrupt(next);
      chat.check();
    }
  }

  whileTyping<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.speaker.whileTyping(work);
  }

  markRead(typingIndicator: boolean): Promise<void> {
    return this.speaker.markRead(typingIndicator);
  }

  /** What no dialogue has heard yet is read by whoever has the conversation now. */
  giveTo(lease: ConversationLease): void {
    this.bot.ownership.give(lease);
    if (lease.owner !== 'bot') this.bot.inbox.clear();
  }

  findDialogue(name: string): Dialogue<State> {
    return findNamedDialogue(this.definition, name);
  }

  /** Waits for what comes next. @returns undefined at the deadline, or when it is over */
  async nextArrival(wait: ArrivalWait): Promise<NextArrival | undefined> {
    const next = await nextArrival(
      () => this.bot.inbox,
      wait,
      () => this.describe(),
    );
    const pause = next && this.taskBreaks.afterMany();
    if (pause) await pause;
    return next && isStored(next) ? this.contents.load(next) : next;
  }

  endDialogue(): void {
    this.runner.end();
  }

  async forget(): Promise<void> {
    const { requests } = this.bot.known;
    this.bot.forget();
    await this.requests.giveUp(requests);
  }

  get publicState(): ConversationState {
    const { phoneNumberId, groupId, conversation } = this;
    return {
      phoneNumberId,
      ...defined({ groupId }),
      ...conversation.summary,
      dialogues: readDialoguesState(this.view),
    };
  }

  private get view(): ConversationView {
    const { definition, bot, movedTo, runner, openWait, nextTurnUntilMs } = this;
    const waitsUntilMs = openWait?.untilMs;
    return { name: definition.name, bot, movedTo, dialogue: runner.name, waitsUntilMs, nextTurnUntilMs };
  }

  describe(): void {
    const { view } = this;
    describeConversation(view);
    if (this.definition.searchAttributes === true) updateSearchAttributes(this.phoneNumberId, view);
  }

  // Requests of other workflows.

  private get hasRequest(): boolean {
    return this.others.areSettled && this.bot.ownership.isBot(Date.now()) && this.bot.known.requests.length > 0;
  }

  /** The end of a lease that somebody waits for: requests of other workflows, or whoever searches by owner. */
  private get endOfLeaseMs(): number {
    const lease = this.bot.ownership.lease(Date.now());
    if (!lease) return Infinity;
    const isAwaited =
      this.bot.known.requests.length > 0 || (this.definition.searchAttributes === true && showsOtherOwner());
    return isAwaited ? lease.untilMs : Infinity;
  }

  // The end of a run.

  private get isRunEnding(): boolean {
    return this.runner.ended >= (this.definition.dialoguesPerRun ?? 1) || this.hasLongHistory;
  }

  /** Files that come now are left to the next run, which follows when those that are on their way have come. */
  get isAboutToEnd(): boolean {
    return !this.bot.isBusy && this.isRunWorkedOff;
  }

  private get isRunFull(): boolean {
    return this.isRunWorkedOff && !this.files.holdsRun;
  }

  private get isRunWorkedOff(): boolean {
    if (!this.isRunEnding) return false;
    // What waits is worked off first, when it is more than can be carried over.
    const isSettled = this.others.areReached && allHandlersFinished() && this.bot.waitingBytes <= carriableBytes;
    return isSettled && !this.consentReport.holdsRun;
  }

  private rollOver(): Promise<never> {
    const { phoneNumberId, userKey, groupId } = this.start;
    // A turn that was superseded may still change the state.
    this.runner.keepState();
    const carried = this.conversation.state as ConversationCarried & { bot: BotState };
    return continueAsNew({ phoneNumberId, userKey, ...defined({ groupId }), carried });
  }
}
