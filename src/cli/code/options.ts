/** Options that name the code of an application. */
import { InvalidArgumentError, type Command } from 'commander';
import { conversationProblem } from '../../environment/variables.js';
import { parseFile, type VariableFlags } from '../variables.js';

/** What the command line says about the code. */
export interface CodeFlags extends VariableFlags {
  workflows?: string;
  activities?: string;
  routes?: string;
}

/** Adds the options that `dev`, `worker` and `webhook` have in common. */
export function addCodeOptions(command: Command): Command {
  return command
    .option(
      '--workflows <file>',
      "your workflows, TypeScript or JavaScript; used by the worker (default: the library's), and to find the conversation",
      parseFile,
    )
    .option('--activities <file>', 'a module that exports your activities; used by the worker', parseFile)
    .option(
      '--routes <file>',
      'a module that exports routes, and fallback if that is a route; used by the receiver',
      parseFile,
    )
    .option(
      '--conversation <name>',
      'the workflow of conversations, as in WHATSAPP_CONVERSATION_WORKFLOW; used by the receiver (default: the only one in --workflows)',
      parseConversation,
    );
}

function parseConversation(value: string): string {
  const problem = conversationProblem(value);
  if (problem === undefined) return value;
  throw new InvalidArgumentError(`${problem}.`);
}
