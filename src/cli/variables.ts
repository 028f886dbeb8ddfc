/** The variables of a command: what its help says of them, and the files that hold them. */
import { InvalidArgumentError, type Command } from 'commander';
import { existsSync } from 'node:fs';
import type { Environment } from '../environment/config.js';
import { readEnvFile } from './env-file.js';

export const temporalEnvironment = {
  TEMPORAL_ADDRESS: 'Temporal server (default: localhost:7233)',
  TEMPORAL_NAMESPACE: 'namespace (default: default)',
  TEMPORAL_API_KEY: 'API key of Temporal Cloud; TEMPORAL_TLS_… for certificates',
  WHATSAPP_TASK_QUEUE:
    'task queue of worker and receiver, with "-send" behind it that of the sends (default: whatsapp)',
} as const;

/** What the command line says about variables. */
export interface VariableFlags {
  envFile?: string[];
  /** `WHATSAPP_CONVERSATION_WORKFLOW`, on the command line. */
  conversation?: string;
}

/**
 * Gives a command `--env-file`, and also the commands that it has by now. Its help ends with each variable and what it
 * is for, in two columns.
 */
export function addVariables(command: Command, variables: Readonly<Record<string, string>>): Command {
  const width = Math.max(...Object.keys(variables).map((name) => name.length));
  const rows = Object.entries(variables).map(([name, use]) => `  ${name.padEnd(width)}  ${use}`);
  for (const subcommand of command.commands) subcommand.configureHelp({ showGlobalOptions: true });
  return command
    .option('--env-file <file>', 'variables that the environment does not have; may be repeated', collectFile)
    .addHelpText('after', ['', 'Environment (.env.example shows every variable):', ...rows].join('\n'));
}

/**
 * The environment with what options say. A variable of the environment wins over the same one of a file, and an earlier
 * file over a later one.
 *
 * @param flags of the command and those above it: `command.optsWithGlobals()`
 * @throws Error that names a file which cannot be read
 */
export function environmentFrom(env: Environment, { envFile = [], conversation }: VariableFlags): Environment {
  const fromFiles = Object.assign({}, ...envFile.map(readEnvFile).reverse()) as Environment;
  // An empty variable counts as not set.
  const given = Object.entries(env).filter(([name, value]) => value !== '' || fromFiles[name] === undefined);
  const named = conversation === undefined ? {} : { WHATSAPP_CONVERSATION_WORKFLOW: conversation };
  return { ...fromFiles, ...Object.fromEntries(given), ...named };
}

/** Parses the path of a file that is there. @throws InvalidArgumentError */
export function parseFile(value: string): string {
  if (existsSync(value)) return value;
  throw new InvalidArgumentError(`there is no such file; paths begin at ${process.cwd()}.`);
}

function collectFile(value: string, before: string[] = []): string[] {
  return [...before, parseFile(value)];
}
