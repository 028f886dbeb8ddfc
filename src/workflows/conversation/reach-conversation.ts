/** How a conversation signals another one, which need not run. */
import { getExternalWorkflowHandle, sleep, type ExternalWorkflowHandle } from '@temporalio/workflow';
import { defined } from '../../common/schema/defined.js';
import { conversationWorkflowId } from '../../common/ids/workflow-ids.js';
import {
  conversationHandoverSignal,
  conversationMovedSignal,
  conversationRequestSignal,
  whatsAppEventsSignal,
  workflowNames,
} from '../definitions.js';
import { addressedGroup, type CancelRequest, type ConversationRequest } from '../questions/requests.js';
import { findFailure, startApart } from '../lib/start-apart.js';
import { toPlace } from './moves.js';
import type { Outgoing } from './outbox.js';
import { summaryFor } from '../../common/summaries.js';

const longestPauseMs = 60_000;

/**
 * Resolves when the other conversation has it: it was signaled, or started for it when it did not run. Nothing may be
 * lost, so this goes on trying until then. Each pause is twice as long as the one before, up to a minute.
 */
export async function reachConversation(
  phoneNumberId: string,
  outgoing: Outgoing,
  workflowType: string = workflowNames.conversation,
): Promise<'signaled' | 'started'> {
  const other = getExternalWorkflowHandle(conversationWorkflowId(phoneNumberId, outgoing.to));
  for (let tries = 0; ; tries += 1) {
    if (await succeeds(() => signal(other, outgoing))) return 'signaled';
    const isStarted = await succeeds(() => start(phoneNumberId, outgoing, workflowType));
    if (isStarted && outgoing.kind === 'moved') return 'started';
    // A conversation that somebody else has started at the same moment takes the next signal, too.
    if (await succeeds(() => signal(other, outgoing))) return isStarted ? 'started' : 'signaled';
    await sleep(Math.min(1_000 * 2 ** tries, longestPauseMs), {
      summary: summaryFor('timers', 'reachAgain'),
    });
  }
}

async function signal(other: ExternalWorkflowHandle, outgoing: Outgoing): Promise<void> {
  switch (outgoing.kind) {
    case 'events':
      if (outgoing.route === undefined) return other.signal(whatsAppEventsSignal, outgoing.events, true);
      return other.signal(whatsAppEventsSignal, outgoing.events, true, outgoing.route);
    case 'moved':
      return other.signal(conversationMovedSignal, outgoing.move);
    case 'handover':
      return other.signal(conversationHandoverSignal, outgoing.handover);
    case 'request':
      return other.signal(conversationRequestSignal, outgoing.request);
  }
}

/**
 * The other conversation lives on when this one ends or is canceled. A conversation that is told of a move knows
 * nothing yet, and starts as an alias.
 */
async function start(phoneNumberId: string, outgoing: Outgoing, workflowType: string): Promise<void> {
  const movedTo = outgoing.kind === 'moved' ? toPlace(outgoing.move) : undefined;
  const groupId = outgoing.kind === 'request' ? requestedGroup(outgoing.request) : undefined;
  await startApart(workflowType, {
    workflowId: conversationWorkflowId(phoneNumberId, outgoing.to),
    args: [{ phoneNumberId, userKey: outgoing.to, ...defined({ groupId, movedTo }) }],
  });
}

function requestedGroup(request: ConversationRequest | CancelRequest): string | undefined {
  return request.kind === 'cancel' ? undefined : addressedGroup(request.address);
}

async function succeeds(attempt: () => Promise<void>): Promise<boolean> {
  return (await findFailure(attempt)) === undefined;
}
