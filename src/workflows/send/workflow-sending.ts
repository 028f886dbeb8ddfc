/** The send of `sendMessageWorkflow` and `uploadAndSendWorkflow`: their defaults, and its outcome in words. */
import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { DurationInput, SendInput, WorkflowSendOptions } from '../../common/inputs/index.js';
import type { MessageStatus } from '../../common/sending/message-status.js';
import type { SendOutcome } from '../../common/sending/send-outcome.js';
import { Sending, type SendingOptions } from './send.js';
import { requestTimeMs } from '../lib/request-deadline.js';

/**
 * The statuses that settle an unknown outcome: all, as the first one may be lost. A workflow that has ended refuses the
 * others, which costs no action.
 */
const anyStatus: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'failed'];

/**
 * The send of a workflow that sends one message, which the id of its run names. Its deadline counts from the start of
 * the workflow.
 *
 * @param more.firstDeadline How long the message may wait for a worker when the caller names no time.
 * @param more.instead What is sent instead of a refused message.
 */
export function workflowSending(
  input: SendInput,
  options: WorkflowSendOptions,
  { firstDeadline, instead }: { firstDeadline?: DurationInput; instead?: SendingOptions['instead'] } = {},
): Sending {
  const sendKey = input.sendKey ?? workflowInfo().originalExecutionRunId;
  const { scheduleToStartTimeout, scheduleToCloseTimeout } = options.activityOptions?.sendWhatsAppMessage ?? {};
  const hasOwnTime = scheduleToStartTimeout !== undefined || scheduleToCloseTimeout !== undefined;
  return new Sending(
    { ...input, sendKey },
    {
      settleUnknownFor: '2 minutes',
      ...options,
      settleOn: anyStatus,
      requestedAtMs: requestTimeMs(),
      firstDeadline: hasOwnTime ? undefined : firstDeadline,
      instead,
      onOutcome: (outcome) => setCurrentDetails(`${describeOutcome(outcome)}${waiting(outcome, options)}`),
    },
  );
}

/**
 * A send that is under way, for Temporal UI. A workflow does not hear that a worker has begun an activity, so the text
 * says how to see that.
 */
export function describeSending(what: string, sending: Sending): string {
  const queue = sending.taskQueue;
  const { deadlineMs } = sending;
  const until = deadlineMs === undefined ? '' : `, and it waits for one until ${minute(deadlineMs)}`;
  return (
    `${what}\n\nA worker of \`${queue}\` has to take it${until}. ` +
    'While its activity is only *scheduled*, none has: `temporal-whatsapp doctor` says whether one is there.'
  );
}

/** What follows when the message was accepted. */
function waiting({ kind }: SendOutcome, { waitFor }: WorkflowSendOptions): string {
  return kind === 'accepted' && waitFor !== undefined ? ` Waiting until it is ${waitFor}.` : '';
}

function minute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

/** The outcome in plain words, for Temporal UI. */
export function describeOutcome(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'accepted': {
      const how = outcome.templateInstead ? 'The window was closed; the template was accepted' : 'Accepted';
      const last = outcome.statuses.at(-1)?.status;
      return `${how} as \`${outcome.messageId}\`${last ? `, ${last}` : ''}.`;
    }
    case 'refused':
      return `Refused: ${outcome.message}`;
    case 'unknown':
      return `Unknown: ${outcome.message} ${outcome.advice}`;
  }
}
