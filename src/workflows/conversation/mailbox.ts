/** The latest messages of a conversation, each once. The state is plain JSON, because it crosses from run to run. */
import type { WhatsAppMessageEvent, WhatsAppEvent } from '../../common/events/types.js';
import { EventDedupe, idsWithTimes, type EventDedupeState } from '../events/event-dedupe.js';
import { jsonBytes } from '../lib/json-bytes.js';

const latestMessages = 50;

/**
 * The most that all kept messages take as JSON, so that they fit one payload together with what was seen. One of Meta's
 * takes about 1 KB.
 */
const maxBytes = 600_000;

export interface MailboxState {
  messages: WhatsAppMessageEvent[];
  messagesReceived: number;
  seen: EventDedupeState;
}

/** A state as a signal may bring it: anything. */
type GivenState = { [Part in keyof MailboxState]?: unknown };

export class Mailbox {
  private kept: { message: WhatsAppMessageEvent; bytes: number }[] = [];
  private messagesReceived = 0;
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
  merge({ messages, messagesReceived, seen }: GivenState): void {
    const given: WhatsAppMessageEvent[] = Array.isArray(messages) ? messages.filter(isObject) : [];
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

  get summary(): Pick<MailboxState, 'messages' | 'messagesReceived'> {
    return { messages: this.kept.map(({ message }) => message), messagesReceived: this.messagesReceived };
  }

  /** One line for Temporal UI; no content, which may be personal. */
  describe(): string {
    const last = this.kept.at(-1)?.message;
    return last
      ? `${this.messagesReceived} messages received; the last one is ${last.type ?? 'of an unknown type'}.`
      : 'No message yet.';
  }

  /** A message that alone is too large stays without its content. Its kind, its sender and its time are still known. */
  private keep(message: WhatsAppMessageEvent): void {
    const bytes = jsonBytes(message);
    if (bytes <= maxBytes) {
      this.kept.push({ message, bytes });
      return;
    }
    const { errors: _, ...rest } = message;
    const small = { ...rest, raw: {} };
    this.kept.push({ message: small, bytes: jsonBytes(small) });
  }

  private trim(): void {
    this.kept = this.kept.slice(-latestMessages);
    let bytes = this.kept.reduce((sum, item) => sum + item.bytes, 0);
    while (bytes > maxBytes && this.kept.length > 1) bytes -= this.kept.shift()?.bytes ?? 0;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function arrivalMs({ receivedAtMs }: WhatsAppMessageEvent): number {
  return Number(receivedAtMs) || 0;
}
