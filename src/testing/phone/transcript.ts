/** Who said what when, for the failure of a test. */
import type { ShownMessage } from './shown-message.js';

/** Something that the user did, or that happened to all. */
export interface TranscriptNote {
  atMs: number;
  /** Who did it; empty for nobody. */
  who: 'user' | 'business' | '';
  text: string;
}

interface Line {
  atMs: number;
  who: string;
  text: string;
}

/**
 * One line for each message and each deed, oldest first.
 *
 * @param unread messages that the test has not looked at
 */
export function formatTranscript(
  notes: readonly TranscriptNote[],
  shown: readonly ShownMessage[],
  unread: readonly ShownMessage[],
): string {
  const isUnread = new Set(unread.map(({ id }) => id));
  const messages = shown.map((message): Line => {
    const mark = isUnread.has(message.id) ? '  (unread)' : '';
    return { atMs: message.atMs, who: 'business', text: `${describeShown(message)}${mark}` };
  });
  // The sort is stable: of one millisecond, what the user did comes first.
  const lines = [...notes, ...messages].sort((one, other) => one.atMs - other.atMs);
  if (lines.length === 0) return '  (nothing was said)';
  return lines.map(({ atMs, who, text }) => `  ${formatTime(atMs)}  ${who.padEnd(8)}  ${text}`).join('\n');
}

/** A message with what can be tapped. */
export function describeShown({ text, options }: ShownMessage): string {
  const lines = text.replace(/\n/g, '\n' + ' '.repeat(33));
  return options.length === 0 ? lines : `${lines}  [${options.map(({ title }) => title).join(' | ')}]`;
}

/** A time in UTC, to the second. */
export function formatTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
}
