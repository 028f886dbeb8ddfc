/**
 * One of the conversations that a user with several ids can have, and how they become one. Nothing in here is
 * Temporal's. Signals go in, and the outbox holds what is to be signaled to others.
 *
 * A conversation is canonical, or it is an alias of another one. Each alias knows since when. A later target replaces
 * an earlier one and never the reverse, so aliases cannot form a circle. For the same reason two targets, told in any
 * order, lead to the same end. An alias that hears of a new target only redirects to it. It does not merge the old and
 * the new target: a phone number can get a new owner, and then they are two people.
 *
 * An event enters by one conversation, always the same, which drops it when it comes again. Signals pass it on from
 * there, and each signal arrives once. So an event is handled once, wherever conversations move meanwhile.
 */
import { defined } from '../../common/schema/defined.js';
import type { UserIdentity, WhatsAppEvent } from '../../common/events/types.js';
import { isUsableId } from '../../common/ids/workflow-ids.js';
import type { ConversationHandover, ConversationMove, ConversationState, TapRoute } from '../states.js';
import { EventDedupe } from '../events/event-dedupe.js';
import type { ConversationCarried, ConversationStart } from './carried.js';
import type { ConversationInbox } from './conversation-inbox.js';
import { BusyPeers, readRoute } from './busy-peers.js';
import { usableKeys } from './kept-message.js';
import { areTwoPeople, KnownUser, personIn, type Person } from './known-user.js';
import { Mailbox } from './mailbox.js';
import { emptyHandover, isLater, movedAway, readHandover, readMove, returned, toPlace } from './moves.js';
import { Outbox } from './outbox.js';
import { happenedAtMs, isUserEvent } from './user-identity.js';

const dayMs = 24 * 60 * 60 * 1000;

/** How long an alias stays without events. */
export const aliasIdleMs = 30 * dayMs;

/** How long an alias counts as told. It is told again a day before it would end. */
const toldMs = 29 * dayMs;

/** A user has four ids, and changes them rarely. */
const keptAliases = 50;

export class Conversation<Inbox extends ConversationInbox = Mailbox> {
  readonly outbox: Outbox;
  /** Whether what is of somebody else stays out. A run that began without that goes on as it did. */
  tellsPeopleApart: () => boolean = () => true;
  /** The time of the last signal, or of the start. */
  lastSignalMs: number;
  private readonly userKey: string;
  private readonly makeInbox: (carried: Partial<ConversationCarried>) => Inbox;
  private current: Inbox;
  private user: KnownUser;
  /** The conversation that has the user: this one, or the one that this is an alias of. */
  private canonical: ConversationMove;
  /** The keys whose conversations are aliases of this one, with the times at which they were told. */
  private aliases: Map<string, number>;
  private yieldsTo: ConversationMove | undefined;
  /** All others in which something is under way. Each is told once: three would go on telling each other. */
  private readonly busyPeers: BusyPeers;
  /** Events that were passed on, or handled before the handover. They are dropped when they come from outside again. */
  private readonly entered: EventDedupe;

  /** @param makeInbox gets what the run before has left, and nothing when the user has moved away. */
  constructor(
    { userKey, movedTo, carried = {} }: ConversationStart,
    nowMs: number,
    makeInbox: (carried: Partial<ConversationCarried>) => Inbox,
  ) {
    this.userKey = userKey;
    this.makeInbox = makeInbox;
    this.current = makeInbox(carried);
    this.user = new KnownUser(carried.user, carried.formerUserIds);
    const told = readMove(movedTo, nowMs);
    this.canonical = carried.place ?? (told && toPlace(told)) ?? { userKey, atMs: 0 };
    this.aliases = new Map(carried.claimed);
    this.entered = new EventDedupe(carried.entered);
    this.yieldsTo = carried.yieldsTo;
    this.busyPeers = new BusyPeers(carried.busyPeers ?? [carried.busyPeer].filter((key) => key !== undefined));
    this.outbox = new Outbox(carried.outbox);
    this.lastSignalMs = carried.lastSignalMs ?? nowMs;
  }

  /**
   * Takes events from the receiver, or passed on by an alias of this conversation.
   *
   * Like the other two it is a signal handler: it does not throw, whatever was signaled.
   *
   * @param route of answers that were strange elsewhere
   */
  takeEvents(events: WhatsAppEvent[], isPassedOn: boolean, nowMs: number, route?: TapRoute): void {
    this.lastSignalMs = nowMs;
    if (!Array.isArray(events)) return;
    for (const event of events) {
      try {
        this.takeEvent(event, isPassedOn, nowMs, route);
      } catch {
        // What cannot be read is nothing of the receiver's. A throw would fail each task of this run.
      }
    }
  }

  /** Takes the news that another conversation has the user of this one. Who asks is always answered, and at once. */
  takeMove(given: ConversationMove, nowMs: number): void {
    this.lastSignalMs = nowMs;
    const move = readMove(given, nowMs);
    if (!move || move.userKey === this.userKey) return;
    const { movedTo } = this;
    const isAnswered = movedTo === undefined ? this.hearMove(move, nowMs) : this.redirect(move);
    if (isAnswered || move.asks !== true) return;
    const leadsTo = movedTo === move.userKey ? undefined : movedTo;
    this.outbox.addHandover(move.userKey, emptyHandover({ fromKey: this.userKey, atMs: move.atMs }, leadsTo));
  }

  /** Gives the user to the conversation that has won, once nothing is under way here. */
  yieldWhenIdle(): void {
    const { yieldsTo } = this;
    if (yieldsTo === undefined || this.current.isBusy) return;
    this.yieldsTo = undefined;
    if (!this.isCanonical) return;
    if (isLater(yieldsTo, this.canonical)) this.moveTo(yieldsTo);
    // Others were told since that they are aliases of this one. The older promise could lead back to here by them.
    else this.claimKey(yieldsTo.userKey, yieldsTo.atMs, yieldsTo.atMs);
  }

  /** Takes over what another conversation knew of the user. */
  takeHandover(given: ConversationHandover, nowMs: number): void {
    this.lastSignalMs = nowMs;
    const handover = readHandover(given, nowMs);
    if (!handover) return;
    if (handover.isEmpty === true) return this.takeReferral(handover, nowMs);
    if (this.isCanonical && this.isSomebodyElse(personIn(handover))) return this.giveBack(handover);
    const here = { userKey: this.userKey, atMs: handover.atMs };
    if (handover.isReturned) here.atMs = this.nextMs(handover.atMs, nowMs);
    if (!this.isCanonical && !isLater(here, this.canonical)) {
      this.outbox.addHandover(this.canonical.userKey, { ...handover, atMs: this.canonical.atMs });
      return;
    }
    if (isLater(here, this.canonical)) this.canonical = here;
    this.current.merge(handover);
    this.user.join(handover);
    this.forgetPeer(handover.fromKey);
    if (!handover.isReturned) this.noteAlias(handover.fromKey, nowMs);
    this.meetPeers(handover, nowMs);
    this.offerStrangeTaps({ tried: [handover.fromKey], next: [] }, nowMs);
  }

  /**
   * Takes what Meta's answer to a message has told of its recipient.
   *
   * @param keys of the user's conversation, in which messages of the user can come
   */
  learnUser(user: UserIdentity, keys: readonly string[], nowMs: number): void {
    if (!this.isCanonical || this.isSomebodyElse(user)) return;
    const { userId } = this.user;
    this.user.learn(user);
    // A number leads to whoever has it by now. That this is still the user only a user id tells.
    const referred = user.userId === undefined && userId !== undefined ? { userId } : undefined;
    for (const key of keys) if (isUsableId(key)) this.makeAlias(key, nowMs, nowMs, referred);
  }

  /** The key of the canonical conversation, while this one is an alias. */
  get movedTo(): string | undefined {
    return this.isCanonical ? undefined : this.canonical.userKey;
  }

  /** The inbox. It is another one after the user has moved away. */
  get inbox(): Inbox {
    return this.current;
  }

  /** What is known of the user. */
  get knownUser(): UserIdentity {
    return this.user.identity;
  }

  get summary(): Omit<ConversationState, 'phoneNumberId'> {
    const { userKey, knownUser: user, movedTo } = this;
    return { userKey, user, ...defined({ movedTo }), ...this.current.summary };
  }

  get state(): ConversationCarried {
    const { knownUser: user, canonical: place, lastSignalMs, yieldsTo } = this;
    const known = defined({ yieldsTo, busyPeers: this.busyPeers.state, formerUserIds: this.user.formerUserIds });
    const lists = { claimed: [...this.aliases], entered: this.entered.state, outbox: this.outbox.state };
    return { ...this.current.state, user, place, lastSignalMs, ...lists, ...known };
  }

  /** One line for Temporal UI; no content, which may be personal. */
  describe(): string {
    if (this.isCanonical) return this.current.describe();
    return movedAway;
  }

  private get isCanonical(): boolean {
    return this.canonical.userKey === this.userKey;
  }

  private takeEvent(event: WhatsAppEvent, isPassedOn: boolean, nowMs: number, route?: TapRoute): void {
    if (typeof event !== 'object' || event === null) return;
    if (!isPassedOn && this.entered.has(event)) return;
    if (this.isCanonical && isPassedOn && this.passBack(event, route)) return;
    if (this.isCanonical && this.passOnStrangeTap(event, isPassedOn, nowMs, route)) return;
    if (this.isCanonical) this.handle(event, nowMs);
    else if (isPassedOn || this.entered.accept(event, nowMs))
      this.outbox.addEvent(this.canonical.userKey, event, route);
  }

  /** @returns whether the other conversation hears of this one, or gets what was here */
  private hearMove(move: ConversationMove, nowMs: number): boolean {
    if (areTwoPeople(this.user, { userId: move.userId ?? move.referred?.userId })) return false;
    const isNews = isLater(move, this.canonical);
    if (this.current.isBusy && (isNews || move.isBusy)) return this.contest(move, isNews, nowMs);
    if (isNews) this.moveTo(move);
    // Both say that they are canonical. This one has said it later, and the other may not know.
    else this.tell(move.userKey);
    return true;
  }

  /** A phone number can have led here, which has had two owners. */
  private isSomebodyElse(person: Person | undefined): boolean {
    return areTwoPeople(this.user, person) && this.tellsPeopleApart();
  }

  /** Whoever handed over goes on with its user. One that has got another user meanwhile does not get both. */
  private giveBack(handover: ConversationHandover): void {
    if (!handover.isReturned) this.outbox.addHandover(handover.fromKey, returned(handover, this.userKey));
  }

  /** An event that an alias of before has passed on goes where its user is, once. @returns whether it does */
  private passBack(event: WhatsAppEvent, given?: TapRoute): boolean {
    const { tried, next } = readRoute(given);
    const [home] = usableKeys(event);
    if (home === undefined || home === this.userKey || tried.includes(this.userKey)) return false;
    if (!isUserEvent(event) || !this.isSomebodyElse(event.user)) return false;
    this.outbox.addEvent(home, event, { tried: [...tried, this.userKey], next });
    return true;
  }

  /** An alias has nothing of its own, and only leads somewhere else. @returns that nobody hears of it */
  private redirect(move: ConversationMove): false {
    if (!move.referred && isLater(move, this.canonical)) this.canonical = toPlace(move);
    return false;
  }

  /** An alias was one of another conversation, which may have the same user: it was found by the number alone. */
  private takeReferral(handover: ConversationHandover, nowMs: number): void {
    const { leadsTo, atMs } = handover;
    if (leadsTo === undefined || leadsTo === this.canonical.userKey) return;
    if (!this.isCanonical) this.outbox.addHandover(this.canonical.userKey, handover);
    else if (!this.isTold(leadsTo, nowMs)) this.claimKey(leadsTo, atMs, nowMs, defined({ userId: this.user.userId }));
  }

  /**
   * Something is under way here, which cannot move: the other conversation becomes an alias of this one. When something
   * is under way there, too, the greater key has the user. The other one goes on until that has ended, and then yields.
   *
   * @returns whether the other one hears of it
   */
  private contest(move: ConversationMove, isNews: boolean, nowMs: number): boolean {
    const { userKey } = move;
    const isFirst = !this.busyPeers.has(userKey);
    if (!isFirst && !isNews) return false;
    const yields = move.isBusy === true && userKey > this.userKey;
    if (!yields) this.claim(move, nowMs);
    // Of two that are promised the user, the greater key has it in the end.
    else if (userKey >= (this.yieldsTo?.userKey ?? '')) this.yieldsTo = toPlace(move);
    // The other one has to know that what it cannot read may be for this one.
    const tells = !yields || isFirst;
    if (tells) this.tell(userKey, { isBusy: true });
    // After that, so that the other one knows whose they may be, and does not send back what is strange to it, too.
    if (move.isBusy && isFirst) this.shareWith(userKey, nowMs);
    return tells;
  }

  private claim({ userKey, atMs }: ConversationMove, nowMs: number): void {
    this.endPromise(userKey);
    this.canonical = { userKey: this.userKey, atMs: Math.max(atMs, this.canonical.atMs) + 1 };
    this.noteAlias(userKey, nowMs);
  }

  /** Answers that came here, and are to questions of the other conversation, go there. */
  private shareWith(userKey: string, nowMs: number): void {
    const tried = this.busyPeers.state ?? [];
    this.busyPeers.add(userKey);
    this.offerStrangeTaps({ tried, next: [] }, nowMs);
  }

  /** What waits here, and may be for others. */
  private offerStrangeTaps(given: TapRoute, nowMs: number): void {
    const way = this.busyPeers.onward(this.userKey, given);
    for (const tap of (way && this.current.takeStrangeTaps?.()) ?? []) {
      this.entered.accept(tap, nowMs);
      if (way) this.outbox.addEvent(way.to, tap, way.route);
    }
  }

  private passOnStrangeTap(event: WhatsAppEvent, isPassedOn: boolean, nowMs: number, given?: TapRoute): boolean {
    const way = this.busyPeers.onward(this.userKey, readRoute(given));
    if (way === undefined || this.current.isStrangeTap?.(event) !== true) return false;
    if (isPassedOn || this.entered.accept(event, nowMs)) this.outbox.addEvent(way.to, event, way.route);
    return true;
  }

  /** Whoever had the user knew of others with something under way. They and this one have to know of each other. */
  private meetPeers({ busyPeers = [], atMs }: ConversationHandover, nowMs: number): void {
    for (const key of busyPeers) {
      if (key === this.userKey || this.busyPeers.has(key)) continue;
      this.busyPeers.add(key);
      this.claimKey(key, atMs, nowMs);
    }
  }

  private forgetPeer(key: string): void {
    this.busyPeers.delete(key);
    this.endPromise(key);
  }

  /** The other one comes here instead. What is under way elsewhere may still have the user after this. */
  private endPromise(key: string): void {
    if (this.yieldsTo?.userKey !== key) return;
    const next = this.busyPeers.greatest(key);
    this.yieldsTo = next !== undefined && next > this.userKey ? { userKey: next, atMs: 0 } : undefined;
  }

  private handle(event: WhatsAppEvent, nowMs: number): void {
    if (!this.current.add(event, nowMs) || !isUserEvent(event) || this.isSomebodyElse(event.user)) return;
    this.user.learn(event.user);
    const movedTo = event.kind === 'message' && isUsableId(event.movedToKey) ? event.movedToKey : undefined;
    const atMs = happenedAtMs(event, nowMs);
    for (const key of usableKeys(event)) if (key !== movedTo) this.makeAlias(key, atMs, nowMs);
    if (event.kind !== 'message' || movedTo === undefined || movedTo === this.userKey) return;
    this.user.change(event, this.tellsPeopleApart);
    // A message that names only another key of this user, such as a phone number beside the user id, changes that key.
    const keys = usableKeys(event);
    const isOtherKey = keys.length > 0 && !keys.includes(this.userKey);
    if (isOtherKey || this.current.isBusy) this.makeAlias(movedTo, atMs, nowMs);
    else this.moveTo({ userKey: movedTo, atMs: this.nextMs(atMs, nowMs) });
  }

  /** Tells the conversation under another key of this user that it is an alias of this one. */
  private makeAlias(key: string, atMs: number, nowMs: number, referred?: ConversationMove['referred']): void {
    if (key === this.userKey || this.isTold(key, nowMs)) return;
    this.claimKey(key, atMs, nowMs, referred);
    this.noteAlias(key, nowMs);
  }

  private isTold(key: string, nowMs: number): boolean {
    return (this.aliases.get(key) ?? -Infinity) > nowMs - toldMs;
  }

  private claimKey(key: string, atMs: number, nowMs: number, referred?: ConversationMove['referred']): void {
    this.canonical = { userKey: this.userKey, atMs: this.nextMs(atMs, nowMs) };
    const isBusy = this.current.isBusy === true ? true : undefined;
    this.tell(key, defined({ isBusy, referred }));
  }

  private tell(key: string, more: Partial<ConversationMove> = {}): void {
    const userId = more.referred ? undefined : this.user.userId;
    this.outbox.addMove(key, { ...this.canonical, ...defined({ userId }), ...more });
  }

  private noteAlias(key: string, atMs: number): void {
    if (key === this.userKey) return;
    this.aliases.delete(key);
    this.aliases.set(key, atMs);
    for (const oldest of this.aliases.keys()) {
      if (this.aliases.size <= keptAliases) return;
      this.aliases.delete(oldest);
    }
  }

  private moveTo(move: ConversationMove): void {
    const { userKey: fromKey, current: inbox } = this;
    const { identity: user, formerUserIds } = this.user;
    const peers = this.busyPeers.state?.filter((key) => key !== move.userKey) ?? [];
    const busyPeers = peers.length > 0 ? peers : undefined;
    this.canonical = toPlace(move);
    this.yieldsTo = undefined;
    this.busyPeers.clear();
    this.entered.merge(inbox.state.seen);
    const known = { user, ...inbox.state, ...defined({ busyPeers, formerUserIds }) };
    this.outbox.addHandover(move.userKey, { fromKey, atMs: move.atMs, ...known });
    this.current = this.makeInbox({});
    this.user = new KnownUser();
    // The aliases are not handed over. The target tells those that its events name, which then lead to it directly.
    this.aliases = new Map();
  }

  /**
   * The time at which something happened, since conversations hear of changes in another order. Later than all that is
   * known here, also when a clock is wrong.
   */
  private nextMs(atMs: number, nowMs: number): number {
    return Math.max(Math.min(atMs, nowMs), this.canonical.atMs + 1);
  }
}

/** A conversation that keeps the latest messages of its user. */
export function mailboxConversation(start: ConversationStart, nowMs: number): Conversation {
  return new Conversation(start, nowMs, (carried) => new Mailbox(carried));
}
