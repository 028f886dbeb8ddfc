/** Which statuses a message gets, and in which order they are posted. */
import { defined } from '../../../common/schema/defined.js';
import { statusChaosSchema, type Behavior, type StatusChaos } from '../../settings/behavior.js';
import { shuffled } from '../../settings/seeded.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import type { FailedStatus, Fault } from '../../state/requests/fault.js';

export interface StatusPlan {
  /** Names of the statuses, in the order in which they happen. */
  names: readonly string[];
  failure?: FailedStatus;
  /** Pause before each status, in milliseconds. */
  delayMs: number;
  chaos: Behavior['statusChaos'];
  /** The send is answered only when all are posted. */
  isBeforeAnswer: boolean;
}

type Content = Pick<EmulatedMessage, 'type' | 'body'>;

const usualStatuses = ['sent', 'delivered', 'read'];

/**
 * A fault wins over the emulator's behavior; `failure` is what a rule of the emulator says, and a fault wins over it,
 * too.
 */
export function statusPlan(
  message: Content,
  { autoStatuses, statusDelayMs, statusBeforeAnswer, statusChaos }: Behavior,
  { fault, failure }: { fault?: Fault | undefined; failure?: FailedStatus | undefined },
): StatusPlan {
  const failed = fault?.failedStatus ?? failure;
  return {
    names: failed ? failingStatuses(failed) : autoStatuses.filter((name) => isPossible(name, message)),
    ...defined({ failure: failed }),
    delayMs: statusDelayMs,
    chaos: fault?.statusChaos ? statusChaosSchema.parse(fault.statusChaos) : statusChaos,
    isBeforeAnswer: fault?.statusBeforeAnswer ?? statusBeforeAnswer,
  };
}

/** Whether a message with this plan comes to the user's phone. */
export function isShownOnPhone({ failure }: StatusPlan): boolean {
  return failure === undefined || failure.after === 'delivered' || failure.after === 'read';
}

/** The order in which statuses that have happened are posted; the same for the same seed and key. */
export function postingOrder<Status>(happened: readonly Status[], chaos: Required<StatusChaos>, key: string): Status[] {
  const copies = happened.flatMap((status) => Array.from({ length: 1 + chaos.duplicates }, () => status));
  return chaos.reorder ? shuffled(copies, `${chaos.seed}/${key}`) : copies;
}

function failingStatuses({ after }: FailedStatus): string[] {
  const reached = after === undefined ? 0 : usualStatuses.indexOf(after) + 1;
  return [...usualStatuses.slice(0, reached), 'failed'];
}

/** A reaction is only ever `sent`; only a voice note is `played`. */
function isPossible(name: string, { type, body }: Content): boolean {
  if (type === 'reaction') return name === 'sent';
  return name !== 'played' || (body['audio'] as { voice?: unknown } | undefined)?.voice === true;
}
