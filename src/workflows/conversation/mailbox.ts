/** The latest messages of a conversation, each once. The state is plain JSON, because it crosses from run to run. */
import type { WhatsAppMessageEvent, WhatsAppEvent } from '../../common/events/types.js';
import { defined } from '../../common/schema/defined.js';
import type { KeptMessage } from '../states.js';
import { EventDedupe, idsWithTimes, type EventDedupeState } from '../events/event-dedupe.js';
import { jsonBytes } from '../../common/json-bytes.js';
import { withoutContent } from './kept-message.js';

const latestMessages = 50;

/**
 * The most that all kept messages take as JSON, so that they fit one payload together with what was seen. One of Meta's
 * takes about 1 KB.
 */
const maxBytes = 600_000;

/** The longest name of a type that is shown. */
const shownType = 50;

export interface MailboxState {
  messages: KeptMessage[];
  messagesReceived: number;
  contentsDropped?: number;
  seen: EventDedupeState;
}

/** A state as a signal may bring it: anything. */
type GivenState = { [Part in keyof MailboxState]?: unknown };

export class Mailbox {
  private kept: { message: KeptMessage; bytes: number }[] = [];
  private messagesReceived = 0;
  private contentsDropped = 0;
  private readonly seen = new EventDedupe();

  constructor(state: Partial<MailboxState> = {}) {
    this.merge(state);
  }

  /** Takes an event, and keeps a message. @returns false when the event was here before */
  add(event: WhatsAppEvent, nowMs: number): boolean {
    if (!this.seen.accept(event, nowMs)) return false;
    if (event?.kind !== 'message') return true;
    this.messagesReceived += 1;
    this.keep(event);
    this.trim();
    return true;
  }

  /** Takes over another mailbox. A message that is in both counts once. */
  merge({ messages, messagesReceived, contentsDropped, seen }: GivenState): void {
    const given: WhatsAppMessageEvent[] = Array.isArray(messages) ? messages.filter(isObject) : [];
    if (Number.isSafeInteger(contentsDropped)) this.contentsDropped += contentsDropped as number;
    const unknown = given.filter((message) => !this.seen.has(message));
    if (Number.isSafeInteger(messagesReceived)) {
      this.messagesReceived += (messagesReceived as number) - (given.length - unknown.length);
    }
    for (const message of unknown) this.keep(message);
    this.kept.sort((one, other) => arrivalMs(one.message) - arrivalMs(other.message));
    this.trim();
    this.seen.merge(idsWithTimes(seen));
  }

  get state(): MailboxState {
    return { ...this.summary, seen: this.seen.state };
  }

  get summary(): Omit<MailboxState, 'seen'> {
    const { messagesReceived, contentsDropped } = this;
    const messages = this.kept.map(({ message }) => message);
    return { messages, messagesReceived, ...defined({ contentsDropped: contentsDropped || undefined }) };
  }

  /** One line for Temporal UI; no content, which may be personal. */
  describe(): string {
    const last = this.kept.at(-1)?.message;
    return last
      ? `${this.messagesReceived} messages received; the last one is ${describeType(last)}.`
      : 'No message yet.';
  }

  /** A message that alone is too large stays without its content. Its kind, its sender and its time are still known. */
  private keep(message: WhatsAppMessageEvent): void {
    const bytes = jsonBytes(message);
    if (bytes <= maxBytes) {
      this.kept.push({ message, bytes });
      return;
    }
    this.contentsDropped += 1;
    const small = withoutContent(message, bytes);
    this.kept.push({ message: small, bytes: jsonBytes(small) });
  }

  private trim(): void {
    this.kept = this.kept.slice(-latestMessages);
    let bytes = this.kept.reduce((sum, item) => sum + item.bytes, 0);
    while (bytes > maxBytes && this.kept.length > 1) bytes -= this.kept.shift()?.bytes ?? 0;
  }
}

function describeType({ type }: KeptMessage): string {
  return typeof type === 'string' ? type.slice(0, shownType) : 'of an unknown type';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function arrivalMs({ receivedAtMs }: WhatsAppMessageEvent): number {
  return typeof receivedAtMs === 'number' ? receivedAtMs : 0;
}
