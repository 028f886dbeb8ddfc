/** How a conversation signals another one, which need not run. */
import {
  getExternalWorkflowHandle,
  isCancellation,
  sleep,
  startChild,
  type ExternalWorkflowHandle,
} from '@temporalio/workflow';
import { conversationWorkflowId } from '../../common/workflow-ids.js';
import {
  conversationHandoverSignal,
  conversationMovedSignal,
  whatsAppEventsSignal,
  workflowNames,
} from '../definitions.js';
import type { Outgoing } from './outbox.js';

const longestPauseMs = 60_000;

/**
 * Resolves when the other conversation has it: signalled, or started for it when it does not run. It goes on trying until then, as
 * nothing may be lost; each try that finds neither waits twice as long as the one before, up to a minute.
 */
export async function reachConversation(phoneNumberId: string, outgoing: Outgoing): Promise<void> {
  const other = getExternalWorkflowHandle(conversationWorkflowId(phoneNumberId, outgoing.to));
  for (let tries = 0; ; tries += 1) {
    if (await succeeds(() => signal(other, outgoing))) return;
    const isStarted = await succeeds(() => start(phoneNumberId, outgoing));
    if (isStarted && outgoing.kind === 'moved') return;
    // One that was started by somebody else at the same moment is there for the next signal, too.
    if (await succeeds(() => signal(other, outgoing))) return;
    await sleep(Math.min(1_000 * 2 ** tries, longestPauseMs), {
      summary: 'before another conversation is tried again',
    });
  }
}

async function signal(other: ExternalWorkflowHandle, outgoing: Outgoing): Promise<void> {
  switch (outgoing.kind) {
    case 'events':
      return other.signal(whatsAppEventsSignal, outgoing.events, true);
    case 'moved':
      return other.signal(conversationMovedSignal, outgoing.move);
    case 'handover':
      return other.signal(conversationHandoverSignal, outgoing.handover);
  }
}

/** The other one lives on when this one ends or is cancelled. One that is told of a move knows nothing yet, and starts as a pointer. */
async function start(phoneNumberId: string, outgoing: Outgoing): Promise<void> {
  const movedTo = outgoing.kind === 'moved' ? { movedTo: outgoing.move } : {};
  await startChild(workflowNames.conversation, {
    workflowId: conversationWorkflowId(phoneNumberId, outgoing.to),
    args: [{ phoneNumberId, userKey: outgoing.to, ...movedTo }],
    parentClosePolicy: 'ABANDON',
    cancellationType: 'ABANDON',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

async function succeeds(attempt: () => Promise<void>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return false;
  }
}
