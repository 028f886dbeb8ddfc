/** The rules that a valid message may break all the same: throughput, service window, pace of writing to one user. */
import { GraphError } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import type { FailedStatus } from '../../state/requests/fault.js';

import { checkGroup } from './group-rules.js';

type Sent = Pick<EmulatedMessage, 'phoneNumberId' | 'to' | 'recipient' | 'recipientType' | 'type'>;

const windowFailure = {
  code: 131047,
  details: 'More than 24 hours have passed since the user last wrote to this number; only a template can be sent.',
};

/**
 * Counts the message.
 *
 * @returns how it will fail although it is accepted; undefined when nothing speaks against it
 * @throws GraphError 130429, 131021, 131047 or 131056; what `checkGroup` throws.
 */
export function checkSendRules(sent: Sent, state: EmulatorState): FailedStatus | undefined {
  const { behavior, limits, users } = state;
  limits.takeThroughput(sent.phoneNumberId, behavior.limits);
  if (sent.recipientType === 'group') {
    checkGroup(sent, state);
    return undefined;
  }
  const userId = users.userId(sent.recipient ?? sent.to ?? '');
  if (state.blocked.isBlocked(sent.phoneNumberId, userId)) {
    throw new GraphError({ code: 131021, details: 'The business number has blocked this user.' });
  }
  const failure = closedWindow(sent, userId, state);
  if (failure && behavior.enforceWindow !== 'webhook') throw new GraphError(windowFailure);
  limits.takePair(sent.phoneNumberId, userId, behavior.limits);
  return failure;
}

function closedWindow(sent: Sent, userId: string, { behavior, windows }: EmulatorState): FailedStatus | undefined {
  if (behavior.enforceWindow === false || sent.type === 'template') return undefined;
  return windows.isOpen(sent.phoneNumberId, userId) ? undefined : windowFailure;
}
