/** Activities on `/{phone-number-id}/messages`. */
import type { z } from 'zod';
import type { WhatsAppActivities } from '../common/activity-contract.js';
import type { SendMessageResult } from '../common/sending/send-outcome.js';
import { callbackDataFor, decodeCallbackData } from '../common/sending/callback-data.js';
import { InvalidInputError } from '../common/failures.js';
import { markMessageReadInputSchema, sendMessageInputSchema } from '../common/inputs/index.js';
import { toGraphMessage } from '../common/messages/graph-message.js';
import { conversationKeys } from '../id-keys/conversation-keys.js';
import { defined } from '../common/schema/defined.js';
import { defineActivity, type Attempt } from './attempt/activity.js';
import { findSentBeforeReset } from './attempt/before-reset.js';
import { firstMember, textMember, type Call, type GraphCaller } from './graph-caller.js';
import { findOtherWay } from './attempt/other-way.js';
import { onlyAfterRefusals } from './attempt/repeat-guard.js';

type SendInput = z.output<typeof sendMessageInputSchema>;

export function messageActivities(
  graph: GraphCaller,
  idKey?: string,
): Pick<WhatsAppActivities, 'sendWhatsAppMessage' | 'markWhatsAppMessageRead'> {
  return {
    sendWhatsAppMessage: defineActivity('sendWhatsAppMessage', sendMessageInputSchema, (input, attempt) => {
      const sendKey = input.sendKey ?? attempt.key;
      return onlyAfterRefusals(
        attempt,
        { send: true, sendKey },
        async () =>
          (await findOtherWay(attempt, sendKey)) ??
          (input.afterReset ? await findSentBeforeReset(attempt, sendKey) : undefined) ??
          withConversationKeys(await send(graph, input, attempt, sendKey), idKey),
      );
    }),
    markWhatsAppMessageRead: defineActivity('markWhatsAppMessageRead', markMessageReadInputSchema, (input, attempt) => {
      const { phoneNumberId, credential, messageId, typingIndicator } = input;
      const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
      const json = {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: messageId,
        ...(typingIndicator && { typing_indicator: { type: 'text' } }),
      };
      return graph.requestSuccess(call, { method: 'POST', path: `/${phoneNumberId}/messages`, json });
    }),
  };
}

async function send(
  graph: GraphCaller,
  input: SendInput,
  attempt: Attempt,
  sendKey: string,
): Promise<SendMessageResult> {
  const { phoneNumberId, credential } = input;
  const callbackData = createCallbackData(input, sendKey, attempt);
  const json = toGraphMessage(input, callbackData);
  const call: Call = { attempt, credential, phoneNumberId, sendKey, idempotent: false, send: true };
  const response = await graph.request(call, { method: 'POST', path: `/${phoneNumberId}/messages`, json });
  const message = firstMember(response.body, 'messages');
  const messageId = textMember(message, 'id');
  if (messageId === undefined) throw graph.unexpectedAnswer(call, response, 'message id');
  const contact = firstMember(response.body, 'contacts');
  const kept = callbackData !== undefined && decodeCallbackData(callbackData)?.callerDataKept;
  return {
    messageId,
    sendKey,
    ...defined({
      waId: textMember(contact, 'wa_id'),
      userId: textMember(contact, 'user_id'),
      messageStatus: textMember(message, 'message_status'),
      groupId: textMember(message, 'group_id'),
    }),
    ...(kept && { callerDataKept: true }),
  };
}

/** The receiver hides the ids, so that only a worker can tell where the user's messages go. */
function withConversationKeys(result: SendMessageResult, idKey: string | undefined): SendMessageResult {
  const { waId, userId } = result;
  if (idKey === undefined || (waId === undefined && userId === undefined)) return result;
  return { ...result, conversationKeys: conversationKeys(defined({ userId, waId }), idKey) };
}

/** What makes the statuses of this message find their way back. */
function createCallbackData(input: SendInput, sendKey: string, attempt: Attempt): string | undefined {
  const { wantedStatuses: wanted = [], bizOpaqueCallbackData: callerData } = input;
  const workflowId = input.statusWorkflowId ?? attempt.workflowId;
  if (wanted.length > 0 && workflowId === undefined) {
    throw invalid(
      attempt,
      'statusWorkflowId',
      'must be set when "wantedStatuses" is and no workflow calls the activity',
    );
  }
  try {
    return callbackDataFor({ workflowId: workflowId ?? '', sendKey, wanted, ...defined({ callerData }) });
  } catch (error) {
    if (error instanceof RangeError) throw invalid(attempt, 'sendKey', `does not fit: ${error.message}`);
    throw error;
  }
}

function invalid(attempt: Attempt, path: string, message: string): InvalidInputError {
  return new InvalidInputError(attempt.activity, [{ path, message }]);
}
