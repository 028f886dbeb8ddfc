/** A step of a recorded test. */
import type { Members } from './members.js';

/** One line of a test, for the user with this id. */
export type RecordedStep =
  | { kind: 'says'; userId: string; id: string; text: string; quoting?: string }
  | { kind: 'taps' | 'picks'; userId: string; id: string; title: string }
  | { kind: 'fills'; userId: string; id: string; answer: Members }
  | { kind: 'sends'; userId: string; id: string; content: Members }
  | { kind: 'reacts'; userId: string; id: string; messageId: string; emoji: string }
  | { kind: 'edits'; userId: string; messageId: string; text: string }
  | { kind: 'revokes'; userId: string; messageId: string }
  | { kind: 'sees'; userId: string; id: string; text: string; isTemplate?: true }
  | { kind: 'closes-window'; userId: string }
  | { kind: 'faults'; fault: Members }
  | { kind: 'waits'; ms: number };
