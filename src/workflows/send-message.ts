import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import { sendMessageWorkflowInputSchema, type SendMessageWorkflowInput } from '../common/inputs/index.js';
import { sendStateQuery } from './definitions.js';
import { proxyWhatsAppActivities } from './lib/activities.js';
import { checkWorkflowInput } from './lib/failures.js';
import { TrackedSend } from './lib/tracked-send.js';
import type { SendResult } from './states.js';

/**
 * Sends one message, once, and optionally waits until it was sent, delivered or read.
 *
 * - Workflow id: the caller's choice; the client derives one from the send key (`whatsapp-send:<phone number id>:<key>`).
 * - Signals: `whatsAppEvents` (statuses, from the receiver). Queries: `sendState`. Updates: none.
 * - Continues as new: never; its history is bounded by the few statuses of one message.
 * - Fails with what Meta refuses with, or `WhatsApp.InvalidInput`, `WhatsApp.SendOutcomeUnknown`, `WhatsApp.MessageFailed`,
 *   `WhatsApp.StatusTimeout`.
 *
 * @returns Meta's message id, and the statuses that were waited for.
 */
export async function sendMessageWorkflow(input: SendMessageWorkflowInput): Promise<SendResult> {
  const { waitFor, statusDeadline, activityOptions, ...message } = checkWorkflowInput(
    sendMessageWorkflowInputSchema,
    input,
    'sendMessageWorkflow',
  );
  const send = new TrackedSend(message.sendKey);
  setHandler(sendStateQuery, () => send.state);
  const kind = message.message.type ?? 'text';
  setCurrentDetails(`Sending a ${kind} message${waitFor ? `, then waiting until it is ${waitFor}` : ''}.`);
  const result = await send.run(proxyWhatsAppActivities(activityOptions), message, { waitFor, statusDeadline });
  setCurrentDetails(`Accepted as \`${result.messageId}\`${waitFor ? `, ${waitFor}` : ''}.`);
  return result;
}
