/** The terminal of a chat: lines in, lines out, with a prompt where somebody sits before it. */
import { clearLine, createInterface, cursorTo } from 'node:readline';

/** The place where somebody types and reads, or a program writes and reads. */
export interface Terminal {
  /** Whether a person types: there is a prompt then. */
  readonly isInteractive: boolean;
  /** What was typed, until its end or Ctrl+C. */
  readonly lines: AsyncIterable<string>;
  /** Writes a line above what is being typed. */
  show(line: string): void;
  close(): void;
}

export function openTerminal(
  input: NodeJS.ReadStream = process.stdin,
  output: NodeJS.WriteStream = process.stdout,
): Terminal {
  const isInteractive = input.isTTY && output.isTTY;
  const reader = createInterface({ input, ...(isInteractive && { output, prompt: '> ' }) });
  reader.on('SIGINT', () => reader.close());
  if (isInteractive) {
    reader.prompt();
    reader.on('line', () => reader.prompt());
  }
  return {
    isInteractive,
    // From now on: lines that come before somebody iterates would be lost.
    lines: reader[Symbol.asyncIterator](),
    show: (line) => {
      if (!isInteractive) return void output.write(`${line}\n`);
      cursorTo(output, 0);
      clearLine(output, 0);
      output.write(`${line}\n`);
      reader.prompt(true);
    },
    close: () => reader.close(),
  };
}
