/** The inbox of a conversation: what it does with the events of its user. Nothing in here is Temporal's. */
import type { WhatsAppEvent } from '../../common/events/types.js';
import type { ConversationHandover, ConversationState } from '../states.js';
import type { MailboxState } from './mailbox.js';

/** What a conversation does with the events of its user. */
export interface ConversationInbox {
  /** Takes an event. @returns whether it is new */
  add(event: WhatsAppEvent, nowMs: number): boolean;
  /** Takes over what another conversation of the user has left. */
  merge(given: ConversationHandover): void;
  /** What the next run, or the next conversation of the user, has to know. */
  readonly state: MailboxState;
  /** What the query shows of it. */
  readonly summary: Pick<ConversationState, 'messages' | 'messagesReceived'>;
  /** One line for Temporal UI. */
  describe(): string;
  /** Whether something is under way with the user, so that this conversation has to keep it. @default false */
  readonly isBusy?: boolean;
  /** Whether an event answers a question that was not asked here. @default none does */
  isStrangeTap?: (event: WhatsAppEvent) => boolean;
  /** Gives away what waits of such events. They are new when they come back, as nobody knows them. */
  takeStrangeTaps?: () => WhatsAppEvent[];
}
