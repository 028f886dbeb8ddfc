/** Runs a command line of ours in the test's own process. */
import { CommanderError, type Command } from 'commander';
import type { CommandIo } from '../../src/cli/io.js';
import { createProgram } from '../../src/cli/program.js';

export interface CommandOutcome {
  /** What commander wrote, such as help and usage errors. */
  written: string;
  /** Lines of the result. */
  printed: string[];
  /** Lines about what happens. */
  noted: string[];
  /** Commander's name of the error, when it is one of the command line. */
  code: string | undefined;
  error: unknown;
}

/** What a test may have other than a command that is stopped at once, and that nobody reads along with. */
export type CommandSurroundings = Partial<Pick<CommandIo, 'showProgress' | 'untilStopped'>>;

/** @param env the command's whole environment */
export async function runCommand(
  line: string[],
  env: Record<string, string> = {},
  surroundings: CommandSurroundings = {},
): Promise<CommandOutcome> {
  const [printed, noted]: [string[], string[]] = [[], []];
  let written = '';
  const io: CommandIo = {
    env,
    print: (text) => void printed.push(text),
    note: (text) => void noted.push(text),
    untilStopped: async () => 'SIGTERM',
    ...surroundings,
  };
  const program = await createProgram(io, line);
  const write = (text: string): void => void (written += text);
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 200 });
  }
  const error = await program.parseAsync(line, { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { written, printed, noted, error, code: error instanceof CommanderError ? error.code : undefined };
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
