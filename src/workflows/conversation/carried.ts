/** What a conversation leaves to its next run, and what it starts with. */
import type { UserIdentity } from '../../common/events/types.js';
import type { EventDedupeState } from '../events/event-dedupe.js';
import type { ConversationMove } from '../states.js';
import type { MailboxState } from './mailbox.js';
import type { Outgoing } from './outbox.js';

/** What crosses from run to run. The names of the members are in histories. */
export interface ConversationCarried extends MailboxState {
  /** What is known of the user. */
  user: UserIdentity;
  /** The business-scoped ids that the user had before. */
  formerUserIds?: string[];
  /** The canonical conversation, and since when it is that. */
  place: ConversationMove;
  /** The aliases of this conversation, with the times at which they were told. */
  claimed: [userKey: string, atMs: number][];
  /** Keys of events that were passed on, or handled before a handover. */
  entered: EventDedupeState;
  /** The conversation to which the user goes when what is under way here has ended. */
  yieldsTo?: ConversationMove;
  /** The keys of other conversations in which something is under way with the user, in the order in which they told. */
  busyPeers?: string[];
  /** The last of them, which is all that earlier versions have carried. */
  busyPeer?: string;
  /** Signals that are still to be sent. */
  outbox: Outgoing[];
  /** The time of the last signal, in Unix milliseconds. */
  lastSignalMs: number;
}

export interface ConversationStart {
  userKey: string;
  /** Starts as an alias of this conversation. */
  movedTo?: ConversationMove | undefined;
  carried?: Partial<ConversationCarried> | undefined;
}
