/**
 * A conversation with dialogues, without its workflow: takes events, and says what is to be done. It is the inbox of
 * `Conversation`, which knows the user's ids and drops what was delivered before.
 */
import type {
  WhatsAppEchoEvent,
  WhatsAppEvent,
  WhatsAppHandoverEvent,
  WhatsAppMessageEvent,
} from '../../../common/events/types.js';
import { asText, isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import { EventDedupe, type EventDedupeState, idsWithTimes } from '../../events/event-dedupe.js';
import { eventKey } from '../../events/event-key.js';
import type { ConversationHandover } from '../../states.js';
import { readBotState, type BotState } from './bot-state.js';
import { Consent, type ConsentWords } from './consent.js';
import { Inbox, type InboxSettings } from './inbox.js';
import { jsonBytes } from '../../../common/json-bytes.js';
import { copyState } from './copy-state.js';
import { Ownership } from './owner.js';
import type { CancelRequest, ConversationRequest } from '../../questions/requests.js';
import { extendWindow } from './service-window.js';
import { Transcript } from './transcript.js';
import { nameParticipant } from '../../questions/participant.js';
import { readWireId } from '../../questions/question.js';
import { readMessage, type IncomingMessage } from '../../questions/turn.js';

/** What a conversation with dialogues hands on. */
export interface BotCarried {
  /** Keys of events that were seen. */
  seen?: EventDedupeState;
  /** How many messages of the user have come. */
  messagesReceived?: number;
  bot?: BotState;
}

/** How many ids of requests are remembered. */
const keptRequestIds = 500;

/** Message types that say nothing which a dialogue could hear. */
const silentTypes: ReadonlySet<string | undefined> = new Set(['reaction', 'system', 'edit', 'revoke']);

/** What a definition says about what is remembered. */
export interface BotSettings extends InboxSettings {
  /** What the dialogues remember at the beginning. */
  initialState: unknown;
  consentWords: ConsentWords | undefined;
  keepsTranscript: boolean;
  /** How long a message from the phone app gives the conversation to a person. @default it does not */
  phoneAppLeaseMs: number | undefined;
  /** Whether an event is of a group, where no word opts out or in. @default none is */
  isOfGroup?: (event: WhatsAppMessageEvent) => boolean;
}

export class Bot {
  readonly inbox: Inbox;
  readonly consent: Consent;
  readonly ownership: Ownership;
  readonly transcript: Transcript;
  readonly known: BotState;
  /** Set while a dialogue runs: the user must not be given to another conversation then. */
  isBusy = false;
  /** One line for Temporal UI. The run describes itself in more detail. */
  describe(): string {
    return `${this.messagesReceived} messages received.`;
  }

  /** Called for each message that a dialogue may hear. */
  onArrival: (event: WhatsAppMessageEvent) => void = () => undefined;
  private dedupe: EventDedupe;
  private messagesReceived: number;
  private readonly settings: BotSettings;

  constructor(settings: BotSettings, { seen, messagesReceived = 0, bot }: BotCarried = {}) {
    this.settings = settings;
    this.known = readBotState(bot);
    if (bot === undefined && settings.initialState !== undefined) this.known.state = copyState(settings.initialState);
    this.dedupe = new EventDedupe(seen);
    this.messagesReceived = messagesReceived;
    this.inbox = new Inbox(settings, this.known.inbox);
    this.consent = new Consent(this.known.consent, settings.consentWords);
    this.ownership = new Ownership(this.known.lease);
    this.transcript = new Transcript(this.known.transcript, settings.keepsTranscript);
  }

  /** Takes an event. @returns whether it is new */
  add(event: WhatsAppEvent, nowMs: number): boolean {
    if (!this.dedupe.accept(event, nowMs)) return false;
    this.consent.takeEvent(event, nowMs);
    if (event.kind === 'message') this.takeMessage(event, nowMs);
    if (event.kind === 'handover') this.takeThread(event, nowMs);
    if (event.kind === 'echo') this.takeEcho(event, nowMs);
    return true;
  }

  /** Takes over what a conversation of the same user under another id has left. */
  merge(given: ConversationHandover): void {
    this.dedupe.merge(idsWithTimes(given.seen));
    this.messagesReceived += Number(given.messagesReceived) || 0;
    const older = readBotState(given.bot);
    const { known } = this;
    if (!this.isUntouched(older.state)) known.state = older.state;
    known.messageCount += older.messageCount;
    const windowUntilMs = Math.max(known.windowUntilMs ?? 0, Number(older.windowUntilMs) || 0);
    if (windowUntilMs > 0) known.windowUntilMs = windowUntilMs;
    known.requests.unshift(...older.requests);
    known.takenRequests.unshift(...older.takenRequests);
    this.transcript.merge(older.transcript);
    this.consent.merge(older.consent);
    if (older.lease && !this.ownership.state) this.ownership.give(older.lease);
    this.inbox.merge(older.inbox);
  }

  /** Whether an event answers a question that was not asked here. */
  isStrangeTap(event: WhatsAppEvent): boolean {
    return event.kind === 'message' && this.inbox.isStrangeTap(event);
  }

  /** Gives away such taps. One that is strange to everybody comes back, and is new then. */
  takeStrangeTaps(): WhatsAppEvent[] {
    const taps = this.inbox.takeStrangeTaps();
    const given = new Set(taps.map(eventKey));
    if (given.size > 0) this.dedupe = new EventDedupe(this.dedupe.state.filter(([key]) => !given.has(key)));
    this.messagesReceived -= taps.length;
    return taps;
  }

  /** Takes what another workflow wants. One that was taken before changes nothing. */
  takeRequest(request: ConversationRequest | CancelRequest): void {
    const { known } = this;
    if (request.kind === 'cancel') {
      known.requests = known.requests.filter(({ id }) => id !== request.id);
      return;
    }
    if (known.takenRequests.includes(request.id)) return;
    known.takenRequests = [...known.takenRequests, request.id].slice(-keptRequestIds);
    known.requests.push(request);
    if (request.address) known.address ??= request.address;
  }

  get state(): BotCarried & { messages: []; seen: EventDedupeState; messagesReceived: number } {
    const bot: BotState = {
      ...this.known,
      inbox: this.inbox.state,
      transcript: this.transcript.state,
      consent: this.consent.state,
    };
    delete bot.lease;
    Object.assign(bot, defined({ lease: this.ownership.state }));
    return { seen: this.dedupe.state, messages: [], messagesReceived: this.messagesReceived, bot };
  }

  /** Forgets what waits, and what the dialogues remember. */
  forget(): void {
    this.inbox.clear();
    this.known.requests = [];
    const { initialState } = this.settings;
    if (initialState === undefined) delete this.known.state;
    else this.known.state = copyState(initialState);
  }

  /** How many bytes wait to be carried over: what is not bounded by itself. */
  get waitingBytes(): number {
    const { requests } = this.known;
    return this.inbox.waitingBytes + (requests.length === 0 ? 0 : jsonBytes(requests));
  }

  get summary(): { messages: []; messagesReceived: number } {
    return { messages: [], messagesReceived: this.messagesReceived };
  }

  /** A conversation in which no dialogue has remembered anything has nothing to tell, even when it is the older one. */
  private isUntouched(state: unknown): boolean {
    return state === undefined || JSON.stringify(state) === JSON.stringify(this.settings.initialState);
  }

  private takeMessage(event: WhatsAppMessageEvent, nowMs: number): void {
    const message = readMessage(event);
    this.messagesReceived += 1;
    const writtenAtMs = Math.min(message.timestampMs, nowMs);
    this.known.windowUntilMs = extendWindow(this.known.windowUntilMs, writtenAtMs);
    if (event.type === 'edit') return this.takeEdit(event, writtenAtMs);
    if (event.type === 'revoke') return this.takeRevoke(event);
    if (silentTypes.has(event.type)) return;
    if (message.messageId !== undefined) this.known.lastMessageId = message.messageId;
    const { participant } = message;
    this.transcript.add('user', message.text || `[${message.type}]`, message.messageId, nameParticipant(participant));
    // Also what Meta's agent answers can be a STOP.
    const isConsentWord = this.takeConsentWord(event, message, writtenAtMs);
    if (event.field === 'standby') return this.giveToMetaAgent(nowMs);
    if (isConsentWord) return;
    // Whoever has the conversation reads the message elsewhere.
    if (!this.ownership.isBot(nowMs)) return;
    this.inbox.put(event, nowMs);
    this.onArrival(event);
  }

  /** @returns whether it is a word that no dialogue hears */
  private takeConsentWord(event: WhatsAppMessageEvent, message: IncomingMessage, writtenAtMs: number): boolean {
    const words = listConsentWords(message);
    if (words.length === 0 || this.settings.isOfGroup?.(event) === true) return false;
    const isCommand = this.settings.commands.some(({ name }) => /^(stop|start)$/i.test(name));
    return words.some((word) => this.consent.takeWord(word, writtenAtMs) !== undefined) && !isCommand;
  }

  /** What a message says now counts, and consent also when the message was heard before. */
  private takeEdit(event: WhatsAppMessageEvent, writtenAtMs: number): void {
    const { originalMessageId, raw } = event;
    const edited = (raw as { edit?: { message?: Record<string, unknown> } }).edit?.message;
    if (typeof edited !== 'object' || edited === null) return;
    const type = asText(edited['type']) ?? (isRecord(edited['text']) ? 'text' : undefined);
    const message = readMessage({ kind: 'message', raw: edited, receivedAtMs: 0, user: {}, ...defined({ type }) });
    const isConsentWord = this.takeConsentWord(event, message, writtenAtMs);
    this.inbox.change(originalMessageId, isConsentWord ? undefined : edited);
    this.transcript.change(originalMessageId, message.text);
  }

  private takeRevoke({ originalMessageId }: WhatsAppMessageEvent): void {
    this.inbox.change(originalMessageId);
    this.transcript.change(originalMessageId, undefined);
  }

  /** A person answered from the phone app, or Meta's agent did while it has the thread. */
  private takeEcho(event: WhatsAppEchoEvent, nowMs: number): void {
    const { text } = readMessage(event as unknown as WhatsAppMessageEvent);
    if (text !== '') this.transcript.add('assistant', text);
    if (event.field === 'standby') return this.giveToMetaAgent(nowMs);
    const { phoneAppLeaseMs } = this.settings;
    if (phoneAppLeaseMs === undefined) return;
    const untilMs = nowMs + phoneAppLeaseMs;
    const lease = this.ownership.lease(nowMs);
    // A person who has it for longer keeps it.
    if (lease && lease.owner !== 'meta-agent' && lease.untilMs >= untilMs) return;
    this.ownership.give({ owner: 'human', untilMs, note: 'from the phone app' });
  }

  /** Meta tells the new owner of a thread, and the one before. */
  private takeThread({ event, newOwner }: WhatsAppHandoverEvent, nowMs: number): void {
    if (newOwner === 'ai_agent' || event === 'control_taken') return this.giveToMetaAgent(nowMs);
    if (this.ownership.lease(nowMs)?.owner === 'meta-agent') this.ownership.takeBack();
  }

  /** A message of ours would take the thread from Meta's agent, which has it as long as such messages come. */
  private giveToMetaAgent(nowMs: number): void {
    this.ownership.give({ owner: 'meta-agent', untilMs: nowMs + metaAgentLeaseMs });
  }
}

/** How long Meta's agent has the thread after a message that it handles. */
const metaAgentLeaseMs = 24 * 60 * 60 * 1000;

/** What of a message may opt out or in: a text, or a quick reply of a template that was no question of a dialogue. */
function listConsentWords({ type, text, tap }: IncomingMessage): string[] {
  if (type === 'text') return [text];
  return type === 'button' && tap && readWireId(tap.id) === undefined ? [tap.title, tap.id] : [];
}
