/** Options of `temporal-whatsapp emulator` that say which limits hold, how statuses come, and which faults wait from the start. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { EmulatorBehavior, Fault } from '../emulator/index.js';

export interface BehaviorFlags {
  statuses?: NonNullable<EmulatorBehavior['autoStatuses']>;
  statusDelay?: number;
  statusBeforeAnswer?: true;
  statusReorder?: true;
  statusDuplicates?: number;
  statusSeed?: number;
  pairLimit?: true | number;
  throughput?: number;
  enforceWindow?: 'refuse' | 'webhook';
  fault?: Fault[];
}

export function addBehaviorOptions(command: Command): Command {
  return command
    .option(
      '--pair-limit [messages]',
      'limit of one number to one user: 1 message in 6 s, so many at once (45)',
      parseCount,
    )
    .option('--throughput <messages>', 'limit of one number: messages a second, 80 at Meta (default: none)', parseCount)
    .addOption(
      new Option(
        '--enforce-window [how]',
        'only templates reach users who have not written in 24 hours; others fail so',
      )
        .choices(['refuse', 'webhook'])
        .preset('refuse'),
    )
    .option('--statuses <names>', 'what users report, such as sent,delivered,read, or none', parseStatuses)
    .option('--status-delay <ms>', 'pause before each status (default: 10)', parseCount)
    .option('--status-before-answer', 'post the statuses of a message before its answer')
    .option('--status-reorder', 'post the statuses of a message in another order than they happened')
    .option('--status-duplicates <count>', 'post each status so many times more', parseCount)
    .option('--status-seed <number>', 'another seed, another order (default: 1)', parseCount)
    .option('--fault <json>', 'a fault as in POST /_emulator/faults; may be repeated', parseFault);
}

/** The same as options of the emulator, which checks their ranges. */
export function behaviorOf(flags: BehaviorFlags): EmulatorBehavior {
  const { statuses, statusDelay, statusBeforeAnswer, pairLimit, throughput, enforceWindow } = flags;
  return {
    ...(statuses && { autoStatuses: statuses }),
    ...(statusDelay !== undefined && { statusDelayMs: statusDelay }),
    ...(statusBeforeAnswer && { statusBeforeAnswer }),
    ...chaosOf(flags),
    limits: {
      ...(pairLimit !== undefined && { pair: pairLimit === true || { messages: pairLimit } }),
      ...(throughput !== undefined && { throughputPerSecond: throughput }),
    },
    ...(enforceWindow && { enforceWindow: enforceWindow === 'refuse' || enforceWindow }),
  };
}

function chaosOf({ statusReorder, statusDuplicates, statusSeed }: BehaviorFlags): EmulatorBehavior {
  if (statusReorder === undefined && statusDuplicates === undefined) return {};
  return {
    statusChaos: {
      ...(statusReorder && { reorder: true }),
      ...(statusDuplicates !== undefined && { duplicates: statusDuplicates }),
      ...(statusSeed !== undefined && { seed: statusSeed }),
    },
  };
}

/** @throws InvalidArgumentError */
export function parseCount(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('must be a whole number.');
  return Number(value);
}

function parseStatuses(value: string): string[] {
  return value === 'none' ? [] : value.split(',').map((name) => name.trim());
}

function parseFault(value: string, before: Fault[] = []): Fault[] {
  try {
    return [...before, JSON.parse(value) as Fault];
  } catch {
    throw new InvalidArgumentError('must be JSON, such as {"code":131056,"times":3}.');
  }
}
