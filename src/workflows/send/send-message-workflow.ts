import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import {
  sendMessageWorkflowInputSchema,
  splitSendInput,
  type SendMessageWorkflowInput,
} from '../../common/inputs/index.js';
import type { SendOutcome } from '../../common/sending/send-outcome.js';
import { sendDeadline } from '../activities/retry-table.js';
import { sendStateQuery } from '../definitions.js';
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { describeOutcome, describeSending, workflowSending } from './workflow-sending.js';
import { about } from '../lib/about.js';

/**
 * Sends one message, once, and optionally waits until it was sent, delivered or read.
 *
 * - Workflow id: the caller's choice. The client derives one from the send key:
 *   `whatsapp-send:<phone number id>:<send key>`.
 * - Signals: `whatsAppEvents` (statuses, from the receiver). Queries: `sendState`. Updates: none.
 * - Continues as new: never; its history is bounded by the few statuses of one message.
 * - Temporal actions: two for a send that waits for nothing; one more for each status that it waits for. One more with
 *   `listOutcome`, for a send that was not accepted.
 *
 * A refused send completes the workflow, and so does a send whose outcome stays unknown: both are results. A canceled
 * workflow waits for Meta's answer when its request is under way; `sendState` has the outcome then.
 *
 * @returns accepted, refused or unknown; with `waitFor`, the statuses that came.
 * @throws ApplicationFailure `WhatsApp.InvalidInput`; with `waitFor`, `WhatsApp.MessageFailed` and
 * `WhatsApp.StatusTimeout`; with `onUnknown: 'fail'`, `WhatsApp.SendOutcomeUnknown`
 */
export async function sendMessageWorkflow(input: SendMessageWorkflowInput): Promise<SendOutcome> {
  const checked = checkWorkflowInput(sendMessageWorkflowInputSchema, input, 'sendMessageWorkflow');
  const { content, options } = splitSendInput(checked);
  const sending = workflowSending(content, options, { firstDeadline: sendDeadline });
  setHandler(sendStateQuery, () => sending.state, about(sendStateQuery));
  const { waitFor } = options;
  const until = waitFor ? `, then waiting until it is ${waitFor}` : '';
  setCurrentDetails(describeSending(`Sending a ${content.message.type ?? 'text'} message${until}.`, sending));
  try {
    return await sending.sendAndWait();
  } finally {
    const { outcome } = sending.state;
    if (outcome) setCurrentDetails(describeOutcome(outcome));
  }
}
autoUpgrade(sendMessageWorkflow);
