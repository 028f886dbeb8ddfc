/** A chat whose lines come from a program. */
import { expect, test } from '@jest/globals';
import { playLines } from '../../../../src/cli/chat/chat.js';

async function play(
  lines: string[],
  isAnswered: (line: number) => boolean,
): Promise<{ shown: string[]; error: unknown }> {
  const shown: string[] = [];
  let count = 0;
  const act = async ({ kind }: { kind: string }): Promise<boolean> => {
    if (kind === 'tap' || kind === 'problem') throw new Error('nothing to tap');
    return kind !== 'help';
  };
  const session = { messageCount: 0, act, untilAnswered: async () => isAnswered((count += 1)) };
  const given = (async function* () {
    yield* lines;
  })();
  const terminal = { lines: given, show: (line: string) => void shown.push(line), close: () => undefined };
  const error: unknown = await playLines(session, terminal, 2_000).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { shown, error };
}

test('a line without an answer is told of, and fails the command after all lines', async () => {
  const { shown, error } = await play(['hi', 'there'], (line) => line > 1);
  expect(shown).toEqual(['> hi', '  (no answer within 2 s)', '> there']);
  expect(String(error)).toContain('1 of the lines had no answer');
});

test('lines that are answered end it well', async () => {
  expect(await play(['hi', 'there'], () => true)).toEqual({ shown: ['> hi', '> there'], error: undefined });
});

test.each(['/tap 9', '/dance'])('%s, which cannot be carried out, fails the command after all lines', async (line) => {
  const { shown, error } = await play([line, '/help', 'hi'], () => true);
  expect(shown).toEqual([`> ${line}`, '  (nothing to tap)', '> /help', '> hi']);
  expect(String(error)).toBe('Error: 1 of the lines could not be carried out');
});

test('both are told of', async () => {
  const { error } = await play(['/tap 9', 'hi'], () => false);
  expect(String(error)).toMatch(/1 of the lines could not be carried out; 1 of the lines had no answer/);
});
