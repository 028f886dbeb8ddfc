/** The latest messages of a conversation, each once. Plain JSON, because it crosses from run to run. */
import type { MessageEvent, WhatsAppEvent } from '../../common/events/types.js';

/**
 * How long an id is remembered: a day longer than Meta's longest redelivery, seven days.
 *
 * @see "Webhooks" https://developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks (read 2026-11)
 */
const rememberedMs = 8 * 24 * 60 * 60 * 1000;

const latestMessages = 50;

export interface MailboxState {
  messages: MessageEvent[];
  messagesReceived: number;
  /** Message id and when it came, in Unix milliseconds, oldest first. */
  seen: [id: string, atMs: number][];
}

export class Mailbox {
  private messages: MessageEvent[];
  private messagesReceived: number;
  private readonly seen: Map<string, number>;

  constructor({ messages = [], messagesReceived = 0, seen = [] }: Partial<MailboxState> = {}) {
    this.messages = messages;
    this.messagesReceived = messagesReceived;
    this.seen = new Map(seen);
  }

  /** Called by a signal handler, so it must not throw, whatever was signalled. */
  add(events: WhatsAppEvent[], nowMs: number): void {
    if (!Array.isArray(events)) return;
    this.forget(nowMs - rememberedMs);
    for (const event of events) {
      if (event?.kind !== 'message' || this.isDuplicate(event, nowMs)) continue;
      this.messagesReceived += 1;
      this.messages.push(event);
    }
    this.messages = this.messages.slice(-latestMessages);
  }

  get state(): MailboxState {
    return { ...this.summary, seen: [...this.seen] };
  }

  get summary(): Pick<MailboxState, 'messages' | 'messagesReceived'> {
    return { messages: this.messages, messagesReceived: this.messagesReceived };
  }

  /** One line for Temporal UI; no content, which may be personal. */
  describe(): string {
    const last = this.messages.at(-1);
    return last
      ? `${this.messagesReceived} messages received; the last one is ${last.type ?? 'of an unknown type'}.`
      : 'No message yet.';
  }

  /** A message without an id cannot be recognised again, so it is taken as new. */
  private isDuplicate({ messageId }: MessageEvent, nowMs: number): boolean {
    if (messageId === undefined) return false;
    const known = this.seen.has(messageId);
    if (!known) this.seen.set(messageId, nowMs);
    return known;
  }

  /** A Map keeps the order of insertion, so the oldest ids come first. */
  private forget(beforeMs: number): void {
    for (const [id, atMs] of this.seen) {
      if (atMs >= beforeMs) return;
      this.seen.delete(id);
    }
  }
}
