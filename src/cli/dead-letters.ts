/** `temporal-whatsapp dead-letters` */
import { Client, Connection } from '@temporalio/client';
import { Command, InvalidArgumentError, Option } from 'commander';
import { deadLetterReasons } from '../common/dead-letter-reasons.js';
import { defined } from '../common/schema/defined.js';
import { receiverMedia } from '../configured-media.js';
import { ConfigError, connectionFailure, loadConfig, type Config, type Environment } from '../environment/config.js';
import { DeadLetterError, DeadLetters, type DeadLetterFilter, type DeadLettersOptions } from '../webhook/index.js';
import { columns, deadLetterRows, deadLetterTable, plain } from './dead-letters-text.js';
import type { CommandIo } from './io.js';
import { loadRoutes } from './code/load-routes.js';
import { addVariables, environmentFrom, temporalEnvironment } from './variables.js';

const help = `
What Meta posted and the receiver could not deliver is kept for 30 days unless configured otherwise, once however often Meta
delivers it. It is kept by a workflow, so Temporal UI shows it too: WorkflowType = "deadLetterWorkflow".

Redriving parses and routes it as the receiver would by now, with the environment of this command: use the receiver's. Delivered,
it ends; what would be a dead letter again stays. With routes in your code, give them with --routes: a module that exports routes,
and fallback if that is a route. Without them, what a route has decided about stays. show, redrive and discard need a running worker.

Reasons:
${columns(Object.entries(deadLetterReasons).map(([reason, { meaning, advice }]) => [reason, `${meaning}; ${advice}`]))
  .map((line) => `  ${line}`)
  .join('\n')}`;

const examples = `
Examples:
  temporal-whatsapp dead-letters list
  temporal-whatsapp dead-letters show 6f1f5b1f0c4e5d0e8d4f3a2b1c0d9e8f --content
  temporal-whatsapp dead-letters redrive --all --reason phone-number-id-unknown`;

interface JsonFlag {
  json?: true;
}
type ListFlags = JsonFlag & DeadLetterFilter & { limit: number };
type RedriveFlags = JsonFlag & DeadLetterFilter & { all?: true; routes?: string };

export function deadLettersCommand(io: CommandIo): Command {
  const command = new Command('dead-letters')
    .description('Shows what the webhook receiver could not deliver, delivers it after a fix, or lets it go.')
    .addCommand(listCommand(io))
    .addCommand(showCommand(io))
    .addCommand(redriveCommand(io))
    .addCommand(discardCommand(io))
    .addHelpText('after', `${help}\n${examples}`);
  return addVariables(command, {
    ...temporalEnvironment,
    WHATSAPP_PHONE_NUMBER_IDS: 'for redrive: ids of your business numbers with commas, or any',
    WHATSAPP_WEBHOOK_FALLBACK: 'for redrive: dead-letter or ignore, for what no route takes (default: dead-letter)',
    WHATSAPP_ID_KEY: "for redrive: the receiver's, if it has one",
  });
}

function listCommand(io: CommandIo): Command {
  return filtered(new Command('list'))
    .description('Lists what is kept, the latest first. Without content.')
    .option('--limit <number>', 'how many at most', parseLimit, 100)
    .option(...jsonOption)
    .action(({ json, limit, ...filter }: ListFlags, command: Command) =>
      withDeadLetters(commandEnvironment(io, command), keptOnly, async (deadLetters) => {
        const items = [];
        for await (const item of deadLetters.list({ ...filter, limit: limit + 1 })) items.push(item);
        const shown = items.slice(0, limit);
        for (const line of json ? shown.map((item) => JSON.stringify(item)) : deadLetterTable(shown)) io.print(line);
        if (items.length > limit) io.note(`There are more than these ${limit}: see --limit.`);
        else if (items.length === 0) io.note('No dead letters.');
      }),
    );
}

function showCommand(io: CommandIo): Command {
  return new Command('show')
    .description('Shows one, also after its end.')
    .argument('<id>', ...idHelp)
    .option('--content', 'with what Meta posted: personal data')
    .option(...jsonOption)
    .action((id: string, flags: JsonFlag & { content?: true }, command: Command) =>
      withDeadLetters(commandEnvironment(io, command), keptOnly, async (deadLetters) => {
        const shown = await deadLetters.show(id, { content: flags.content === true });
        if (flags.json) return io.print(JSON.stringify(shown));
        for (const line of deadLetterRows(shown)) io.print(line);
        if (!shown.content) return;
        const { webhook, text = '' } = shown.content;
        io.print('');
        io.print(webhook === undefined ? plain(text) : JSON.stringify(webhook, null, 2));
      }),
    );
}

function redriveCommand(io: CommandIo): Command {
  return filtered(new Command('redrive'))
    .description('Delivers them as the receiver would by now. Ends with 1 when one stays.')
    .argument('[id...]', ...idHelp)
    .option('--all', 'all that --reason and --phone-number-id leave, the oldest first')
    .option('--routes <file>', "an ES module that exports the receiver's routes, and its fallback if that is a route")
    .option(...jsonOption)
    .action(async (ids: string[], { json, all, routes: file, ...filter }: RedriveFlags, command: Command) => {
      if (ids.length > 0 === (all === true)) command.error('error: redrive needs either ids or --all');
      if (!all && Object.keys(filter).length > 0) command.error('error: --reason and --phone-number-id need --all');
      const routes = file === undefined ? {} : await loadRoutes(file);
      const routing = (config: Config): Routing => ({ ...receiverRouting(config), ...routes });
      return withDeadLetters(commandEnvironment(io, command), routing, async (deadLetters) => {
        const tell = teller(io, json, 'redriven');
        if (!all) return doEach(ids, (one) => deadLetters.redrive(one), tell);
        const { redriven, kept } = await deadLetters.redriveAll(filter, tell);
        refuseRest(kept.length, redriven + kept.length);
      });
    });
}

function discardCommand(io: CommandIo): Command {
  return new Command('discard')
    .description('Ends them without delivering them. Ends with 1 when one stays.')
    .argument('<id...>', ...idHelp)
    .option(...jsonOption)
    .action((ids: string[], { json }: JsonFlag, command: Command) =>
      withDeadLetters(commandEnvironment(io, command), keptOnly, (deadLetters) => {
        const discard = async (id: string): Promise<Outcome> => {
          await deadLetters.discard(id);
          return { id, discarded: true };
        };
        return doEach(ids, discard, teller(io, json, 'discarded'));
      }),
    );
}

const idHelp = ['as "dead-letters list" shows it, or the whole workflow id'] as const;
const jsonOption = ['--json', 'one line of JSON each, for programs'] as const;

function filtered(command: Command): Command {
  return command
    .addOption(
      new Option('--reason <reason>', 'only those kept for this reason').choices(Object.keys(deadLetterReasons)),
    )
    .option('--phone-number-id <id>', 'only those of this business number');
}

function parseLimit(value: string): number {
  const limit = /^\d+$/.test(value) ? Number(value) : 0;
  if (!(limit >= 1)) throw new InvalidArgumentError('must be a whole number above 0.');
  return limit;
}

/** What became of one; with a problem, it stays as it is. */
interface Outcome {
  id: string;
  problem?: string;
  ignored?: string;
  delivered?: boolean;
  discarded?: boolean;
}

/** One after the other; what cannot be done with one does not keep the others from it. */
async function doEach(
  ids: readonly string[],
  work: (id: string) => Promise<Outcome>,
  tell: (outcome: Outcome) => void,
): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const id of new Set(ids)) {
    const outcome = await work(id).catch((error: unknown): Outcome => {
      if (!(error instanceof DeadLetterError) || error.reason === 'no-worker') throw error;
      return { id: error.id, problem: error.problem };
    });
    tell(outcome);
    outcomes.push(outcome);
  }
  refuseRest(outcomes.filter(({ problem }) => problem !== undefined).length, outcomes.length);
}

function teller(io: CommandIo, json: true | undefined, done: string): (outcome: Outcome) => void {
  return (outcome) => {
    const { id, problem, ignored } = outcome;
    const what = ignored === undefined ? done : `${done}, and nobody is to get it: ${ignored}`;
    io.print(json ? JSON.stringify(outcome) : plain(`${id}  ${problem === undefined ? what : `stays: ${problem}`}`));
  };
}

/** The command's exit code says it too. */
function refuseRest(stay: number, all: number): void {
  if (stay > 0)
    throw new Error(`${stay} of ${all} dead letters ${stay === 1 ? 'stays as it is' : 'stay as they are'}.`);
}

type Routing = Omit<DeadLettersOptions, 'client' | 'taskQueue' | 'log'>;

/** Nothing is routed. */
const keptOnly = (): Routing => ({ phoneNumberIds: 'any', fallback: 'dead-letter' });

/** The receiver's routing, but for routes that an application has in its code. */
function receiverRouting({ webhook, media }: Config): Routing {
  const { phoneNumberIds, fallback, conversation, idKey, deadlineMs, storeMedia } = webhook;
  if (phoneNumberIds.length === 0) {
    const message = 'must be set for redrive: the ids of your business numbers, with commas, or any';
    throw new ConfigError([{ variable: 'WHATSAPP_PHONE_NUMBER_IDS', message }]);
  }
  const store = defined({ media: receiverMedia({ media }) });
  return { phoneNumberIds, fallback, deadlineMs, storeMedia, ...defined({ conversation, idKey }), ...store };
}

/** What becomes of each is printed; a log would say it twice. */
const silentLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** `--env-file` is of all these commands. */
function commandEnvironment(io: CommandIo, command: Command): Environment {
  return environmentFrom(io.env, command.optsWithGlobals());
}

async function withDeadLetters(
  env: Environment,
  routing: (config: Config) => Routing,
  work: (deadLetters: DeadLetters) => Promise<void>,
): Promise<void> {
  const config = loadConfig(env);
  const options = { ...routing(config), taskQueue: config.taskQueue, log: silentLog };
  const { connectionOptions, namespace } = config.temporal;
  const connection = await Connection.connect(connectionOptions).catch((error: unknown) => {
    throw connectionFailure(config.temporal, error);
  });
  try {
    await work(new DeadLetters({ ...options, client: new Client({ connection, namespace }) }));
  } finally {
    await connection.close();
  }
}
