/** The messages of the business as lines of a terminal. */
import type { ShownMessage, ShownOption } from '../../testing/phone/shown-message.js';
import { plain } from '../dead-letters-text.js';

/** Kinds whose text is all that there is to read. Of the others the kind is shown, too. */
const wordKinds = ['text', 'interactive', 'template', 'reaction'];

/**
 * A message with its number, and its options with theirs. What a business sends must not command a terminal, so control
 * characters are written as escapes.
 */
export function messageLines(number: number, message: ShownMessage): string[] {
  const head = `#${number} `;
  const indent = ' '.repeat(head.length);
  const [first = '', ...others] = plain(readText(message)).split('\n');
  return [`${head}${first}`, ...others.map((line) => `${indent}${line}`), ...optionLines(message.options, indent)];
}

function readText({ type, text }: ShownMessage): string {
  const kind = `[${type}]`;
  return wordKinds.includes(type) || text === kind ? text : `${kind} ${text}`;
}

/** Buttons side by side, rows below each other. */
function optionLines(options: readonly ShownOption[], indent: string): string[] {
  if (options.length === 0) return [];
  const labels = options.map(({ title, description }, index) =>
    plain(`${index + 1} ${title}${description === undefined ? '' : `: ${description}`}`.replaceAll('\n', ' ')),
  );
  const isList = options.some(({ kind }) => kind === 'row');
  const lines = isList ? labels : [labels.map((label) => `[${label}]`).join('  ')];
  return [...lines, isList ? 'pick one with /list 1' : 'tap one with /tap 1'].map((line) => `${indent}${line}`);
}
