/**
 * One of the conversations that a user with several ids can have, and how they become one. No Temporal in here: signals go in, and
 * what is to be signalled to others comes out by the outbox.
 *
 * A conversation is active, or it points to another one. Each pointer knows since when; as a later one replaces an earlier
 * one and never the other way round, the pointers cannot form a circle, and whoever is told two things at once ends up with the
 * same one. A pointer that is told of another conversation only turns to that one: the two others may be different people,
 * when a phone number has got a new owner.
 *
 * An event enters by one conversation, always the same, and is dropped there when it comes again. From there on it is passed on by
 * signals, each of which arrives once; so it is handled once, wherever conversations move meanwhile.
 */
import type { UserIdentity, WhatsAppEvent } from '../../common/events/types.js';
import { isUsableId } from '../../common/workflow-ids.js';
import type { ConversationHandover, ConversationMove, ConversationState } from '../states.js';
import { EventDedupe, type EventDedupeState } from '../events/event-dedupe.js';
import { Mailbox, type MailboxState } from './mailbox.js';
import { Outbox, type Outgoing } from './outbox.js';
import { isUserEvent, mergeUser, movedUser, type UserEvent } from './user-identity.js';

const dayMs = 24 * 60 * 60 * 1000;

/** How long a pointer stays without events. */
export const pointerIdleMs = 30 * dayMs;

/** Claims are renewed a day before the pointer ends that they made. */
const claimedMs = 29 * dayMs;

/** A user has four ids, and changes them rarely. */
const keptClaims = 50;

/** What crosses from run to run. */
export interface ConversationCarried extends MailboxState {
  user: UserIdentity;
  place: ConversationMove;
  claimed: [userKey: string, atMs: number][];
  entered: EventDedupeState;
  outbox: Outgoing[];
  lastSignalMs: number;
}

export interface ConversationStart {
  userKey: string;
  /** Starts as a pointer. */
  movedTo?: ConversationMove | undefined;
  carried?: Partial<ConversationCarried> | undefined;
}

export class MovingConversation {
  readonly outbox: Outbox;
  /** When the last signal came, or the conversation began. */
  lastSignalMs: number;
  private readonly userKey: string;
  private mailbox: Mailbox;
  private user: UserIdentity;
  /** Where the user is: here, or at the conversation that this one points to. */
  private place: ConversationMove;
  private claimed: Map<string, number>;
  /** What was passed on, or handled before this conversation handed over: not for another time, when it comes from outside. */
  private readonly entered: EventDedupe;

  constructor({ userKey, movedTo, carried = {} }: ConversationStart, nowMs: number) {
    this.userKey = userKey;
    this.mailbox = new Mailbox(carried);
    this.user = carried.user ?? {};
    this.place = carried.place ?? { userKey, atMs: 0 };
    this.claimed = new Map(carried.claimed);
    this.entered = new EventDedupe(carried.entered);
    this.outbox = new Outbox(carried.outbox);
    this.lastSignalMs = carried.lastSignalMs ?? nowMs;
    const pointer = carried.place === undefined ? toMove(movedTo, nowMs) : undefined;
    if (pointer) this.place = pointer;
  }

  /**
   * Events from the receiver, or passed on by a conversation that points to this one.
   *
   * Like the other two it is a signal handler: it does not throw, whatever was signalled.
   */
  takeEvents(events: WhatsAppEvent[], isPassedOn: boolean, nowMs: number): void {
    this.lastSignalMs = nowMs;
    if (!Array.isArray(events)) return;
    const onward: WhatsAppEvent[] = [];
    for (const event of events) {
      if (!isPassedOn && this.entered.has(event)) continue;
      if (this.isActive) this.handle(event, nowMs);
      else if (isPassedOn || this.entered.accept(event, nowMs)) onward.push(event);
    }
    if (onward.length > 0) this.outbox.addEvents(this.place.userKey, onward);
  }

  /** The user of this conversation is at another one. */
  takeMove(given: ConversationMove, nowMs: number): void {
    this.lastSignalMs = nowMs;
    const move = toMove(given, nowMs);
    if (!move || move.userKey === this.userKey) return;
    if (!this.isActive) {
      if (isLater(move, this.place)) this.place = move;
    } else if (isLater(move, this.place)) {
      this.moveTo(move);
    } else {
      // Both say that the user is theirs; this one has said it later, and the other may not know.
      this.outbox.addMove(move.userKey, this.place);
    }
  }

  /** What a conversation knew whose user is here now. */
  takeHandover(given: ConversationHandover, nowMs: number): void {
    this.lastSignalMs = nowMs;
    const { fromKey, atMs } = given ?? {};
    const here = toMove({ userKey: this.userKey, atMs }, nowMs);
    if (!here || !isUsableId(fromKey)) return;
    if (!this.isActive && !isLater(here, this.place)) {
      this.outbox.addHandover(this.place.userKey, { ...given, atMs: this.place.atMs });
      return;
    }
    if (isLater(here, this.place)) this.place = here;
    this.mailbox.merge(given);
    this.user = mergeUser(mergeUser({}, given.user), this.user);
    this.noteClaim(fromKey, nowMs);
  }

  /** Set while this conversation points to another one. */
  get movedTo(): string | undefined {
    return this.isActive ? undefined : this.place.userKey;
  }

  get summary(): Omit<ConversationState, 'phoneNumberId'> {
    const { userKey, user, movedTo } = this;
    return { userKey, user, ...(movedTo !== undefined && { movedTo }), ...this.mailbox.summary };
  }

  get state(): ConversationCarried {
    const { user, place, lastSignalMs } = this;
    const lists = { claimed: [...this.claimed], entered: this.entered.state, outbox: this.outbox.state };
    return { ...this.mailbox.state, user, place, lastSignalMs, ...lists };
  }

  /** One line for Temporal UI; no content, which may be personal. */
  describe(): string {
    if (this.isActive) return this.mailbox.describe();
    return 'The user has another id by now: what still comes here is passed on to the conversation under that one.';
  }

  private get isActive(): boolean {
    return this.place.userKey === this.userKey;
  }

  private handle(event: WhatsAppEvent, nowMs: number): void {
    if (!this.mailbox.add(event, nowMs) || !isUserEvent(event)) return;
    this.user = mergeUser(this.user, event.user);
    const movedTo = event.kind === 'message' && isUsableId(event.movedToKey) ? event.movedToKey : undefined;
    for (const key of keysOf(event)) if (key !== movedTo) this.claim(key, event, nowMs);
    if (event.kind !== 'message' || movedTo === undefined || movedTo === this.userKey) return;
    this.user = movedUser(this.user, event);
    // One that is only about another key of this user, such as a phone number beside the user id, changes that key.
    const keys = keysOf(event);
    if (keys.length > 0 && !keys.includes(this.userKey)) this.claim(movedTo, event, nowMs);
    else this.moveTo({ userKey: movedTo, atMs: this.nextMs(event, nowMs) });
  }

  /** Has the conversation under another key of this user point here. */
  private claim(key: string, event: UserEvent, nowMs: number): void {
    if (key === this.userKey || (this.claimed.get(key) ?? -Infinity) > nowMs - claimedMs) return;
    this.place = { userKey: this.userKey, atMs: this.nextMs(event, nowMs) };
    this.noteClaim(key, nowMs);
    this.outbox.addMove(key, this.place);
  }

  private noteClaim(key: string, atMs: number): void {
    if (key === this.userKey) return;
    this.claimed.delete(key);
    this.claimed.set(key, atMs);
    for (const oldest of this.claimed.keys()) {
      if (this.claimed.size <= keptClaims) return;
      this.claimed.delete(oldest);
    }
  }

  private moveTo(move: ConversationMove): void {
    const { userKey: fromKey, user, mailbox } = this;
    this.place = move;
    this.entered.merge(mailbox.state.seen);
    // Not its claims: the other one claims what its events name, so that those pointers lead straight there.
    this.outbox.addHandover(move.userKey, { fromKey, atMs: move.atMs, user, ...mailbox.state });
    this.mailbox = new Mailbox();
    this.user = {};
    this.claimed = new Map();
  }

  /**
   * When the event happened, as conversations hear of changes in another order; but later than all that is known here, also
   * when a clock is wrong.
   */
  private nextMs(event: UserEvent, nowMs: number): number {
    return Math.max(Math.min(happenedAtMs(event, nowMs), nowMs), this.place.atMs + 1);
  }
}

function isLater(one: ConversationMove, other: ConversationMove): boolean {
  return one.atMs === other.atMs ? one.userKey > other.userKey : one.atMs > other.atMs;
}

function keysOf({ conversationKeys: keys }: UserEvent): string[] {
  return Array.isArray(keys) ? keys.filter(isUsableId) : [];
}

/** By Meta's clock, in whole seconds, else by the receiver's. */
function happenedAtMs({ timestamp, receivedAtMs }: UserEvent, nowMs: number): number {
  return Number(timestamp) * 1000 || Number(receivedAtMs) || nowMs;
}

function toMove(given: ConversationMove | undefined, nowMs: number): ConversationMove | undefined {
  const { userKey, atMs } = given ?? {};
  if (!isUsableId(userKey)) return undefined;
  return { userKey, atMs: typeof atMs === 'number' && Number.isFinite(atMs) ? atMs : nowMs };
}
