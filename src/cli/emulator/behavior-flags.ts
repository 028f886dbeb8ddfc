/**
 * Options of `temporal-whatsapp emulator` that say which limits hold, how statuses come, and which faults wait from the
 * start.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { defined } from '../../common/schema/defined.js';
import type { EmulatorBehavior, Fault, StatusChaos } from '../../emulator/index.js';
import { parseCount } from '../options.js';

export interface BehaviorFlags {
  statuses?: NonNullable<EmulatorBehavior['autoStatuses']>;
  statusDelay?: number;
  statusBeforeAnswer?: true;
  statusReorder?: true;
  statusDuplicates?: number;
  statusSeed?: number;
  pairLimit?: true | number;
  throughput?: number;
  enforceWindow?: 'refuse' | 'webhook' | 'off';
  templateReview?: 'APPROVED' | 'REJECTED';
  templateReviewDelay?: number;
  fault?: Fault[];
}

export function addBehaviorOptions(command: Command): Command {
  return addReviewOptions(command)
    .option(
      '--pair-limit [messages]',
      'limit of one number to one user: 1 message in 6 s, so many at once (45)',
      parseCount,
    )
    .option('--throughput <messages>', 'limit of one number: messages a second, 80 at Meta (default: none)', parseCount)
    .addOption(
      new Option(
        '--enforce-window [how]',
        'only templates reach users who have not written in 24 hours; others fail so (default: refuse)',
      )
        .choices(['refuse', 'webhook', 'off'])
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

function addReviewOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--template-review [result]', 'review new and edited templates, and tell it by webhook')
        .choices(['APPROVED', 'REJECTED'])
        .preset('APPROVED'),
    )
    .option('--template-review-delay <ms>', 'how long a template is PENDING (default: 10)', parseCount);
}

/** The same as options of the emulator, which checks their ranges. */
export function behaviorFromFlags(flags: BehaviorFlags): EmulatorBehavior {
  const { statuses, statusDelay, statusBeforeAnswer, pairLimit, throughput, enforceWindow } = flags;
  const pair = typeof pairLimit === 'number' ? { messages: pairLimit } : pairLimit;
  return defined({
    autoStatuses: statuses,
    statusDelayMs: statusDelay,
    statusBeforeAnswer,
    statusChaos: statusChaosFromFlags(flags),
    limits: defined({ pair, throughputPerSecond: throughput }),
    enforceWindow: enforceWindow && windowRules[enforceWindow],
    templateReview: templateReviewFromFlags(flags),
  });
}

function templateReviewFromFlags({
  templateReview: event,
  templateReviewDelay: delayMs,
}: BehaviorFlags): EmulatorBehavior['templateReview'] {
  if (event === undefined && delayMs === undefined) return undefined;
  return defined({ event, delayMs });
}

const windowRules = { refuse: true, webhook: 'webhook', off: false } as const;

function statusChaosFromFlags({ statusReorder, statusDuplicates, statusSeed }: BehaviorFlags): StatusChaos | undefined {
  if (statusReorder === undefined && statusDuplicates === undefined) return undefined;
  return defined({ reorder: statusReorder, duplicates: statusDuplicates, seed: statusSeed });
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
