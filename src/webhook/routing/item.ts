/** An item of a POST is one object, from the parser to the log: what was read, where it goes, and what became of it. */
import type { DeadLetterReason } from '../../common/dead-letter.js';
import type { ParsedEvent } from '../../common/events/parse.js';
import type { FoundFile } from '../../common/events/stored/message-file.js';
import type { WhatsAppEvent } from '../../common/events/types.js';

/** What the receiver parsed, and what it notes on the way. */
export interface Item extends ParsedEvent {
  /** Set when the item goes to a workflow, like the next two. */
  target?: TargetKind;
  workflowId?: string;
  /** What becomes of the item when that workflow does not run. */
  otherwise?: Otherwise | undefined;
  /** Set at the latest when the delivery has ended. */
  fate?: Fate;
  /** An item has one target. For each further target there is a copy, with a fate of its own. */
  copies?: Item[];
  /** The item that this one is a copy of. */
  original?: Item;
  /** The file of a message whose event was too large, and lacks it now. */
  file?: FoundFile;
}

/** The item and its copies, whichever of them is given. */
export function withCopies(item: Item): readonly Item[] {
  const original = item.original ?? item;
  return original.copies ? [original, ...original.copies] : [original];
}

/** The items and their copies, each item before its own. Nearly always there are none. */
export function allWithCopies(items: readonly Item[]): readonly Item[] {
  return items.some(({ copies }) => copies) ? items.flatMap(withCopies) : items;
}

/** Whether the item is to be kept. */
export function isUndeliverable(item: Item): item is UndeliverableItem {
  return item.fate?.kind === 'dead-letter';
}

/** Whether only somebody who has the application's routes can redrive the item. */
export function isByRoute({ target, fate }: Pick<Item, 'target' | 'fate'>): boolean {
  if (target === 'route') return true;
  if (fate?.kind !== 'dead-letter') return false;
  return fate.reason === 'route-failed' || (fate.reason === 'no-route' && fate.problem !== undefined);
}

/** An item that no workflow takes. */
export interface UndeliverableItem extends Item {
  fate: DeadLetterFate;
}

/** What starts a workflow that does not run. */
export interface WorkflowStart {
  workflowType: string;
  args: unknown[];
  taskQueue: string;
}

/** The workflow that is signaled, and started when it does not run and `start` is there. */
export interface WorkflowTarget {
  kind: TargetKind;
  workflowId: string;
  start?: WorkflowStart;
  /** What becomes of an item whose workflow does not run. @default 'ignore' for a status, else 'dead-letter' */
  otherwise?: Otherwise;
}

/** The fate of an item whose workflow does not run, or who else gets it then. */
type Otherwise = 'ignore' | 'dead-letter' | (() => readonly Route[]);

/** A target of an event, or its fate when it goes to no workflow. */
export type Route = WorkflowTarget | IgnoredFate | DeadLetterFate;

/** Whatever has a fate: an item, or the whole body when no item could be read from it. */
export interface Part {
  readonly event?: WhatsAppEvent;
  fate?: Fate;
  /** Set for a copy: its event counts once. */
  readonly original?: Part;
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
  /** The workflow has ended: that of the sender, or one that a route names and does not insist on. */
  | 'workflow-ended'
  /** A route of the application, or the fallback, said so. */
  | 'route-ignores';
