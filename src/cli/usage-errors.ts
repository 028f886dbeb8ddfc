/** Errors of the command line that say what is expected. */
import type { Command } from 'commander';

/** Makes every command that has commands of its own say which ones, when it gets a word that is none of them. */
export function explainUnknownCommands(program: Command): Command {
  for (const command of program.commands.filter(({ commands }) => commands.length > 0)) {
    command.on('command:*', () => refuseUnknownCommand(command));
    // A command that also does something by itself counts the word as an argument of its own.
    command.allowExcessArguments().hook('preAction', (_hooked, running) => {
      if (running === command && command.args.length > 0) refuseUnknownCommand(command);
    });
  }
  return program;
}

function refuseUnknownCommand(command: Command): never {
  const path = [command.parent?.name(), command.name()].filter((name) => name !== undefined).join(' ');
  const known = command.commands.map((subcommand) => subcommand.name()).join(', ');
  command.error(
    `error: unknown command '${command.args[0]}' of '${path}': expected one of ${known}. "${path} --help" says more.`,
    { code: 'commander.unknownCommand' },
  );
}
