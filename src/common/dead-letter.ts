/** Dead letters: parts of webhooks that cannot be read or delivered. A small workflow keeps those of the same fate. */
import type { DeadLetterReason } from './dead-letter-reasons.js';

export type { DeadLetterReason } from './dead-letter-reasons.js';

/** What can be said of a dead letter without its content: shown in lists and in Temporal UI. */
export interface DeadLetterSummary {
  /** Why the item is kept. */
  reason: DeadLetterReason;
  /** What exactly is wrong, without content. */
  problem?: string;
  /** The kind of the event: `message`, `status`, …; absent when nothing could be read. */
  kind?: string;
  /** The webhook field. */
  field?: string;
  /** The id of the business account. */
  wabaId?: string;
  /** The id of the business number. */
  phoneNumberId?: string;
  /** The id of the message, or of the message that a status is about. */
  messageId?: string;
  /** The time at which the POST came, in Unix milliseconds. */
  receivedAtMs: number;
  /** Set when a route of the application decided about the item: without the routes, a redrive would go past them. */
  byRoute?: true;
  /** How many items it holds. The members above say what these have in common. @default 1 */
  items?: number;
}

/** Input of `deadLetterWorkflow`. Exactly one of `webhook` and `text` is there. */
export interface DeadLetterWorkflowInput extends DeadLetterSummary {
  /** The items as a webhook of their own, in Meta's envelope: what a redrive parses and routes again. */
  webhook?: Record<string, unknown>;
  /** The same, or the whole body, as text, when it cannot travel as JSON: part 0 of `parts`. */
  text?: string;
  /** How `text` is written. @default 'utf8' */
  encoding?: 'utf8' | 'base64';
  /** How many parts `text` has; the others follow by the signal `deadLetterPart`. @default 1 */
  parts?: number;
  /** How long it is kept, in milliseconds. @default 30 days */
  retentionMs?: number;
}

/** How long a dead letter is kept by default: 30 days. */
export const defaultDeadLetterRetentionMs = 30 * 24 * 60 * 60 * 1000;

/** A part of a dead letter's text. */
export interface DeadLetterPart {
  /** The place of the part, from 1. Part 0 is in the input. */
  index: number;
  /** The text of the part. */
  text: string;
}

/** The state of a dead letter. */
export interface DeadLetterState extends DeadLetterSummary {
  /**
   * `kept`: waits for a decision. `redriving`: somebody delivers it at this moment. The others are its end: `expired`
   * is the end of its retention time.
   */
  phase: 'kept' | 'redriving' | 'redriven' | 'discarded' | 'expired';
  /** Whether every part of `text` has arrived. */
  complete: boolean;
  /** The time at which it ends by itself, in Unix milliseconds. */
  retainedUntilMs: number;
  /** How often a redrive was begun. */
  redrives: number;
  /** What the last redrive that did not deliver it said. */
  lastProblem?: string;
}

/** The content of a dead letter, as a claim hands it out. */
export interface DeadLetterContent extends Pick<DeadLetterSummary, 'receivedAtMs'> {
  /** The items as a webhook of their own, in Meta's envelope. */
  webhook?: Record<string, unknown>;
  /** The items as text, all parts joined; instead of `webhook` when it cannot travel as JSON. */
  text?: string;
  /** How `text` is written. @default 'utf8' */
  encoding?: 'utf8' | 'base64';
  /** Set when it is too large for an answer: it is in the workflow's history, as input and `deadLetterPart` signals. */
  inHistory?: true;
}

/** What the redrive that holds the claim reports. */
export type RedriveReport =
  /** Temporal accepted it. */
  | { delivered: true }
  /** It stays a dead letter. */
  | { delivered: false; problem: string };
