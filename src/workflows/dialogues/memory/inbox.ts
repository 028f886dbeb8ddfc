/**
 * What the user has said and no dialogue has heard yet, in order of arrival. Nothing in here is Temporal's: it is told
 * the time, and tells until when it is to be waited for.
 */
import type { KeptFile } from '../../../common/events/stored-content.js';
import type { WhatsAppMessageEvent } from '../../../common/events/types.js';
import { defined } from '../../../common/schema/defined.js';
import { jsonBytes } from '../../../common/json-bytes.js';
import { isSameParticipant } from '../../questions/participant.js';
import { readWireId } from '../../questions/question.js';
import { findByName } from '../../questions/typed-name.js';
import { maxCarriedEventBytes } from './large-events.js';
import { readMessage, toTurn, type IncomingMessage, type Tap, type Turn } from '../../questions/turn.js';

/** One message that waits. It crosses from run to run as plain JSON. */
export interface Arrival {
  event: WhatsAppMessageEvent;
  /** The time at which the conversation got it, in Unix milliseconds. */
  atMs: number;
  /** Its place in the order of arrival. */
  place: number;
  /** The command that it calls. */
  command?: string;
}

/** A command was called. */
export interface CommandArrival {
  kind: 'command';
  name: string;
  event: WhatsAppMessageEvent;
}

/** A tap on a question that is over. */
export interface LateArrival {
  kind: 'late';
  tap: Tap;
  event: WhatsAppMessageEvent;
}

/** What comes next: a turn, a command, a late tap; or until when to wait, `Infinity` for a file. */
export type NextArrival = NextTurn | CommandArrival | LateArrival | { untilMs: number };

/** A turn, and the events that it is made of. */
export interface NextTurn {
  kind: 'turn';
  turn: Turn;
  events: WhatsAppMessageEvent[];
}

/** How a message calls a command. */
interface InboxCommand {
  name: string;
  /** @default the name */
  words?: readonly string[] | undefined;
  matches?: ((message: IncomingMessage) => boolean) | undefined;
}

/** What the inbox has to know of its conversation. */
export interface InboxSettings {
  debounceMs: number;
  /** Whether messages that wait are one turn together. @default they are when there is a debounce */
  joinsMessages: boolean;
  /** Whether several participants write: a turn has the messages of one of them. @default false */
  isGroup?: boolean;
  commands: readonly InboxCommand[];
}

/** A burst that goes on and on becomes a turn after ten times the debounce. */
const burstFactor = 10;

/**
 * How long a tap waits whose question was not asked here. Another conversation of the same user may have asked it, and
 * tell so in this time.
 */
const strangeTapMs = 1_000;

/** More messages than this are more than one turn. */
const longestBurst = 100;

/** What an arrival has beside its event, in bytes. */
const arrivalBytes = 100;

/** How many questions that are over are remembered, so that a late tap is known as one. */
const keptClosedWaits = 200;

export interface InboxState {
  arrivals: Arrival[];
  closedWaits: string[];
}

interface FirstBurst {
  burst: Arrival[];
  /** Nothing that may still come belongs to it. */
  isComplete: boolean;
  special?: CommandArrival | LateArrival;
}

export class Inbox {
  /** Whether the turn of a message has to wait for its file. */
  isAwaited: (event: WhatsAppMessageEvent) => boolean = () => false;
  /** Whether another conversation of the user, which may have asked, has still to say so. */
  mayBeClaimed: () => boolean = () => false;
  private arrivals: Arrival[];
  private closedWaits: string[];
  private places: number;
  /** The size of each event, which is asked for again and again while many wait. */
  private readonly sizes = new WeakMap<WhatsAppMessageEvent, number>();
  /** The questions that wait for their answers: a command can ask while the dialogue's own question waits. */
  private readonly openWaits = new Set<string>();
  private readonly settings: InboxSettings;

  constructor(settings: InboxSettings, { arrivals = [], closedWaits = [] }: Partial<InboxState> = {}) {
    this.settings = settings;
    this.arrivals = arrivals.map((arrival, place) => ({ ...arrival, place }));
    this.closedWaits = closedWaits;
    this.places = arrivals.length;
  }

  /** The place that the next arrival gets. What has a lower one was there before. */
  get nextPlace(): number {
    return this.places;
  }

  /** Whether anything waits. */
  get isEmpty(): boolean {
    return this.arrivals.length === 0;
  }

  get length(): number {
    return this.arrivals.length;
  }

  /** The messages that wait. */
  get events(): WhatsAppMessageEvent[] {
    return this.arrivals.map(({ event }) => event);
  }

  /** How many bytes wait. */
  get waitingBytes(): number {
    let bytes = 0;
    for (const { event } of this.arrivals) bytes += this.measure(event) + arrivalBytes;
    return bytes;
  }

  get hasLarge(): boolean {
    return this.largeArrivals.length > 0;
  }

  /** What is too large to be carried as it is. Its event may be replaced by what stays of it. */
  get largeArrivals(): Arrival[] {
    return this.arrivals.filter(({ event }) => this.measure(event) > maxCarriedEventBytes);
  }

  get state(): InboxState {
    return { arrivals: this.arrivals, closedWaits: this.closedWaits };
  }

  /** Takes a message, and finds out what it is. */
  put(event: WhatsAppMessageEvent, atMs: number): void {
    const place = this.places++;
    const command = this.findCommand(readMessage(event));
    this.arrivals.push({ event, atMs, place, ...defined({ command }) });
  }

  /** Puts messages back to the front, which a turn had that nobody has answered. */
  putBack(events: readonly WhatsAppMessageEvent[], atMs: number): void {
    this.arrivals.unshift(...events.map((event): Arrival => ({ event, atMs, place: 0 })));
  }

  /**
   * The user changed a message, or took it back. An edit may make a command of it, or none.
   *
   * @returns whether it was still waiting
   */
  change(originalId: string | undefined, edited?: Record<string, unknown>): boolean {
    const at = originalId === undefined ? -1 : this.arrivals.findIndex(({ event }) => event.messageId === originalId);
    const arrival = this.arrivals[at];
    if (!arrival) return false;
    this.arrivals.splice(at, 1);
    if (!edited) return true;
    const type = typeof edited['type'] === 'string' ? edited['type'] : arrival.event.type;
    const event = { ...arrival.event, type, raw: { ...arrival.event.raw, ...edited } } as WhatsAppMessageEvent;
    const command = this.findCommand(readMessage(event));
    this.arrivals.splice(at, 0, { event, atMs: arrival.atMs, place: arrival.place, ...defined({ command }) });
    return true;
  }

  /** The file of a message that waits is stored, or lost. */
  setFile(file: KeptFile): void {
    for (const arrival of this.arrivals) {
      const { media } = readMessage(arrival.event);
      if (media?.id === file.mediaId) arrival.event = { ...arrival.event, file };
    }
  }

  /** Takes over what waited in another conversation of the same user. It comes before what is here. */
  merge({ arrivals, closedWaits }: InboxState): void {
    // They arrive here now, so that they may answer what was asked before.
    this.arrivals.unshift(...arrivals.map((arrival) => ({ ...arrival, place: this.places++ })));
    this.closedWaits = [...closedWaits, ...this.closedWaits].slice(-keptClosedWaits);
  }

  /** A question was asked, whose answer may come. */
  openWait(waitId: string): void {
    this.openWaits.add(waitId);
  }

  /** A question is over. A tap on it is late from now on. */
  closeWait(waitId: string): void {
    this.openWaits.delete(waitId);
    this.closedWaits.push(waitId);
    this.closedWaits = this.closedWaits.slice(-keptClosedWaits);
  }

  /**
   * What comes next.
   *
   * @param fromPlace Messages that arrived before are left for a later turn. Commands and late taps are not.
   * @param isFor Whose messages are heard; others are left in the same way. @default everybody's
   * @returns undefined when nothing waits
   */
  next(nowMs: number, fromPlace = 0, isFor: IsFor = everybody): NextArrival | undefined {
    const { burst, isComplete, special } = this.firstBurst(
      (arrival) => arrival.place >= fromPlace && isFor(arrival.event),
    );
    if (special) return special;
    const [first] = burst;
    if (!first) return undefined;
    const untilMs = this.endOfWait(first, burst, isComplete, nowMs);
    if (untilMs > nowMs) return { untilMs };
    const events = burst.map(({ event }) => event);
    return { kind: 'turn', turn: toTurn(events.map(readMessage)), events };
  }

  /** The first messages that are one turn, or what comes before them. */
  private firstBurst(isHeard: (arrival: Arrival) => boolean): FirstBurst {
    const burst: Arrival[] = [];
    for (const arrival of this.arrivals) {
      const special = this.special(arrival);
      if (special) return burst.length === 0 ? { burst, isComplete: true, special } : { burst, isComplete: true };
      if (!isHeard(arrival)) continue;
      if (this.isOfOther(burst[0], arrival)) return { burst, isComplete: true };
      burst.push(arrival);
      if (isTap(arrival) || burst.length >= this.longestBurst) return { burst, isComplete: true };
    }
    return { burst, isComplete: false };
  }

  /** Takes out what `next` has told. */
  take(next: NextArrival): void {
    if ('untilMs' in next) return;
    const taken = new Set('events' in next ? next.events : [next.event]);
    this.arrivals = this.arrivals.filter(({ event }) => !taken.has(event));
  }

  /** Whether a message is a tap on a question that was not asked here, as far as is remembered. */
  isStrangeTap(event: WhatsAppMessageEvent): boolean {
    const { tap } = readMessage(event);
    const onWire = tap && readWireId(tap.id);
    return onWire !== undefined && !this.openWaits.has(onWire.waitId) && !this.closedWaits.includes(onWire.waitId);
  }

  /** Takes such taps out. */
  takeStrangeTaps(): WhatsAppMessageEvent[] {
    const taps = this.arrivals.filter(({ event }) => this.isStrangeTap(event));
    this.arrivals = this.arrivals.filter((arrival) => !taps.includes(arrival));
    return taps.map(({ event }) => event);
  }

  /** Drops all that waits. @returns how many there were */
  clear(): number {
    return this.arrivals.splice(0).length;
  }

  private measure(event: WhatsAppMessageEvent): number {
    let size = this.sizes.get(event);
    if (size === undefined) this.sizes.set(event, (size = jsonBytes(event)));
    return size;
  }

  /** What another participant writes is a turn of its own. */
  private isOfOther(first: Arrival | undefined, { event }: Arrival): boolean {
    return this.settings.isGroup === true && first !== undefined && !isSameParticipant(first.event.user, event.user);
  }

  private get longestBurst(): number {
    return this.settings.joinsMessages ? longestBurst : 1;
  }

  /** The time until which a turn is waited for: its burst, a tap that may be strange, its files. */
  private endOfWait(first: Arrival, burst: readonly Arrival[], isComplete: boolean, nowMs: number): number {
    const untilMs = isComplete
      ? this.endOfStrangeness(burst.at(-1) ?? first, nowMs)
      : this.endOfBurst(burst, first.atMs);
    return untilMs <= nowMs && burst.some(({ event }) => this.isAwaited(event)) ? Infinity : untilMs;
  }

  private endOfStrangeness({ event, atMs }: Arrival, nowMs: number): number {
    if (!this.isStrangeTap(event)) return nowMs;
    return this.mayBeClaimed() ? Infinity : atMs + strangeTapMs;
  }

  private endOfBurst(burst: readonly Arrival[], firstMs: number): number {
    const { debounceMs } = this.settings;
    const lastMs = burst.at(-1)?.atMs ?? firstMs;
    return Math.min(lastMs + debounceMs, firstMs + debounceMs * burstFactor);
  }

  /** What is no part of a turn. A tap becomes late when its question ends, also while the tap waits here. */
  private special({ event, command }: Arrival): CommandArrival | LateArrival | undefined {
    if (command !== undefined) return { kind: 'command', name: command, event };
    const { tap } = readMessage(event);
    const onWire = tap && readWireId(tap.id);
    if (!tap || !onWire || !this.closedWaits.includes(onWire.waitId)) return undefined;
    return { kind: 'late', tap: { id: onWire.key, title: tap.title }, event };
  }

  /** A tap is an answer, unless it is on a button of somebody else. */
  private findCommand(message: IncomingMessage): string | undefined {
    if (message.tap ? readWireId(message.tap.id) !== undefined : message.type !== 'text') return undefined;
    const { commands } = this.settings;
    const byWord = findByName(commands, message.text, ({ name, words = [name] }) => words);
    return (byWord ?? commands.find((command) => isMatch(command, message)))?.name;
  }
}

/** Whether the message of somebody is heard. */
export type IsFor = (event: WhatsAppMessageEvent) => boolean;

const everybody: IsFor = () => true;

function isTap({ event }: Arrival): boolean {
  return readMessage(event).tap !== undefined;
}

/** A signal handler asks this, so that a matcher which throws matches nothing. */
function isMatch({ matches }: InboxCommand, message: IncomingMessage): boolean {
  try {
    return matches?.(message) === true;
  } catch {
    return false;
  }
}
