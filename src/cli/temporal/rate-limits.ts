/** `temporal-whatsapp rate-limits` */
import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { Command, InvalidArgumentError } from 'commander';
import { phoneNumberIdSchema } from '../../common/ids/graph-ids.js';
import { connectionFailure, loadConfig } from '../../environment/config.js';
import {
  changeRateLimits,
  defaultRate,
  fairnessNote,
  readRateLimits,
  type RateLimits,
  type SendQueue,
} from '../../rate-limits/rate-limits.js';
import type { CommandIo } from '../io.js';
import { addVariables, environmentFrom, temporalEnvironment, type VariableFlags } from '../variables.js';

type Rate = number | 'unset';
type NumberRates = Readonly<Record<string, Rate>>;

interface SetFlags {
  default?: Rate;
  number?: NumberRates;
}

const help = `
The limits are Temporal's own: they hold for all workers together, and what is over them waits in the task queue. They are kept
for the task queue of the sends, so run this with the environment of your worker. Every attempt of a send counts.

A number's own rate is stored as a part of the default (its weight), from a thousandth of it to a thousand times it, for up to
1000 numbers. The weight is also the number's share of the workers while several numbers have a backlog.

The limits are divided by the number of partitions of the task queue, 4 unless the server is configured otherwise, and each
holds its part alone. With a few sends a second that shows: a send waits in its partition while others are idle, so numbers
come out below their rate. Then set matching.numTaskqueueReadPartitions and matching.numTaskqueueWritePartitions to 1 for this
task queue, or ask the support of Temporal Cloud to.

Needs a Temporal server 1.29 or newer with matching.enableFairness: true in its dynamic configuration, or Temporal Cloud with
fairness switched on for the namespace.`;

const examples = `
Examples:
  temporal-whatsapp rate-limits
  temporal-whatsapp rate-limits set --default ${defaultRate}
  temporal-whatsapp rate-limits set --number 106540352242922=20 --number 106540352242923=unset`;

export function rateLimitsCommand(io: CommandIo): Command {
  const command = new Command('rate-limits')
    .description('Shows how many messages a second each phone number may send, or sets it: "rate-limits set --help".')
    .addCommand(setCommand(io))
    .addHelpText('after', `${help}\n${examples}`);
  return addVariables(command, temporalEnvironment).action((flags: VariableFlags) =>
    withQueue(io, flags, readRateLimits),
  );
}

function setCommand(io: CommandIo): Command {
  return new Command('set')
    .description('Sets the limit of every phone number, or of single ones. It holds at once, also for sends that wait.')
    .option(
      '--default <rate>',
      'messages a second of every number without a rate of its own, or "unset" for no limits at all ' +
        `(default: what is set, else ${defaultRate})`,
      parseRate,
    )
    .option(
      '--number <id=rate>',
      'messages a second of one number, by its phone number id, or "unset" for the default; may be repeated',
      parseNumberRate,
    )
    .addHelpText('after', `${help}\n${examples}`)
    .action((flags: SetFlags, command: Command) => {
      const change = {
        ...(flags.default !== undefined && { perNumber: flags.default }),
        ...(flags.number !== undefined && { numbers: flags.number }),
      };
      const identity = `temporal-whatsapp rate-limits ${process.pid}@${hostname()}`;
      return withQueue(io, command.optsWithGlobals(), (queue) => changeRateLimits(queue, change, identity));
    });
}

async function withQueue(
  io: CommandIo,
  flags: VariableFlags,
  work: (queue: SendQueue) => Promise<RateLimits>,
): Promise<void> {
  const { temporal, sendTaskQueue } = loadConfig(environmentFrom(io.env, flags));
  const { namespace } = temporal;
  const connection = await Connection.connect(temporal.connectionOptions).catch((error: unknown) => {
    throw connectionFailure(temporal, error);
  });
  try {
    const rateLimits = await work({ connection, namespace, taskQueue: sendTaskQueue });
    for (const line of describe(rateLimits, `${sendTaskQueue}, namespace ${namespace}`)) io.print(line);
    io.note(fairnessNote);
  } finally {
    await connection.close();
  }
}

function describe({ perNumber, numbers, wholeQueue }: RateLimits, queue: string): string[] {
  const rows: [string, string][] = [
    ['Task queue', queue],
    ['Each number', perNumber === undefined ? 'no limit' : `${perNumber} a second`],
    ...Object.entries(numbers).map(([number, rate]): [string, string] => [number, `${rate} a second`]),
    ...(wholeQueue === undefined ? [] : [['All together', `${wholeQueue} a second`] satisfies [string, string]]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

function parseRate(value: string): Rate {
  if (value === 'unset') return value;
  const rate = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(rate > 0)) {
    throw new InvalidArgumentError(
      'must be messages a second above 0, such as 80 or 0.5, or "unset"; 0 would stop all sends.',
    );
  }
  return rate;
}

function parseNumberRate(value: string, previous: NumberRates = {}): NumberRates {
  const [number = '', rate, ...more] = value.split('=');
  if (rate === undefined || more.length > 0) {
    throw new InvalidArgumentError('must be a phone number id, "=" and a rate, such as 106540352242922=20.');
  }
  const { error } = phoneNumberIdSchema.safeParse(number);
  if (error) throw new InvalidArgumentError(`${JSON.stringify(number)} ${error.issues[0]?.message ?? ''}.`);
  if (number in previous) throw new InvalidArgumentError(`${number} is there twice.`);
  return { ...previous, [number]: parseRate(rate) };
}
