/** Dead letters as lines for people. */
import type { DeadLetterItem, ShownDeadLetter } from '../webhook/index.js';

/** One line each, under a line of headings; nothing when there are none. */
export function deadLetterTable(items: readonly DeadLetterItem[]): string[] {
  if (items.length === 0) return [];
  const headings = ['ID', 'RECEIVED', 'NUMBER', 'FIELD', 'KIND', 'ITEMS', 'REASON'];
  const rows = items.map(({ id, receivedAtMs, phoneNumberId, field, kind, items = 1, reason, problem }) => [
    ...[id, time(receivedAtMs), phoneNumberId, field, kind, String(items)].map((value) => value ?? '-'),
    problem === undefined ? reason : `${reason}: ${problem}`,
  ]);
  return columns([headings, ...rows]);
}

/** Name and value of everything but the content. */
export function deadLetterRows({ id, workflowId, state }: ShownDeadLetter): string[] {
  const rows: [string, string | undefined][] = [
    ['Id', id],
    ['Workflow', workflowId],
    ['Phase', state.phase],
    ['Reason', state.reason],
    ['Problem', state.problem],
    ['Kind', state.kind],
    ['Field', state.field],
    ['WABA', state.wabaId],
    ['Phone number', state.phoneNumberId],
    ['Message', state.messageId],
    ['Items', state.items === undefined ? undefined : String(state.items)],
    ['Received', time(state.receivedAtMs)],
    ['Kept until', time(state.retainedUntilMs)],
    ['Redrives', String(state.redrives)],
    ['Last problem', state.lastProblem],
    ['Content', state.complete ? undefined : 'not complete: parts of it have not arrived'],
  ];
  return columns(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/**
 * Columns of equal width. What Meta posted must not command a terminal, so control characters are written as escapes.
 */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = rows[0]?.map((_, column) => width(column)) ?? [];
  return rows.map((row) => plain(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).trimEnd());
}

/** @returns The text with its control characters, but for tab and line feed, as `\u001b`. */
export function plain(text: string): string {
  return text.replace(
    /(?![\t\n])\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function time(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
