/** Options that name the code of an application, and the environment that a command has with them. */
import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Environment } from '../../environment/config.js';
import { conversationProblem } from '../../environment/variables.js';
import { readEnvFile } from './env-file.js';

/** What the command line says about the code. */
export interface CodeFlags {
  workflows?: string;
  activities?: string;
  routes?: string;
  conversation?: string;
  envFile?: string[];
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
    )
    .addOption(envFileOption());
}

/** The option of every command that is configured by variables. */
export function envFileOption(): Option {
  const use = 'variables that the environment does not have; may be repeated';
  return new Option('--env-file <file>', use).argParser(collect);
}

/**
 * The environment with what options say. A variable of the environment wins over the same one of a file, and an earlier
 * file over a later one.
 *
 * @throws Error that names a file which cannot be read
 */
export function environmentFrom(env: Environment, { envFile = [], conversation }: CodeFlags): Environment {
  const fromFiles = Object.assign({}, ...envFile.map(readEnvFile).reverse()) as Environment;
  // An empty variable counts as not set.
  const given = Object.entries(env).filter(([name, value]) => value !== '' || fromFiles[name] === undefined);
  const named = conversation === undefined ? {} : { WHATSAPP_CONVERSATION_WORKFLOW: conversation };
  return { ...fromFiles, ...Object.fromEntries(given), ...named };
}

function parseFile(value: string): string {
  if (existsSync(value)) return value;
  throw new InvalidArgumentError(`there is no such file; paths begin at ${process.cwd()}.`);
}

function parseConversation(value: string): string {
  const problem = conversationProblem(value);
  if (problem === undefined) return value;
  throw new InvalidArgumentError(`${problem}.`);
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, parseFile(value)];
}
