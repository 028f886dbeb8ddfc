/** An item of a POST is one object, from the parser to the log: what was read, where it goes, and what became of it. */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { ParsedEvent } from '../../common/events/parse.js';
import type { WhatsAppEvent } from '../../common/events/types.js';

/** What the receiver parsed, and what it notes on the way. */
export interface Item extends ParsedEvent {
  /** Set when the item goes to a workflow. */
  target?: TargetKind;
  /** Set at the latest when the delivery has ended. */
  fate?: Fate;
}

/** An item that no workflow takes. */
export interface UndeliverableItem extends Item {
  fate: DeadLetterFate;
}

/** Whatever has a fate: an item, or the whole body when no item could be read from it. */
export interface Part {
  readonly event?: WhatsAppEvent;
  fate?: Fate;
}

/** Who named the workflow of an item: a status' envelope, the receiver's own rule for conversations, or a route. */
export type TargetKind = 'workflow' | 'conversation' | 'route';

/** What became of an item. */
export type Fate = DeliveredFate | IgnoredFate | DeadLetterFate | NotDeliveredFate;

/** Temporal accepted the item for a workflow. */
interface DeliveredFate {
  kind: 'delivered';
  target: TargetKind;
}

/** The item goes nowhere, and that is normal. */
export interface IgnoredFate {
  kind: 'ignored';
  reason: IgnoredReason;
}

/** The item is kept as a dead letter, or would have to be. */
export interface DeadLetterFate {
  kind: 'dead-letter';
  reason: DeadLetterReason;
  /** What exactly is wrong, without content. */
  problem?: string;
  /** Set when the item is kept: false when it was kept before, and Meta delivered it again. */
  isNew?: boolean;
}

/** Temporal did not accept the item, or not in time. */
interface NotDeliveredFate {
  kind: 'not-delivered';
  error: string;
}

/** Why an item goes nowhere, which is normal. */
export type IgnoredReason =
  /** The status carries no envelope of ours: sent by somebody else, or nobody asked for its statuses. */
  | 'status-foreign'
  /** The workflow that sent the message did not ask for this status. */
  | 'status-not-wanted'
  /** The workflow that sent the message has ended. */
  | 'workflow-ended'
  /** A route of the application, or the fallback, said so. */
  | 'route-ignores';
