import { isPhoneNumber } from '../../../common/ids/user-reference.js';
import { phoneDigits } from '../../meta/identifiers.js';
import { forgetOldest } from '../kept-records.js';

/** What happened to a message. */
export interface EmulatedStatus {
  /** `sent`, `delivered`, `read`, `played`, `failed`, or what `sendStatus()` was given. */
  status: string;
  /** Time at which it happened, in Unix milliseconds. */
  atMs: number;
  /** Meta's errors of a `failed` message. */
  errors?: unknown[];
  /** The participants of a group on whose phones it happened: WhatsApp ids, else user ids. Absent in private. */
  participants?: string[];
}

/** A webhook of a status; the same status may be posted more than once. */
export interface PostedStatus {
  /** Name of the status. */
  status: string;
  /** Time at which the first attempt began, in Unix milliseconds. */
  atMs: number;
  /** `id` of the webhook delivery, which knows what the receiver said. */
  deliveryId: number;
}

/** A message of a business that was accepted. */
export interface EmulatedMessage {
  /** Id of the message: `wamid.…`. */
  id: string;
  /** Id of the number that sent it. */
  phoneNumberId: string;
  /** The wa_id, or the group's id; absent for a message to a business-scoped user id. */
  to?: string;
  /** The business-scoped user id that it was sent to; absent for a message to a phone number or a group. */
  recipient?: string;
  /** Whether it was sent to a user or to a group. */
  recipientType: 'individual' | 'group';
  /** The edge by which it was sent. Absent: `messages`. */
  via?: 'marketing_messages';
  /** Kind of the message: `text`, `template`, `image`, … */
  type: string;
  /** The parameters of the request, as they were posted. */
  body: Record<string, unknown>;
  /** The send key in our envelope in `biz_opaque_callback_data`; absent without one. */
  sendKey?: string;
  /** Time at which it was accepted, in Unix milliseconds. */
  acceptedAtMs: number;
  /** Whether the user's phone shows it: not when it failed before it was delivered. */
  isShown: boolean;
  /** Statuses in the order in which they happened, each once; the latest 100. */
  statuses: EmulatedStatus[];
  /** Webhooks of the statuses in the order in which they were posted; the latest 100. */
  posts: PostedStatus[];
}

/** A message that a user wrote to a business. */
export interface InboundRecord {
  /** Id of the message: `wamid.…`. */
  id: string;
  /** Id of the number that the user wrote to. */
  phoneNumberId: string;
  /** The user's wa_id, else business-scoped user id. */
  from: string;
  /** The message object of the webhook. */
  message: Record<string, unknown>;
  /** Time at which it was written, in Unix milliseconds. */
  receivedAtMs: number;
  /** Time at which the business marked it as read, in Unix milliseconds; absent until then. */
  readAtMs?: number;
  /** Time at which the business last showed "typing…", in Unix milliseconds; absent until then. */
  typingAtMs?: number;
}

/** Which accepted messages are listed. Without a member: all of them. */
export interface MessageFilter {
  /** A phone number in any notation, a group id or a business-scoped user id. */
  to?: string | undefined;
  /** The send key in our envelope. */
  sendKey?: string | undefined;
}

/**
 * Who wants to know what happens to messages.
 *
 * @internal
 */
export interface MessageListener {
  sent(message: EmulatedMessage): void;
  received(message: InboundRecord): void;
}

/**
 * Messages of both directions. The oldest are forgotten beyond the limit.
 *
 * @internal
 */
export class MessageLog {
  readonly #sent = new Map<string, EmulatedMessage>();
  readonly #received = new Map<string, InboundRecord>();
  readonly #limit: number;
  readonly #listener: MessageListener;

  constructor(limit: number, listener: MessageListener) {
    this.#limit = limit;
    this.#listener = listener;
  }

  addSent(message: EmulatedMessage): void {
    this.#sent.set(message.id, message);
    forgetOldest(this.#sent, this.#limit);
    this.#listener.sent(message);
  }

  addReceived(message: InboundRecord): void {
    this.#received.set(message.id, message);
    forgetOldest(this.#received, this.#limit);
    this.#listener.received(message);
  }

  /** Puts something new on the record of a sent message. */
  changeSent(message: EmulatedMessage, change: (message: EmulatedMessage) => void): void {
    change(message);
    this.#listener.sent(message);
  }

  /** Puts something new on the record of a message of a user. */
  changeReceived(message: InboundRecord, change: (message: InboundRecord) => void): void {
    change(message);
    this.#listener.received(message);
  }

  findSent(id: string): EmulatedMessage | undefined {
    return this.#sent.get(id);
  }

  findReceived(id: string): InboundRecord | undefined {
    return this.#received.get(id);
  }

  /** Sent messages, oldest first. */
  sent({ to, sendKey }: MessageFilter = {}): EmulatedMessage[] {
    return [...this.#sent.values()].filter(
      (message) =>
        (to === undefined || isSentTo(message, to)) && (sendKey === undefined || message.sendKey === sendKey),
    );
  }

  /** Whether a business number has written to a user's phone number, or heard from it, since then. */
  hasUsedNumber(phoneNumberId: string, waId: string, sinceMs: number): boolean {
    const isRecent = (message: { phoneNumberId: string }, atMs: number): boolean =>
      message.phoneNumberId === phoneNumberId && atMs >= sinceMs;
    return (
      this.sent({ to: waId }).some((message) => isRecent(message, message.acceptedAtMs)) ||
      this.received().some((message) => message.from === waId && isRecent(message, message.receivedAtMs))
    );
  }

  received(): InboundRecord[] {
    return [...this.#received.values()];
  }

  /** What is saved and brought back with the state. */
  kept(): Record<string, Map<string, unknown>> {
    return { sent: this.#sent, received: this.#received };
  }

  clear(): void {
    this.#sent.clear();
    this.#received.clear();
  }
}

function isSentTo(message: EmulatedMessage, to: string): boolean {
  if (message.recipient === to || message.to === to) return true;
  return message.to !== undefined && isPhoneNumber(to) && message.to === phoneDigits(to);
}
